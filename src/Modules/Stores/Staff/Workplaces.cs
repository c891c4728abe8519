namespace Feria.Stores;

/// <summary>How many stores an account works in: bounded, whichever way it comes by another.</summary>
static class Workplaces
{
    const int Most = 20;

    /// <summary>
    /// Whether the account may come by no more. Who asks is alone with it until the transaction ends, since two at once
    /// must not both be the last; after the store's own lock, where there is one.
    /// </summary>
    public static async Task<bool> AreFullAsync(Tx tx, Guid account)
    {
        await tx.ExecuteAsync(AloneSql, new { account });
        return await tx.OneAsync<long>(CountSql, new { account }) >= Most;
    }

    const string AloneSql = """
        -- stores.workplaces.alone
        select pg_advisory_xact_lock(hashtextextended('stores of ' || @account::text, 0))
        """;

    const string CountSql = """
        -- stores.workplaces.count
        select count(*) from stores.staff where account_id = @account
        """;
}
