using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Orders;

/// <summary>Returns the platform has to decide about, those that wait longest first.</summary>
public static class ListEscalatedReturns
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/admin/returns", Handle)
        .WithName(nameof(ListEscalatedReturns))
        .RequireAccess(Permission.ManageOrders)
        .Refuses(KernelRefusals.MalformedCursor);

    public sealed record Listed(
        Guid Id, string Number, string Store, string Kind, string Reason, DateTime AskedAt);

    static async Task<Results<Ok<Page<Listed>>, ProblemHttpResult>> Handle(
        [Range(1, Cursor.MaxLimit)] int? limit, string? cursor, Database database, CancellationToken stop)
    {
        if (!Cursor.TryReadAfter(cursor, out var after)) return KernelRefusals.MalformedCursor.AsProblem();
        return TypedResults.Ok(Cursor.Cut(
            await ReadAsync(database, after, Cursor.Limit(limit) + 1, stop), Cursor.Limit(limit), one => one.Id));
    }

    internal static async Task<IReadOnlyList<Listed>> ReadAsync(
        Database database, Guid after, int limit, CancellationToken stop)
    {
        await using var session = await database.ReadAsync(stop);
        return await session.ListAsync<Listed>(ListSql, new { database.Region, after, limit });
    }

    const string ListSql = """
        -- orders.list-escalated-returns.list
        select r.id, r.number, o.store_name as store, r.kind, r.reason, r.asked_at
        from (
            select id, order_id, number, kind, reason, asked_at
            from orders.return
            where region = @Region and status = 'escalated' and id > @after
            order by id
            limit @limit) r
        cross join lateral (
            select store_name from orders.store_order where region = @Region and id = r.order_id limit 1) o
        order by r.id
        """;
}
