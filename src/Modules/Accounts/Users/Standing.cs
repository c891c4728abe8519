namespace Feria.Accounts;

/// <summary>What somebody may, as the tables say in this transaction; a caller's copy may be a moment old.</summary>
static class Standing
{
    public static async Task<IReadOnlySet<string>> OfAsync(Tx tx, Guid account) =>
        (await tx.ListAsync<string>(OfSql, new { tx.Region, account })).ToHashSet();

    /// <summary>Whether somebody is in and may all of this.</summary>
    public static async Task<bool> MayAllAsync(Tx tx, Guid account, IEnumerable<string> permissions) =>
        await tx.OneAsync<bool>(IsInSql, new { tx.Region, account })
            && permissions.All((await OfAsync(tx, account)).Contains);

    /// <summary>
    /// Locks the user on whom staff act. Refused on themselves, on who is gone, and on who may what they may not: else
    /// whoever looks after users could take the place of those above them.
    /// </summary>
    public static async Task<(DeskUser? User, Refusal? Refusal)> LockAsync(Tx tx, Guid user, Caller staff)
    {
        if (user == staff.Account) return (null, Refusals.NotOnYourself);
        var found = await tx.OneOrNullAsync<DeskUser>(LockSql, new { tx.Region, user });
        if (found is null) return (null, Refusals.UserNotFound);
        if (found.Status == "closed") return (null, Refusals.UserClosed);
        return (await OfAsync(tx, user)).IsSubsetOf(await OfAsync(tx, staff.Account!.Value))
            ? (found, null)
            : (null, Denied(Refusals.UserHoldsMore));
    }

    /// <summary>The same refusal, written down as one for want of a right.</summary>
    public static Refusal Denied(Refusal refusal)
    {
        Deed.Current?.Deny(refusal);
        return refusal;
    }

    internal sealed record DeskUser(string Status, DateTime? SuspendedAt)
    {
        public bool IsSuspended => SuspendedAt is not null;
    }

    const string OfSql = """
        -- accounts.standing.of
        select distinct p.permission
        from accounts.account_role r
        join accounts.role_permission p on p.role = r.role
        where r.region = @Region and r.account_id = @account
        """;

    const string IsInSql = """
        -- accounts.standing.is-in
        select exists (
            select from accounts.account
            where region = @Region and id = @account and status <> 'closed' and suspended_at is null)
        """;

    const string LockSql = """
        -- accounts.standing.lock
        select status, suspended_at from accounts.account
        where region = @Region and id = @user
        for no key update
        """;
}
