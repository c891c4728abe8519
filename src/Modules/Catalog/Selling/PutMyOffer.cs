using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Catalog;

/// <summary>
/// A store sells a variant that is here already, under its own SKU, or changes the terms it does so on. The product's
/// offers are ranked anew: price with delivery, stock and rating decide.
/// </summary>
public static class PutMyOffer
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/store/{store:guid}/offers/{sku}", Handle)
        .WithName(nameof(PutMyOffer))
        .RequireAccountOrKey()
        .Allows(perMinute: 240, burst: 480)
        .Refuses(
            Refusals.StoreNotFound, Refusals.StoreNotApproved, Refusals.VariantNotFound, Refusals.WrongCurrency,
            Refusals.SkuTaken, Refusals.StockBelowReserved)
        .WithExample(new Body(Guid.Parse("01997a42-0f2c-7d2c-9c52-3f2a6d1c9e10"), new(119_90, "USD"), null, 5));

    /// <param name="Stock">Units on hand; left out, nothing is said about them.</param>
    /// <param name="WeightGrams">A unit as packed; 0 where nobody weighed it. Left out, it stays as it was.</param>
    public sealed record Body(
        [Required] Guid? Variant,
        [Required] Price Price,
        [Range(1, Catalog.Price.Most)] long? ListPrice,
        [Range(0, 1_000_000_000)] long? Stock,
        [Range(0, 10_000_000)] int? WeightGrams = null);

    /// <param name="Price">What it is sold for now.</param>
    /// <param name="Waits">Whether the other price waits for approval.</param>
    public sealed record Answer(
        Guid Offer, Guid Product, string Sku, Price Price, long? ListPrice, bool Waits = false);

    static async Task<Results<Ok<Answer>, ProblemHttpResult>> Handle(
        Guid store, [Length(1, 100)] string sku, Body body, Caller caller, Database database, IStoreDesk desk,
        IStock stock, ChangeDesk changes, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var (standing, refusal) = await desk.HoldAsync(tx, store, caller, StoreRight.Edit);
        if (standing is null) return refusal!.AsProblem();
        var product = await tx.OneOrNullAsync<Guid?>(LockSql, new { variant = body.Variant });
        var known = await tx.ListAsync<Known>(KnownSql, new { store, sku, variant = body.Variant });
        if (Refuse(standing, product, known, sku, body) is { } no) return no.AsProblem();

        var old = known.FirstOrDefault(offer => offer.Sku == sku) ?? known.FirstOrDefault();
        var (offer, list) = (old?.Id ?? Id.New(), body.ListPrice > body.Price.Amount ? body.ListPrice : null);
        // One offer of a variant a store: what was sold under another code gives way to the one that is named.
        await tx.ExecuteAsync(GiveWaySql, new { offer, store, variant = body.Variant });
        // Of one that is here already the price is put by itself: a risky one waits.
        await tx.ExecuteAsync(old is null ? AddSql : ChangeSql, new
        {
            offer, store, sku, variant = body.Variant, body.Price.Amount, list, body.Price.Currency, body.WeightGrams,
        });
        await tx.ExecuteAsync(ForgetSql, new { product });
        tx.Append(new ProductPut(product!.Value));
        PutPrices.Priced[] price = [new(offer, body.Price.Amount, body.Price.Currency, list, SaysList: true)];
        var waits = old is { IsForSale: true }
            && (await changes.PutPricesAsync(tx, store, price, Maker.Of(caller))).Waiting.Count > 0;
        if (old is { IsForSale: false }) await PutPrices.RunAsync(tx, price);
        if (body.Stock is { } counted
            && (await stock.CountAsync(tx, [new(offer, counted)], "desk", caller.Actor)).Count > 0)
            return Refusals.StockBelowReserved.AsProblem();
        return await tx.CommitAsync(TypedResults.Ok(
            waits
                ? new Answer(offer, product.Value, sku, old!.Price, old.ListPriceMinor, Waits: true)
                : new(offer, product.Value, sku, body.Price, list)));
    }

    internal static Refusal? Refuse(
        StoreStanding standing, Guid? product, IReadOnlyList<Known> known, string sku, Body body) =>
        !standing.IsApproved ? Refusals.StoreNotApproved
        : product is null ? Refusals.VariantNotFound
        : body.Price.Currency != standing.Currency ? Refusals.WrongCurrency.With("currency", standing.Currency)
        : known.Any(offer => offer.Sku == sku && offer.Variant != body.Variant) ? Refusals.SkuTaken.At("sku")
        : null;

    /// <param name="IsForSale">Or paused; else what it cost is no price any more.</param>
    internal sealed record Known(
        Guid Id, Guid Variant, string Sku, long PriceMinor, long? ListPriceMinor, string Currency, bool IsForSale)
    {
        public Price Price => new(PriceMinor, Currency);
    }

    const string LockSql = """
        -- catalog.put-my-offer.lock
        select p.id
        from catalog.variant v
        join catalog.product p on p.id = v.product_id
        where v.id = @variant and v.withdrawn_at is null and p.withdrawn_at is null
        for update of p
        """;

    // What the store has of this SKU, and what it sells of this variant.
    const string KnownSql = """
        -- catalog.put-my-offer.known
        select id, variant_id as variant, sku, price_minor, list_price_minor, currency,
            withdrawn_at is null or paused_at is not null as is_for_sale
        from catalog.offer
        where store_id = @store and sku = @sku
        union
        select id, variant_id, sku, price_minor, list_price_minor, currency, true
        from catalog.offer
        where variant_id = @variant and store_id = @store and (withdrawn_at is null or paused_at is not null)
        """;

    const string GiveWaySql = """
        -- catalog.put-my-offer.give-way
        update catalog.offer
        set withdrawn_at = now(), paused_at = null, changed_at = now()
        where variant_id = @variant and store_id = @store and id <> @offer
            and (withdrawn_at is null or paused_at is not null)
        """;

    const string AddSql = """
        -- catalog.put-my-offer.add
        insert into catalog.offer (id, variant_id, store_id, sku, price_minor, list_price_minor, currency, weight_grams)
        values (@offer, @variant, @store, @sku, @Amount, @list, @Currency, nullif(@WeightGrams::int, 0))
        """;

    const string ChangeSql = """
        -- catalog.put-my-offer.change
        update catalog.offer
        set sku = @sku, weight_grams = nullif(coalesce(@WeightGrams::int, weight_grams), 0), withdrawn_at = null,
            paused_at = null, changed_at = now()
        where id = @offer
        """;

    const string ForgetSql = """
        -- catalog.put-my-offer.forget
        update catalog.product set import_digest = null, changed_at = now() where id = @product
        """;
}
