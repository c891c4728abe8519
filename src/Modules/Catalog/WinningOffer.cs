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
                .ThenBy(offer => offer.PriceMinor + offer.DeliveryMinor)
                .ThenByDescending(offer => offer.Rating)
                .ThenBy(offer => offer.Offer, ByBytes),
        ];
    }

    // Guid's own order is not that of its text; a UUIDv7 tells its age only in the latter.
    static readonly Comparer<Guid> ByBytes = Comparer<Guid>.Create((a, b) =>
        string.CompareOrdinal(a.ToString("N"), b.ToString("N")));
}
