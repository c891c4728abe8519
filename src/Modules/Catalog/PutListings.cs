using Feria.Contracts;

namespace Feria.Catalog;

/// <summary>
/// Puts many listings at once, each whole or not at all, in the caller's transaction: new ones by COPY, changed ones in
/// set-based updates, unchanged ones not at all. Import and seeding come through here.
/// </summary>
public static class PutListings
{
    /// <param name="StockRefused">Listings put, of which an offer has more units reserved than were counted.</param>
    public sealed record Outcome(
        IReadOnlyList<Listing> Created, IReadOnlyList<Listing> Changed, IReadOnlyList<Listing> Unchanged,
        IReadOnlyList<Refused> Refused, IReadOnlyList<Refused> StockRefused);

    public sealed record Refused(Listing Listing, Refusal Refusal, string Detail)
    {
        public string Reason => $"{Refusal.Code}: {Detail}";
    }

    /// <param name="why">Kept on each stock movement.</param>
    public static async Task<Outcome> RunAsync(Tx tx, IStock stock, IReadOnlyList<Listing> listings, string why)
    {
        var known = await KnownListings.LoadAsync(tx, listings);
        var plan = ListingPlan.Of(listings, known);

        await ListingWriter.WriteAsync(tx, plan);
        var refused = await CountStockAsync(tx, stock, plan, why);

        foreach (var put in plan.Put) tx.Append(new ProductPut(put.Product));
        foreach (var offer in plan.Offers.Where(offer => offer.IsPriceNews))
            tx.Append(new OfferPriced(offer.Product, offer.Id, offer.Said.PriceMinor, offer.Said.Currency));

        return new Outcome(
            [.. plan.Put.Where(put => put.IsNew).Select(put => put.Listing)],
            [.. plan.Put.Where(put => !put.IsNew).Select(put => put.Listing)],
            plan.Unchanged, plan.Refused, refused);
    }

    // Last of all, in one call: stock rows are locked after everything else and in one order.
    static async Task<IReadOnlyList<Refused>> CountStockAsync(Tx tx, IStock stock, ListingPlan plan, string why)
    {
        var counted = plan.Offers.Where(offer => offer.IsStockNews).ToList();
        if (counted.Count == 0) return [];
        var refused = await stock.CountAsync(
            tx, [.. counted.Select(offer => new StockCount(offer.Id, offer.Said.Stock!.Value))], why);
        if (refused.Count == 0) return [];

        // Forgotten, so that the same numbers are news again when they are retried.
        await tx.ExecuteAsync(ForgetSql, new { offers = refused.Select(row => row.Offer).ToArray() });
        var listings = plan.Put.ToDictionary(put => put.Product, put => put.Listing);
        var offers = plan.Offers.ToDictionary(offer => offer.Id);
        return
        [
            .. refused.Select(row => new Refused(
                listings[offers[row.Offer].Product],
                Refusals.StockBelowReserved,
                $"{offers[row.Offer].Said.Stock} counted of {offers[row.Offer].Said.Sku}, "
                + $"buyers hold {row.Reserved}; the rest was put")),
        ];
    }

    const string ForgetSql = """
        -- catalog.put-listings.forget
        with forgotten as (
            update catalog.offer set imported_stock = null where id = any(@offers) returning variant_id)
        update catalog.product set import_digest = null
        where id in (select product_id from catalog.variant where id in (select variant_id from forgotten))
        """;
}
