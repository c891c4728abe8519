using Feria.Contracts;

namespace Feria.Orders;

/// <summary>So many units of an offer.</summary>
public sealed record Wanted(Guid Offer, int Quantity);

/// <summary>Units of one offer at its price of this instant.</summary>
public sealed record QuoteLine(OfferTerms Offer, int Quantity)
{
    public Money Price => new(Offer.PriceMinor, Offer.Currency);
    public Money Total => Price * Quantity;
}

/// <summary>One store's part of a quote; it becomes one order.</summary>
public sealed record QuotePart(StoreTerms Store, IReadOnlyList<QuoteLine> Lines, Money Items, Money Delivery)
{
    IReadOnlyList<Fee>? fees;

    public Money Total => Items + Delivery;

    /// <summary>What the platform takes of the items, in its components.</summary>
    public IReadOnlyList<Fee> Fees => fees ??= Orders.Fees.Of(Store, Lines);

    /// <summary>All of that, with the tax on it.</summary>
    public Money Commission => Sum(fee => fee.Total);

    public Money FeeTax => Sum(fee => fee.Tax);

    Money Sum(Func<Fee, Money> of) => Fees.Aggregate(Items with { Amount = 0 }, (sum, fee) => sum + of(fee));
}

/// <summary>What units of offers cost now, split by store: an order line each, an order a store.</summary>
public sealed record Quote(IReadOnlyList<QuotePart> Parts)
{
    /// <summary>The sum of all parts; throws where they are not of one currency.</summary>
    public Money Total => Parts.Select(part => part.Total).Aggregate((sum, part) => sum + part);

    public IReadOnlyList<string> Currencies => [.. Parts.Select(part => part.Items.Currency).Distinct()];

    /// <summary>
    /// Prices the lines. Lines of one offer become one; a store's parts of several currencies stay apart, each with the
    /// store's delivery, which is in the part's currency (a store sells in one).
    /// </summary>
    public static Quote Of(IEnumerable<QuoteLine> lines, IReadOnlyDictionary<Guid, StoreTerms> stores) => new([..
        lines.GroupBy(line => line.Offer.Offer)
            .Select(same => new QuoteLine(same.First().Offer, same.Sum(line => line.Quantity)))
            .GroupBy(line => (line.Offer.Store, line.Offer.Currency))
            .Select(part => PartOf(stores[part.Key.Store], [.. part]))]);

    static QuotePart PartOf(StoreTerms store, IReadOnlyList<QuoteLine> lines)
    {
        var items = lines.Select(line => line.Total).Aggregate((sum, line) => sum + line);
        var isFree = store.Currency != items.Currency || items.Amount >= (store.FreeDeliveryFromMinor ?? long.MaxValue);
        return new QuotePart(store, lines, items, new Money(isFree ? 0 : store.DeliveryFeeMinor, items.Currency));
    }
}
