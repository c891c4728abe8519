namespace Feria.Accounts;

/// <summary>A secret sent by e-mail that does one thing, once, within its time. Only its hash is kept.</summary>
static class SingleUseLink
{
    public const string VerifyEmail = "verify_email";
    public const string ResetPassword = "reset_password";
    public const string ChangeEmail = "change_email";

    static TimeSpan Life(string kind) => kind == ResetPassword ? TimeSpan.FromMinutes(10) : TimeSpan.FromHours(48);

    /// <summary>Makes a link for the account; an older one of the same kind stops working.</summary>
    public static async Task<string> MakeAsync(Tx tx, Guid account, string kind, byte[]? detail = null)
    {
        var token = Token.New();
        await tx.ExecuteAsync(MakeSql,
            new { tx.Region, hash = Token.Hash(token), kind, account, detail, life = Life(kind) });
        return token;
    }

    /// <summary>What a link would do, without using it up; null where it would do nothing.</summary>
    public static Task<Leads?> LookAsync(Session session, string token, string kind) =>
        session.OneOrNullAsync<Leads>(LookSql, new { hash = Token.Hash(token), kind });

    /// <summary>Uses the link up: of several at once one gets true.</summary>
    public static async Task<bool> UseAsync(Tx tx, string token, string kind) =>
        await tx.ExecuteAsync(UseSql, new { hash = Token.Hash(token), kind }) == 1;

    public sealed record Leads(Guid AccountId, byte[]? DetailSealed);

    const string MakeSql = """
        -- accounts.single-use-link.make
        with older as (
            update accounts.single_use_link set used_at = now()
            where account_id = @account and kind = @kind and used_at is null
        )
        insert into accounts.single_use_link (token_hash, kind, region, account_id, detail_sealed, expires_at)
        values (@hash, @kind, @Region, @account, @detail, now() + @life)
        """;

    const string LookSql = """
        -- accounts.single-use-link.look
        select account_id, detail_sealed from accounts.single_use_link
        where token_hash = @hash and kind = @kind and used_at is null and expires_at > now()
        """;

    const string UseSql = """
        -- accounts.single-use-link.use
        update accounts.single_use_link set used_at = now()
        where token_hash = @hash and kind = @kind and used_at is null and expires_at > now()
        """;
}
