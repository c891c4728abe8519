namespace Feria.Accounts;

/// <summary>That staff used somebody's account, and why: kept for its owner, who is told when it is over.</summary>
static class Acting
{
    public static async Task BeginAsync(
        Tx tx, Vault vault, Guid id, Guid account, Guid staff, string why, DateTimeOffset endsAt)
    {
        await tx.ExecuteAsync(BeginSql, new
        {
            tx.Region,
            id,
            account,
            staff,
            why = vault.SealReason(why),
            endsAt = endsAt.UtcDateTime,
        });
        // However it ends: also where the browser is simply closed.
        tx.Enqueue(TellActed.JobName, new TellActed.Order(id), endsAt, id.ToString());
    }

    /// <summary>It ends before its time.</summary>
    public static async Task EndAsync(Tx tx, Guid id)
    {
        await tx.ExecuteAsync(EndSql, new { tx.Region, id });
        tx.Enqueue(TellActed.JobName, new TellActed.Order(id), null, id.ToString());
    }

    const string BeginSql = """
        -- accounts.acting.begin
        insert into accounts.acting (region, id, account_id, acted_by, why_sealed, ends_at)
        values (@Region, @id, @account, @staff, @why, @endsAt)
        """;

    const string EndSql = """
        -- accounts.acting.end
        update accounts.acting set ends_at = least(ends_at, now()) where region = @Region and id = @id
        """;
}
