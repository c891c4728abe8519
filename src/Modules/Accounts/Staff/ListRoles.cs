using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Accounts;

/// <summary>All roles: what each allows, and how many have it.</summary>
public static class ListRoles
{
    /// <summary>More than this are simply many.</summary>
    public const int CountAtMost = 1_000;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/admin/roles", HandleAsync)
        .WithName(nameof(ListRoles))
        .RequireAccess(Permission.ManageRoles);

    /// <param name="Name">By which it is given.</param>
    /// <param name="Title">What people call it; null of those that came with Feria.</param>
    /// <param name="Holders">Counted to 1,000; null of buyer and seller, which come by themselves.</param>
    public sealed record Listed(
        string Name, string? Title, string? About, bool IsShipped, IReadOnlyList<string> Permissions, int? Holders);

    /// <param name="Permissions">All there are, in the order they are shown.</param>
    public sealed record Answer(IReadOnlyList<Listed> Items, IReadOnlyList<string> Permissions);

    public static async Task<Ok<Answer>> HandleAsync(Database db, CancellationToken stop)
    {
        await using var session = await db.ReadAsync(stop);
        var rows = await session.ListAsync<Row>(ListSql, new { CountAtMost });
        return TypedResults.Ok(new Answer(
        [
            .. rows
                .OrderBy(row => row.MadeAt is not null)
                .ThenBy(row => Roles.All.Index().FirstOrDefault(each => each.Item == row.Name).Index)
                .ThenBy(row => row.MadeAt)
                .Select(row => new Listed(
                    row.Name, row.Title, row.About, row.MadeAt is null, row.Permissions, (int?)row.Holders)),
        ], Permission.All));
    }

    sealed record Row(
        string Name, string? Title, string? About, DateTime? MadeAt, string[] Permissions, long? Holders);

    const string ListSql = """
        -- accounts.list-roles.list
        select r.name, r.title, r.about, r.made_at, array(
                select p.permission from accounts.role_permission p where p.role = r.name order by p.permission
            ) as permissions,
            case when r.name not in ('buyer', 'seller') then (
                select count(*) from (
                    select from accounts.account_role h
                    where h.role = r.name and h.role <> 'buyer'
                    limit @CountAtMost) held) end as holders
        from accounts.role r
        """;
}
