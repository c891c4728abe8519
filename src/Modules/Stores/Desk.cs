using Feria.Contracts;

namespace Feria.Stores;

/// <summary>
/// The way into a store for those who work there. Whoever does not is told that there is no such store; whoever does
/// and may not, that their role does not allow it.
/// </summary>
public static class Desk
{
    public const string Owner = "owner";
    public const string Manager = "manager";
    public const string Clerk = "clerk";

    public static bool May(string role, StoreRight right) => role switch
    {
        Owner => true,
        Manager => right is StoreRight.See or StoreRight.Serve or StoreRight.Edit,
        _ => right is StoreRight.See or StoreRight.Serve,
    };

    /// <summary>The store, its row locked until the transaction ends, or why the caller stays out.</summary>
    public static async Task<(StoreStanding? Standing, Refusal? Refusal)> LockAsync(
        Tx tx, Guid store, Caller caller, StoreRight right) =>
        Admit(await tx.OneOrNullAsync<StoreStanding>(LockSql, new { store, caller.Account }), right);

    /// <summary>The same for who only looks.</summary>
    public static async Task<(StoreStanding? Standing, Refusal? Refusal)> EnterAsync(
        Session session, Guid store, Caller caller, StoreRight right = StoreRight.See) =>
        caller.Key is { } key
        ? Admit(key.Of != store ? null : await session.OneOrNullAsync<StoreStanding>(EnterByKeySql, new { store }),
            key, right)
        : Admit(await session.OneOrNullAsync<StoreStanding>(EnterSql, new { store, caller.Account }), right);

    /// <summary>
    /// For what others keep of the store: the role and the status stand until the transaction ends, and who works
    /// beside is not waited for.
    /// </summary>
    public static async Task<(StoreStanding? Standing, Refusal? Refusal)> HoldAsync(
        Tx tx, Guid store, Caller caller, StoreRight right) =>
        caller.Key is { } key
        ? Admit(key.Of != store ? null : await tx.OneOrNullAsync<StoreStanding>(HoldByKeySql, new { store }),
            key, right)
        : Admit(await tx.OneOrNullAsync<StoreStanding>(HoldSql, new { store, caller.Account }), right);

    public static Task<StoreStanding?> HoldAsync(Tx tx, Guid store) =>
        tx.OneOrNullAsync<StoreStanding>(HoldByKeySql, new { store });

    internal static (StoreStanding?, Refusal?) Admit(StoreStanding? standing, StoreRight right) => standing switch
    {
        null => Deny(Refusals.StoreNotFound),
        _ when !May(standing.Role, right) => Deny(Refusals.RoleLacks),
        _ => (standing, null),
    };

    /// <summary>The same for a program: of a store that is shut, nobody but people goes in.</summary>
    internal static (StoreStanding?, Refusal?) Admit(StoreStanding? standing, CallerKey key, StoreRight right) =>
        standing switch
        {
            null => Deny(Refusals.StoreNotFound),
            { Status: StoreLife.Suspended or StoreLife.Closed } => (null, Refusals.KeyRests),
            _ when !KeyScope.Allow(key.Scopes, right) => Deny(Refusals.KeyLacks),
            _ => (standing, null),
        };

    static (StoreStanding?, Refusal?) Deny(Refusal refusal)
    {
        Deed.Current?.Deny(refusal);
        return (null, refusal);
    }

    // Both rows: who was sent away while this waited for the store's must not come in by what was so before.
    const string LockSql = """
        -- stores.desk.lock
        select s.id as store, s.status, s.version, p.role, s.currency
        from stores.store s
        join stores.staff p on p.store_id = s.id
        where s.id = @store and p.account_id = @Account
        for update of s, p
        """;

    const string HoldSql = """
        -- stores.desk.hold
        select s.id as store, s.status, s.version, p.role, s.currency
        from stores.store s
        join stores.staff p on p.store_id = s.id
        where s.id = @store and p.account_id = @Account
        for share of s, p
        """;

    const string EnterSql = """
        -- stores.desk.enter
        select s.id as store, s.status, s.version, p.role, s.currency
        from stores.store s
        join stores.staff p on p.store_id = s.id
        where s.id = @store and p.account_id = @Account
        """;

    const string HoldByKeySql = """
        -- stores.desk.hold-by-key
        select id as store, status, version, 'key' as role, currency
        from stores.store
        where id = @store
        for share
        """;

    const string EnterByKeySql = """
        -- stores.desk.enter-by-key
        select id as store, status, version, 'key' as role, currency
        from stores.store
        where id = @store
        """;
}

/// <summary>The same way in for what other modules keep of a store.</summary>
sealed class DeskOfOthers : IStoreDesk
{
    public Task<IReadOnlyList<StoreStaff>> StaffAsync(Session session, Guid[] stores) =>
        session.ListAsync<StoreStaff>(StaffSql, new { stores });

    public Task<(StoreStanding? Standing, Refusal? Refusal)> EnterAsync(
        Session session, Guid store, Caller caller, StoreRight right) =>
        Desk.EnterAsync(session, store, caller, right);

    public Task<(StoreStanding? Standing, Refusal? Refusal)> HoldAsync(
        Tx tx, Guid store, Caller caller, StoreRight right) =>
        Desk.HoldAsync(tx, store, caller, right);

    public Task<StoreStanding?> HoldAsync(Tx tx, Guid store) => Desk.HoldAsync(tx, store);

    public Task<Refusal?> LeaveAllAsync(Tx tx, Guid account) => Workplaces.LeaveAllAsync(tx, account);

    const string StaffSql = """
        -- stores.desk-of-others.staff
        select store_id as store, account_id as account
        from stores.staff
        where store_id = any(@stores)
        order by store_id, account_id
        """;
}
