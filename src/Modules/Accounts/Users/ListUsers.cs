using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Accounts;

/// <summary>
/// Users, newest first: of a status, of a role, or who has an e-mail address. A name and the ends of an address are all
/// that is shown of a person; the rest stands in their file.
/// </summary>
public static class ListUsers
{
    public const string Suspended = "suspended";

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/admin/users", HandleAsync)
        .WithName(nameof(ListUsers))
        .RequireAccess(Permission.ManageUsers)
        .Refuses(KernelRefusals.MalformedCursor, Refusals.OneFilter);

    /// <param name="Status">pending, active, suspended or closed.</param>
    /// <param name="Name">Null where the account was closed.</param>
    /// <param name="Email">Its first letter, and what is after the at.</param>
    /// <param name="Roles">Beside buyer.</param>
    public sealed record Listed(
        Guid Id, string Status, string? Name, string? Email, IReadOnlyList<string> Roles, DateTimeOffset CreatedAt);

    /// <param name="status">pending, active, suspended or closed.</param>
    /// <param name="role">Any but buyer, which everybody is.</param>
    public static async Task<Results<Ok<Page<Listed>>, ProblemHttpResult>> HandleAsync(
        string? status, string? role, string? email, int? limit, string? cursor, Database db, Vault vault,
        CancellationToken stop)
    {
        if (!Cursor.TryReadBefore(cursor, out var before)) return KernelRefusals.MalformedCursor.AsProblem();
        if (new Wanted(status, role, email) is not { IsOne: true } wanted) return Refusals.OneFilter.AsProblem();
        var most = Cursor.Limit(limit);
        return TypedResults.Ok(Cursor.Cut(
            await ReadAsync(db, vault, wanted, before, most + 1, stop), most, user => user.Id));
    }

    /// <summary>Which users; one filter at a time, as each has an index of its own.</summary>
    internal sealed record Wanted(string? Status, string? Role, string? Email)
    {
        public bool IsOne => new[] { Status, Role, Email }.Count(filter => filter is not null) <= 1;
    }

    internal static async Task<IReadOnlyList<Listed>> ReadAsync(
        Database db, Vault vault, Wanted wanted, Guid before, int limit, CancellationToken stop)
    {
        await using var session = await db.ReadAsync(stop);
        var rows = await session.ListAsync<Row>(
            (wanted.Status, wanted.Role, wanted.Email) switch
            {
                (Suspended, _, _) => SuspendedSql,
                (not null, _, _) => OfStatusSql,
                (_, not null, _) => OfRoleSql,
                (_, _, not null) => OfEmailSql,
                _ => AllSql,
            },
            new
            {
                db.Region, wanted.Status, wanted.Role, before, limit,
                index = wanted.Email is null ? null : vault.IndexEmail(wanted.Email),
            });
        return
        [
            .. rows.Select(row => new Listed(
                row.Id, row.Status,
                row.FullNameSealed is null ? null : vault.OpenName(row.FullNameSealed),
                row.EmailSealed is null ? null : Person.MaskEmail(vault.OpenEmail(row.EmailSealed)),
                row.Roles, row.CreatedAt)),
        ];
    }

    sealed record Row(
        Guid Id, string Status, byte[]? FullNameSealed, byte[]? EmailSealed, string[] Roles, DateTime CreatedAt);

    const string Shown = """
        select a.id, case when a.suspended_at is null then a.status else 'suspended' end as status, a.full_name_sealed,
            a.email_sealed, array(
                select r.role from accounts.account_role r
                where r.region = a.region and r.account_id = a.id and r.role <> 'buyer'
                order by r.role) as roles, a.created_at
        """;

    const string AllSql = $"""
        -- accounts.list-users.all
        {Shown}
        from accounts.account a
        where a.region = @Region and a.id < @before
        order by a.id desc
        limit @limit
        """;

    const string SuspendedSql = $"""
        -- accounts.list-users.suspended
        {Shown}
        from accounts.account a
        where a.suspended_at is not null and a.id < @before
        order by a.id desc
        limit @limit
        """;

    const string OfStatusSql = $"""
        -- accounts.list-users.of-status
        {Shown}
        from accounts.account a
        where a.status = @Status and a.suspended_at is null and a.id < @before
        order by a.id desc
        limit @limit
        """;

    const string OfRoleSql = $"""
        -- accounts.list-users.of-role
        {Shown}
        from accounts.account_role h
        join accounts.account a on a.region = h.region and a.id = h.account_id
        where h.role = @Role and h.role <> 'buyer' and h.account_id < @before
        order by h.account_id desc
        limit @limit
        """;

    const string OfEmailSql = $"""
        -- accounts.list-users.of-email
        {Shown}
        from accounts.account a
        where a.email_index = @index and a.id < @before
        order by a.id desc
        limit @limit
        """;
}
