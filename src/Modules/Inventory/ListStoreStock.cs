using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Inventory;

/// <summary>What a store has of what it sells, newest first: all, by SKU or title, or only what runs low.</summary>
public static class ListStoreStock
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/store/{store:guid}/stock", Handle)
        .WithName(nameof(ListStoreStock))
        .RequireAccountOrKey()
        .Refuses(Refusals.StoreNotFound, KernelRefusals.MalformedCursor);

    /// <param name="Threshold">Free units at or under which the store is told; null for never.</param>
    public sealed record Line(
        Guid Offer, string Sku, string Title, string Options, string Slug, string? Picture, long OnHand, long Reserved,
        long Free, long Sold, long? Threshold, bool Low);

    /// <param name="q">Part of an SKU or title.</param>
    /// <param name="low">Only offers that ran low and did not rise again.</param>
    static async Task<Results<Ok<Page<Line>>, ProblemHttpResult>> Handle(
        Guid store, [StringLength(100)] string? q, bool? low, int? limit, string? cursor, Caller caller,
        Database database, IStoreDesk desk, IOfferBook offers, CancellationToken stop)
    {
        if (!Cursor.TryReadBefore(cursor, out var before)) return KernelRefusals.MalformedCursor.AsProblem();
        var text = string.IsNullOrWhiteSpace(q) ? null : q.Trim();
        await using var session = await database.ReadAsync(stop);
        var (standing, refusal) = await desk.EnterAsync(session, store, caller, StoreRight.Serve);
        if (standing is null) return refusal!.AsProblem();

        var shelf = low is true
            ? await LowSpells.ShelfAsync(session, database.Region, offers, store, text, before, Cursor.Limit(limit))
            : await offers.OfStoreAsync(session, store, text, before, Cursor.Limit(limit));
        var stock = (await session.ListAsync<Stock>(StockSql, new
        {
            database.Region,
            offers = shelf.Offers.Select(offer => offer.Offer).ToArray(),
        })).ToDictionary(one => one.Offer);
        return TypedResults.Ok(new Page<Line>(
            [.. shelf.Offers.Select(offer => LineOf(offer, stock.GetValueOrDefault(offer.Offer)))],
            shelf.Next is { } next ? Cursor.Write(next) : null));
    }

    internal static Line LineOf(OfferTerms offer, Stock? counted)
    {
        var stock = counted ?? new(offer.Offer, 0, 0, 0);
        return new(
            offer.Offer, offer.Sku, offer.Title, offer.Options, offer.Slug, offer.Picture, stock.OnHand,
            stock.Reserved, stock.Free, stock.Sold, stock.Threshold, stock.Low);
    }

    const string StockSql = """
        -- inventory.list-store-stock.stock
        select s.offer_id as offer, s.on_hand, s.reserved, s.sold, s.threshold
        from unnest(@offers::uuid[]) as o(id)
        cross join lateral (
            select offer_id, on_hand, reserved, sold, threshold
            from inventory.stock
            where region = @Region and stock.offer_id = o.id
            limit 1) s
        """;
}
