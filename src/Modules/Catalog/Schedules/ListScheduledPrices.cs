using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Catalog;

/// <summary>A store's planned prices, the last planned first: those that run or come, or those that ended.</summary>
public static class ListScheduledPrices
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/store/{store:guid}/price-schedules", Handle)
        .WithName(nameof(ListScheduledPrices))
        .RequireAccount()
        .Refuses(Refusals.StoreNotFound, KernelRefusals.MalformedCursor);

    /// <param name="ended">Those that ended, instead of those that run or come.</param>
    static async Task<Results<Ok<Page<ScheduledPrice>>, ProblemHttpResult>> Handle(
        Guid store, bool? ended, int? limit, string? cursor, Caller caller, Database database, IStoreDesk desk,
        CancellationToken stop)
    {
        if (!Cursor.TryReadBefore(cursor, out var before)) return KernelRefusals.MalformedCursor.AsProblem();
        await using var session = await database.ReadAsync(stop);
        var (standing, refusal) = await desk.EnterAsync(session, store, caller, StoreRight.See);
        if (standing is null) return refusal!.AsProblem();
        var rows = await session.ListAsync<ScheduledPrice.Row>(
            ended is true ? EndedSql : OpenSql, new { store, before, limit = Cursor.Limit(limit) + 1 });
        return TypedResults.Ok(Cursor.Cut(
            [.. rows.Select(row => row.Shown())], Cursor.Limit(limit), one => one.Id));
    }

    const string OpenSql = $"""
        -- catalog.list-scheduled-prices.open
        select {ScheduledPrice.Columns}
        from catalog.scheduled_price s
        join catalog.offer o on o.id = s.offer_id
        join catalog.variant v on v.id = o.variant_id
        join catalog.product p on p.id = v.product_id
        where s.store_id = @store and s.ended_at is null and s.id < @before
        order by s.id desc
        limit @limit
        """;

    const string EndedSql = $"""
        -- catalog.list-scheduled-prices.ended
        select {ScheduledPrice.Columns}
        from catalog.scheduled_price s
        join catalog.offer o on o.id = s.offer_id
        join catalog.variant v on v.id = o.variant_id
        join catalog.product p on p.id = v.product_id
        where s.store_id = @store and s.ended_at is not null and s.id < @before
        order by s.id desc
        limit @limit
        """;
}
