using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Catalog;

/// <summary>
/// A store gives many of its offers other prices at once: all of them or none. The answer says what they were, which
/// sent back as it is undoes it.
/// </summary>
public static class PutMyPrices
{
    public const int Most = 500;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/store/{store:guid}/prices", Handle)
        .WithName(nameof(PutMyPrices))
        .RequireAccountOrKey()
        .Refuses(Refusals.StoreNotFound, Refusals.SkuNotFound, Refusals.OfferChanged, Refusals.OfferTwice)
        .WithExample(new Body([new("LAMP-1", 109_90, 129_90, 119_90)]));

    public sealed record Body([Required, Length(1, Most)] IReadOnlyList<Change> Prices);

    /// <param name="Price">In minor units of the store's currency.</param>
    /// <param name="ListPrice">What it is struck through beside; left out, none is.</param>
    /// <param name="Was">The price the change was made of; another now refuses it. Left out, it is not asked.</param>
    public sealed record Change(
        [Required, Length(1, 100)] string Sku,
        [Range(1, Price.Most)] long Price,
        [Range(1, Price.Most)] long? ListPrice = null,
        long? Was = null);

    /// <param name="Changed">How many have another price now.</param>
    /// <param name="Before">What those offers had, as a body of the same kind.</param>
    /// <param name="Waiting">SKUs whose price waits for approval.</param>
    public sealed record Answer(int Changed, IReadOnlyList<Change> Before, IReadOnlyList<string> Waiting);

    static async Task<Results<Ok<Answer>, ProblemHttpResult>> Handle(
        Guid store, Body body, Caller caller, Database database, IStoreDesk desk, ChangeDesk changes,
        CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var (standing, refusal) = await desk.HoldAsync(tx, store, caller, StoreRight.Edit);
        if (standing is null) return refusal!.AsProblem();
        if (body.Prices.DistinctBy(one => one.Sku).Count() < body.Prices.Count) return Refusals.OfferTwice.AsProblem();
        await tx.ExecuteAsync(LockSql, new { store, skus = body.Prices.Select(one => one.Sku).ToArray() });
        var now = (await tx.ListAsync<Now>(NowSql, new { store, skus = body.Prices.Select(one => one.Sku).ToArray() }))
            .ToDictionary(offer => offer.Sku);
        if (Refuse(body.Prices, now) is { } no) return no.AsProblem();

        var (changed, waiting) = await changes.PutPricesAsync(tx, store,
        [
            .. body.Prices.Select(one => new PutPrices.Priced(
                now[one.Sku].Offer, one.Price, standing.Currency, one.ListPrice, SaysList: true)),
        ], Maker.Of(caller));
        var answer = TypedResults.Ok(new Answer(changed,
        [
            .. body.Prices.Where(one => !waiting.Contains(now[one.Sku].Offer)).Select(one => new Change(
                one.Sku, now[one.Sku].PriceMinor, now[one.Sku].ListPriceMinor, one.Price)),
        ], [.. body.Prices.Select(one => one.Sku).Where(sku => waiting.Contains(now[sku].Offer))]));
        return changed == 0 && waiting.Count == 0 ? answer : await tx.CommitAsync(answer);
    }

    internal static Refusal? Refuse(IReadOnlyList<Change> asked, IReadOnlyDictionary<string, Now> now) =>
        asked.FirstOrDefault(one => !now.ContainsKey(one.Sku)) is { } unknown
            ? Refusals.SkuNotFound.With("sku", unknown.Sku)
        : asked.FirstOrDefault(one => one.Was is { } was && now[one.Sku].PriceMinor != was) is { } other
            ? Refusals.OfferChanged.With("sku", other.Sku).With("price", now[other.Sku].PriceMinor)
        : null;

    internal sealed record Now(string Sku, Guid Offer, long PriceMinor, long? ListPriceMinor);

    // Under their products' locks the prices stand still.
    const string LockSql = """
        -- catalog.put-my-prices.lock
        select p.id
        from catalog.product p
        where p.id in (
            select v.product_id
            from unnest(@skus::text[]) as s(sku)
            join catalog.offer o on o.store_id = @store and o.sku = s.sku
            join catalog.variant v on v.id = o.variant_id)
        order by p.id
        for update
        """;

    const string NowSql = """
        -- catalog.put-my-prices.now
        select o.sku, o.id as offer, o.price_minor, o.list_price_minor
        from unnest(@skus::text[]) as s(sku)
        join catalog.offer o on o.store_id = @store and o.sku = s.sku
        where o.withdrawn_at is null or o.paused_at is not null
        """;
}
