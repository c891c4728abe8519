namespace Feria.Catalog;

/// <summary>
/// Which offer a product shows first: what can be delivered before what is sold out, then the lowest price including
/// delivery of one unit, then the better rated store, then the older offer. Prices of different currencies are not
/// comparable: the currency of the oldest offer goes before the others.
/// </summary>
public static class WinningOffer
{
    /// <param name="Rating">The store's mean in hundredths of a star; 0 where nobody rated it.</param>
    public sealed record Candidate(
        Guid Offer, string Currency, long PriceMinor, long DeliveryMinor, bool InStock, int Rating);

    /// <summary>The offers in the order a product shows them; the first one wins.</summary>
    public static IReadOnlyList<Candidate> Rank(IReadOnlyCollection<Candidate> offers)
    {
        if (offers.Count < 2) return [.. offers];
        var currency = offers.MinBy(offer => offer.Offer, ByBytes)!.Currency;
        return
        [
            .. offers
                .OrderByDescending(offer => offer.InStock)
                .ThenByDescending(offer => offer.Currency == currency)
                .ThenBy(offer => offer.Currency, StringComparer.Ordinal)
                .ThenBy(Total)
                .ThenByDescending(offer => offer.Rating)
                .ThenBy(offer => offer.Offer, ByBytes),
        ];
    }

    /// <summary>What sets the first of two offers before the second: the first rule by which they differ.</summary>
    /// <param name="second">Null where nobody else offers it.</param>
    public static string Why(Candidate first, Candidate? second) =>
        second is null ? WinsBy.Alone
        : first.InStock != second.InStock ? WinsBy.Stock
        : first.Currency != second.Currency ? WinsBy.Currency
        : Total(first) != Total(second) ? WinsBy.Price
        : first.Rating != second.Rating ? WinsBy.Rating
        : WinsBy.Age;

    /// <summary>
    /// The highest price at which an offer in stock would go before another of its currency; null where there is none.
    /// </summary>
    /// <param name="deliveryMinor">What delivering one unit costs at a price; at a higher one never more.</param>
    public static long? PriceToWin(Candidate own, Candidate other, Func<long, long> deliveryMinor)
    {
        if (own.Currency != other.Currency) return null;
        var isBetter = own.Rating != other.Rating
            ? own.Rating > other.Rating
            : ByBytes.Compare(own.Offer, other.Offer) < 0;
        var total = Total(other) - (isBetter ? 0 : 1);
        // No price above this one wins, and none above what delivery at it leaves of the total: down to one that does.
        for (var price = total; price > 0;)
        {
            var left = total - deliveryMinor(price);
            if (left == price) return price;
            price = left;
        }

        return null;
    }

    static long Total(Candidate offer) => offer.PriceMinor + offer.DeliveryMinor;

    // Guid's own order is not that of its text; a UUIDv7 tells its age only in the latter.
    static readonly Comparer<Guid> ByBytes = Comparer<Guid>.Create((a, b) =>
        string.CompareOrdinal(a.ToString("N"), b.ToString("N")));
}

/// <summary>Why an offer is the one that is shown first, in codes.</summary>
public static class WinsBy
{
    /// <summary>Nobody else offers it.</summary>
    public const string Alone = "only_offer";

    /// <summary>The others are sold out.</summary>
    public const string Stock = "in_stock";

    /// <summary>The others ask for another currency than the oldest offer of the product does.</summary>
    public const string Currency = "currency";

    /// <summary>It costs least with the delivery of one unit.</summary>
    public const string Price = "lowest_price";

    /// <summary>Its store is better rated, at the same price.</summary>
    public const string Rating = "better_rated";

    /// <summary>It has been offered longest, all else being equal.</summary>
    public const string Age = "offered_longest";
}
