using Feria.Contracts;

namespace Feria.Orders;

/// <summary>So many units of an offer.</summary>
public sealed record Wanted(Guid Offer, int Quantity);

/// <summary>Units of one offer at its price of this instant.</summary>
public sealed record QuoteLine(OfferTerms Offer, int Quantity)
{
    public Money Price => new(Offer.PriceMinor, Offer.Currency);
    public Money Total => Price * Quantity;

    /// <summary>What promotions take off it.</summary>
    public long DiscountMinor { get; init; }
}

/// <summary>What one promotion takes off a store's part: off its lines, and off its delivery.</summary>
public sealed record PartDiscount(Promotion Promotion, IReadOnlyList<LineDiscount> Lines, Money Delivery)
{
    public Money Items => Delivery with { Amount = Lines.Sum(line => line.Off.Amount) };
    public Money Total => Items + Delivery;
}

/// <summary>One store's part of a quote; it becomes one order.</summary>
public sealed record QuotePart(StoreTerms Store, IReadOnlyList<QuoteLine> Lines, Money Items, Money Delivery)
{
    /// <summary>What promotions take off it, in the order they applied.</summary>
    public IReadOnlyList<PartDiscount> Discounts { get; init; } = [];

    /// <summary>That of the delivery included.</summary>
    public Money Discount => Sum(Discounts, discount => discount.Total);

    /// <summary>What of it the platform bears, so that the store gets it all the same.</summary>
    public Money Subsidy => Sum(
        Discounts.Where(discount => discount.Promotion.IsPlatformFunded), discount => discount.Total);

    public Money Total => Items - Discount + Delivery;

    /// <summary>The platform's share of the items, less what the store itself took off them.</summary>
    public Money Commission => (Items - Sum(
        Discounts.Where(discount => !discount.Promotion.IsPlatformFunded), discount => discount.Items))
        .Share(Store.CommissionBasisPoints);

    Money Sum(IEnumerable<PartDiscount> discounts, Func<PartDiscount, Money> part) =>
        Items with { Amount = discounts.Sum(discount => part(discount).Amount) };
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

    /// <summary>As promotions look at it.</summary>
    public Basket Basket(Guid? account, string? code) => new(
        [.. Parts.SelectMany(part => part.Lines).Select(line => new BasketLine(
            line.Offer.Offer, line.Offer.Store, line.Offer.Product, line.Quantity, line.Total))],
        [.. Parts.Select(part => new BasketDelivery(part.Store.Id, part.Delivery))],
        account, code);

    /// <summary>The same with what was taken off, each store's part by itself.</summary>
    public Quote With(Discounted given)
    {
        var applied = given.Applied.ToList();
        return applied.Count == 0 ? this : new([.. Parts.Select(part => With(part, applied))]);
    }

    static QuotePart With(QuotePart part, IReadOnlyList<DiscountStep> applied)
    {
        var own = part.Lines.Select(line => line.Offer.Offer).ToHashSet();
        List<PartDiscount> discounts =
        [
            .. applied
                .Where(step => step.Promotion.Currency == part.Items.Currency)
                .Select(step => new PartDiscount(
                    step.Promotion, [.. step.Lines.Where(line => own.Contains(line.Offer))],
                    step.Deliveries.FirstOrDefault(delivery => delivery.Store == part.Store.Id)?.Price
                        ?? part.Items with { Amount = 0 }))
                .Where(discount => discount.Total.Amount > 0),
        ];
        var off = discounts.SelectMany(discount => discount.Lines).ToLookup(line => line.Offer, line => line.Off.Amount);
        return part with
        {
            Lines = [.. part.Lines.Select(line => line with { DiscountMinor = off[line.Offer.Offer].Sum() })],
            Discounts = discounts,
        };
    }

    static QuotePart PartOf(StoreTerms store, IReadOnlyList<QuoteLine> lines)
    {
        var items = lines.Select(line => line.Total).Aggregate((sum, line) => sum + line);
        var isFree = store.Currency != items.Currency || items.Amount >= (store.FreeDeliveryFromMinor ?? long.MaxValue);
        return new QuotePart(store, lines, items, new Money(isFree ? 0 : store.DeliveryFeeMinor, items.Currency));
    }
}
