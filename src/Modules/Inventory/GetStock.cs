using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Inventory;

/// <summary>An offer's stock and the movements that made it, newest first.</summary>
public static class GetStock
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/admin/offers/{offer:guid}/stock", Handle)
        .WithName(nameof(GetStock))
        .RequireAccess(Permission.ManageStock)
        .Refuses(Refusals.OfferNotFound, KernelRefusals.MalformedCursor);

    public sealed record Answer(
        Guid Offer, long OnHand, long Reserved, long Free, long Sold, long? Threshold, bool Low,
        Page<Movement> Movements);

    /// <param name="From">Units on hand before.</param>
    /// <param name="To">Units on hand after.</param>
    /// <param name="Cause">The checkout that bought, or the order that was cancelled.</param>
    /// <param name="Actor">The account or the key that counted or adjusted.</param>
    public sealed record Movement(
        Guid Id, string Kind, long From, long To, Guid? Cause, Guid? Actor, string? Why, DateTime At);

    public static async Task<Results<Ok<Answer>, ProblemHttpResult>> Handle(
        Guid offer, int? limit, string? cursor, Database database, CancellationToken stop)
    {
        if (!Cursor.TryReadBefore(cursor, out var before)) return KernelRefusals.MalformedCursor.AsProblem();
        await using var session = await database.ReadAsync(stop);
        var (stock, movements) = await ReadAsync(session, database.Region, offer, before, Cursor.Limit(limit));
        if (stock is null) return Refusals.OfferNotFound.AsProblem();
        return TypedResults.Ok(new Answer(
            offer, stock.OnHand, stock.Reserved, stock.Free, stock.Sold, stock.Threshold, stock.Low, movements));
    }

    /// <summary>The stock, null where nobody ever counted it, and a page of its movements.</summary>
    internal static async Task<(Stock? Stock, Page<Movement> Movements)> ReadAsync(
        Session session, string region, Guid offer, Guid before, int limit)
    {
        var stock = await session.OneOrNullAsync<Stock>(StockSql, new { Region = region, offer });
        var rows = await session.ListAsync<Movement>(
            MovementsSql, new { Region = region, offer, before, limit = limit + 1 });
        return (stock, Cursor.Cut(rows, limit, movement => movement.Id));
    }

    const string StockSql = """
        -- inventory.get-stock.stock
        select offer_id as offer, on_hand, reserved, sold, threshold
        from inventory.stock
        where region = @Region and offer_id = @offer
        """;

    const string MovementsSql = """
        -- inventory.get-stock.movements
        select id, kind, units_from as from, units_to as to, cause, actor, why, at
        from inventory.movement
        where region = @Region and offer_id = @offer and id < @before
        order by id desc
        limit @limit
        """;
}
