using Feria.Contracts;

namespace Feria.Catalog;

/// <summary>An offer on sale, with its store and what may be sold of it now.</summary>
public sealed record RankedOffer(
    Guid Product, Guid Variant, Guid Id, string Sku, long PriceMinor, long? ListPriceMinor, string Currency,
    StoreTerms Store, StoreRating? Rating, long Available, long? LowestMinor = null)
{
    /// <summary>What delivering one unit costs, or the least it can.</summary>
    public long DeliveryMinor => Store.LeastDeliveryMinor(PriceMinor);

    /// <summary>What it is ranked by.</summary>
    internal WinningOffer.Candidate Candidate => new(
        Id, Currency, PriceMinor, DeliveryMinor, Available > 0, Rating?.MeanHundredths ?? 0);
}

/// <summary>The offers of some products that can be bought, winning ones first, in four statements.</summary>
public sealed class RankedOffers(IStoreBook stores, IStock stock, IRatings ratings)
{
    public async Task<IReadOnlyList<RankedOffer>> OfAsync(Session session, Guid[] products)
    {
        var rows = await session.ListAsync<Row>(OffersSql, new { products });
        if (rows.Count == 0) return [];

        Guid[] sellers = [.. rows.Select(row => row.Store).Distinct()];
        var terms = (await stores.TermsAsync(session, sellers)).ToDictionary(store => store.Id);
        var rated = (await ratings.OfStoresAsync(session, sellers)).ToDictionary(rating => rating.Store);
        var levels = (await stock.LevelsAsync(session, [.. rows.Select(row => row.Id)]))
            .ToDictionary(level => level.Offer, level => level.Available);

        return
        [
            .. rows
                .Where(row => terms[row.Store].Open)
                .Select(row => new RankedOffer(
                    row.Product, row.Variant, row.Id, row.Sku, row.PriceMinor, row.ListPriceMinor, row.Currency,
                    terms[row.Store], rated.GetValueOrDefault(row.Store), levels.GetValueOrDefault(row.Id),
                    row.LowestMinor))
                .GroupBy(offer => offer.Product)
                .SelectMany(Rank),
        ];
    }

    static IEnumerable<RankedOffer> Rank(IEnumerable<RankedOffer> offers)
    {
        var byId = offers.ToDictionary(offer => offer.Id);
        return WinningOffer.Rank([.. byId.Values.Select(offer => offer.Candidate)])
            .Select(candidate => byId[candidate.Offer]);
    }

    sealed record Row(
        Guid Product, Guid Variant, Guid Id, Guid Store, string Sku, long PriceMinor, long? ListPriceMinor,
        string Currency, long? LowestMinor);

    const string OffersSql = """
        -- catalog.ranked-offers.offers
        select v.product_id as product, v.id as variant, o.id, o.store_id as store, o.sku, o.price_minor,
            o.list_price_minor, o.currency, o.lowest_minor
        from catalog.variant v
        join catalog.product p on p.id = v.product_id
        join catalog.offer o on o.variant_id = v.id
        where v.product_id = any(@products) and o.withdrawn_at is null and p.withdrawn_at is null
        """;
}
