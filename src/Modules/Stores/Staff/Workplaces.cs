namespace Feria.Stores;

/// <summary>The stores an account works in: how many at most, and how it leaves them all.</summary>
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

    /// <summary>It works nowhere any more; refused where a store that is not closed would have no owner.</summary>
    public static async Task<Refusal?> LeaveAllAsync(Tx tx, Guid account)
    {
        var stores = await tx.ListAsync<Guid>(LockSql, new { account });
        await tx.ExecuteAsync(AloneSql, new { account });
        // Asked after the locks: before them another owner could still be leaving.
        if (await tx.OneAsync<bool>(IsNeededSql, new { account })) return Refusals.LastOwner;
        var left = await tx.ListAsync<Guid>(LeaveSql, new { account });
        // One it came by while this waited: tried again, that one is looked at too.
        if (!left.ToHashSet().SetEquals(stores)) return KernelRefusals.Unavailable;
        foreach (var store in left) await History.TellAsync(tx, store, "leave", account.ToString(), null, account);
        return null;
    }

    const string LockSql = """
        -- stores.workplaces.lock
        select s.id
        from stores.store s
        join stores.staff p on p.store_id = s.id
        where p.account_id = @account
        order by s.id
        for update of s
        """;

    const string IsNeededSql = """
        -- stores.workplaces.is-needed
        select exists (
            select
            from stores.staff p
            join stores.store s on s.id = p.store_id
            where p.account_id = @account and p.role = 'owner' and s.status <> 'closed' and not exists (
                select
                from stores.staff o
                where o.store_id = p.store_id and o.role = 'owner' and o.account_id <> p.account_id))
        """;

    const string LeaveSql = """
        -- stores.workplaces.leave
        delete from stores.staff where account_id = @account returning store_id
        """;

    const string AloneSql = """
        -- stores.workplaces.alone
        select pg_advisory_xact_lock(hashtextextended('stores of ' || @account::text, 0))
        """;

    const string CountSql = """
        -- stores.workplaces.count
        select count(*) from stores.staff where account_id = @account
        """;
}
