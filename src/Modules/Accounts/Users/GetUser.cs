using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Accounts;

/// <summary>
/// A user's file. Opening it is looking at somebody's personal data, and is written down; a list of users shows too
/// little for that.
/// </summary>
public static class GetUser
{
    const int Most = 50;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/admin/users/{user:guid}", HandleAsync)
        .WithName(nameof(GetUser))
        .RequireAccess(Permission.ManageUsers)
        .Refuses(Refusals.UserNotFound);

    /// <param name="Status">pending, active, suspended or closed.</param>
    /// <param name="FullName">Null with the rest of the person where the account was closed.</param>
    /// <param name="SecondStepSince">Null where there is none.</param>
    /// <param name="SuspendedWhy">As the user was told.</param>
    /// <param name="MayAct">Whether whoever asks may suspend, sign out and reset this user.</param>
    /// <param name="MayActAs">Whether whoever asks may use the account in the user's place.</param>
    /// <param name="Places">Of the address book: country, region, and the beginning of the postal code.</param>
    /// <param name="ActedAs">When somebody who works here used the account, the latest first.</param>
    public sealed record UserFile(
        Guid Id, string Status, string? FullName, string? Email, string Locale, DateTimeOffset CreatedAt,
        DateTimeOffset? VerifiedAt, DateTimeOffset? ClosedAt, DateTimeOffset? SuspendedAt, string? SuspendedWhy,
        DateTimeOffset? SecondStepSince, IReadOnlyList<Held> Roles, IReadOnlyList<Open> Sessions,
        IReadOnlyList<Place> Places, IReadOnlyList<Used> ActedAs, bool MayAct, bool MayActAs);

    public sealed record Held(string Role, string? Title, DateTimeOffset Since);

    public sealed record Open(string Client, DateTimeOffset Since, DateTimeOffset Until);

    public sealed record Place(string Country, string Region, string PostalZone);

    public sealed record Used(Guid By, string Why, DateTimeOffset Since);

    public static async Task<Results<Ok<UserFile>, ProblemHttpResult>> HandleAsync(
        Guid user, Caller caller, Database db, Vault vault, CancellationToken stop)
    {
        await using var tx = await db.WriteAsync(stop);
        var key = new { tx.Region, user, Most };
        if (await tx.OneOrNullAsync<Row>(FindSql, key) is not { } row) return Refusals.UserNotFound.AsProblem();
        var roles = await tx.ListAsync<HeldRow>(RolesSql, key);
        var sessions = await tx.ListAsync<OpenRow>(SessionsSql, key);
        var places = await tx.ListAsync<Place>(PlacesSql, key);
        var used = await tx.ListAsync<UsedRow>(UsedSql, key);
        var may = await Standing.OfAsync(tx, user);
        var isOther = row.Status != "closed" && user != caller.Account;

        tx.Audit("user", user, null, null);
        return await tx.CommitAsync(TypedResults.Ok(new UserFile(
            row.Id, row.SuspendedAt is null ? row.Status : ListUsers.Suspended,
            row.FullNameSealed is null ? null : vault.OpenName(row.FullNameSealed),
            row.EmailSealed is null ? null : vault.OpenEmail(row.EmailSealed),
            row.Locale, row.CreatedAt, row.VerifiedAt, row.ClosedAt, row.SuspendedAt,
            row.SuspendedWhySealed is null ? null : vault.OpenReason(row.SuspendedWhySealed),
            row.SecondStepSince,
            [.. roles.Select(role => new Held(role.Role, role.Title, role.GivenAt))],
            [.. sessions.Select(open => new Open(open.Client, open.CreatedAt, open.ExpiresAt))],
            places,
            [.. used.Select(one => new Used(one.ActedBy, vault.OpenReason(one.WhySealed), one.BeganAt))],
            isOther && may.IsSubsetOf(caller.Permissions),
            isOther && row.SuspendedAt is null && may.Count == 0 && caller.May(Permission.ActAsUser))));
    }

    sealed record Row(
        Guid Id, string Status, byte[]? FullNameSealed, byte[]? EmailSealed, string Locale, DateTime CreatedAt,
        DateTime? VerifiedAt, DateTime? ClosedAt, DateTime? SuspendedAt, byte[]? SuspendedWhySealed,
        DateTime? SecondStepSince);

    sealed record HeldRow(string Role, string? Title, DateTime GivenAt);

    sealed record OpenRow(string Client, DateTime CreatedAt, DateTime ExpiresAt);

    sealed record UsedRow(Guid ActedBy, byte[] WhySealed, DateTime BeganAt);

    const string FindSql = """
        -- accounts.get-user.find
        select a.id, a.status, a.full_name_sealed, a.email_sealed, a.locale, a.created_at, a.verified_at, a.closed_at,
            a.suspended_at, a.suspended_why_sealed, s.confirmed_at as second_step_since
        from accounts.account a
        left join accounts.second_step s on s.region = a.region and s.account_id = a.id
        where a.region = @Region and a.id = @user
        """;

    const string RolesSql = """
        -- accounts.get-user.roles
        select h.role, r.title, h.given_at
        from accounts.account_role h
        join accounts.role r on r.name = h.role
        where h.region = @Region and h.account_id = @user
        order by h.role
        """;

    const string SessionsSql = """
        -- accounts.get-user.sessions
        select s.client, s.created_at, s.expires_at
        from accounts.session s
        join accounts.account a on a.region = s.region and a.id = s.account_id and a.session_epoch = s.epoch
        where s.account_id = @user and s.acted_by is null and s.expires_at > now()
        order by s.id desc
        limit @Most
        """;

    const string PlacesSql = """
        -- accounts.get-user.places
        select country, region_code as region, postal_zone
        from accounts.address
        where region = @Region and account_id = @user
        order by is_default desc, id desc
        limit @Most
        """;

    const string UsedSql = """
        -- accounts.get-user.used
        select acted_by, why_sealed, began_at
        from accounts.acting
        where region = @Region and account_id = @user
        order by id desc
        limit @Most
        """;
}
