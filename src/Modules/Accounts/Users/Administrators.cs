namespace Feria.Accounts;

/// <summary>An installation keeps somebody who may everything.</summary>
static class Administrators
{
    /// <summary>
    /// Null where another administrator stays without this account, or it is none. Of two who would go at once the
    /// second waits at the role's row, and finds that the first is gone.
    /// </summary>
    public static async Task<Refusal?> RefuseWithoutAsync(Tx tx, Guid account)
    {
        if (!await tx.OneAsync<bool>(IsOneSql, new { tx.Region, account })) return null;
        await tx.ExecuteAsync(LockSql);
        return await tx.OneAsync<bool>(AreOthersSql, new { tx.Region, account }) ? null : Refusals.LastAdministrator;
    }

    const string IsOneSql = """
        -- accounts.administrators.is-one
        select exists (
            select from accounts.account_role
            where region = @Region and account_id = @account and role = 'administrator')
        """;

    const string LockSql = """
        -- accounts.administrators.lock
        select name from accounts.role where name = 'administrator' for update
        """;

    const string AreOthersSql = """
        -- accounts.administrators.are-others
        select exists (
            select from accounts.account_role r
            join accounts.account a on a.region = r.region and a.id = r.account_id
            where r.role = 'administrator' and r.account_id <> @account and a.status <> 'closed'
                and a.suspended_at is null)
        """;
}
