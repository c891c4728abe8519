namespace Feria.Stores;

/// <summary>What somebody's role in a store allows.</summary>
public enum Right
{
    See,
    Edit,
    ManagePeople,
    Close,
}

/// <summary>A store as somebody who works there stands before it.</summary>
public sealed record Standing(Guid Store, string Status, int Version, string Role);

/// <summary>
/// The way into a store for those who work there. Whoever does not is told that there is no such store; whoever does
/// and may not, that their role does not allow it.
/// </summary>
public static class Desk
{
    public const string Owner = "owner";
    public const string Manager = "manager";
    public const string Clerk = "clerk";

    public static bool May(string role, Right right) => role switch
    {
        Owner => true,
        Manager => right is Right.See or Right.Edit,
        _ => right is Right.See,
    };

    /// <summary>The store, its row locked until the transaction ends, or why the caller stays out.</summary>
    public static async Task<(Standing? Standing, Refusal? Refusal)> LockAsync(
        Tx tx, Guid store, Caller caller, Right right) =>
        Admit(await tx.OneOrNullAsync<Standing>(LockSql, new { store, caller.Account }), right);

    /// <summary>The same for who only looks.</summary>
    public static async Task<(Standing? Standing, Refusal? Refusal)> EnterAsync(
        Session session, Guid store, Caller caller, Right right = Right.See) =>
        Admit(await session.OneOrNullAsync<Standing>(EnterSql, new { store, caller.Account }), right);

    internal static (Standing?, Refusal?) Admit(Standing? standing, Right right) => standing switch
    {
        null => (null, Refusals.StoreNotFound),
        _ when !May(standing.Role, right) => (null, Refusals.RoleLacks),
        _ => (standing, null),
    };

    // Both rows: who was sent away while this waited for the store's must not come in by what was so before.
    const string LockSql = """
        -- stores.desk.lock
        select s.id as store, s.status, s.version, p.role
        from stores.store s
        join stores.staff p on p.store_id = s.id
        where s.id = @store and p.account_id = @Account
        for update of s, p
        """;

    const string EnterSql = """
        -- stores.desk.enter
        select s.id as store, s.status, s.version, p.role
        from stores.store s
        join stores.staff p on p.store_id = s.id
        where s.id = @store and p.account_id = @Account
        """;
}
