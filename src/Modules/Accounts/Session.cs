using Feria.Contracts;

namespace Feria.Accounts;

/// <summary>A signed-in browser or program: an opaque token of which only the hash is kept.</summary>
static class Sessions
{
    static readonly TimeSpan Life = TimeSpan.FromDays(30);

    /// <summary>A token shown once, and when it runs out.</summary>
    public sealed record Fresh(string Token, DateTimeOffset ExpiresAt);

    /// <summary>Opens a session in the transaction that proved who asks.</summary>
    public static Task<Fresh> OpenAsync(Tx tx, Guid account, Visit visit) =>
        OpenAsync(tx, Id.New(), account, visit, Life, null);

    /// <summary>Opens a short one for staff who use the account; it ends with the session they came with.</summary>
    public static Task<Fresh> OpenActedAsync(Tx tx, Guid id, Guid account, Visit visit, TimeSpan life, Caller staff) =>
        OpenAsync(tx, id, account, visit, life, staff);

    static async Task<Fresh> OpenAsync(
        Tx tx, Guid id, Guid account, Visit visit, TimeSpan life, Caller? staff)
    {
        var token = Kernel.Token.New();
        var expiresAt = await tx.OneAsync<DateTime>(OpenSql, new
        {
            tx.Region,
            id,
            hash = Kernel.Token.Hash(token),
            account,
            visit.Client,
            life,
            actedBy = staff?.Account,
            actedFrom = staff?.Session,
        });
        return new Fresh(token, expiresAt);
    }

    /// <summary>Ends every session of the account, wherever it was opened.</summary>
    public static Task EndAllAsync(Tx tx, Guid account)
    {
        tx.Append(new AccessChanged(account));
        return tx.ExecuteAsync(EndAllSql, new { tx.Region, account });
    }

    const string OpenSql = """
        -- accounts.sessions.open
        insert into accounts.session (id, token_hash, region, account_id, epoch, client, expires_at, acted_by,
            acted_from)
        select @id, @hash, a.region, a.id, a.session_epoch, @Client, now() + @life, @actedBy, @actedFrom
        from accounts.account a
        where a.region = @Region and a.id = @account
        returning expires_at
        """;

    const string EndAllSql = """
        -- accounts.sessions.end-all
        with raised as (
            update accounts.account set session_epoch = session_epoch + 1 where region = @Region and id = @account
        )
        delete from accounts.session where account_id = @account
        """;
}
