using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Stores;

/// <summary>Every store, the newest first, or those of one status, for those who approve them.</summary>
public static class ListStores
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/admin/stores", Handle)
        .WithName(nameof(ListStores))
        .RequireAccess(Permission.ManageStores)
        .Refuses(KernelRefusals.MalformedCursor);

    public sealed record Listed(
        Guid Id, string Slug, string Name, string City, string Country, string Status, bool Open, DateTime OpenedAt);

    static async Task<Results<Ok<Page<Listed>>, ProblemHttpResult>> Handle(
        [AllowedValues(
            StoreLife.Draft, StoreLife.Applied, StoreLife.Approved, StoreLife.Suspended, StoreLife.Closed, null)]
        string? status,
        [Range(1, Cursor.MaxLimit)] int? limit, string? cursor, Database database, CancellationToken stop)
    {
        if (!Cursor.TryReadBefore(cursor, out var before)) return KernelRefusals.MalformedCursor.AsProblem();
        return TypedResults.Ok(Cursor.Cut(
            await ReadAsync(database, status, before, Cursor.Limit(limit) + 1, stop), Cursor.Limit(limit),
            store => store.Id));
    }

    internal static async Task<IReadOnlyList<Listed>> ReadAsync(
        Database database, string? status, Guid before, int limit, CancellationToken stop)
    {
        await using var session = await database.ReadAsync(stop);
        return await session.ListAsync<Listed>(
            status is null ? ListSql : OfStatusSql, new { status, before, limit });
    }

    const string ListSql = """
        -- stores.list-stores.list
        select id, slug, name, city, country, status, open, opened_at
        from stores.store
        where id < @before
        order by id desc
        limit @limit
        """;

    const string OfStatusSql = """
        -- stores.list-stores.of-status
        select id, slug, name, city, country, status, open, opened_at
        from stores.store
        where status = @status and id < @before
        order by id desc
        limit @limit
        """;
}
