using Feria.Contracts;

namespace Feria.Orders;

/// <summary>So many units of an offer.</summary>
public sealed record Wanted(Guid Offer, int Quantity);

/// <summary>Units of one offer at its price of this instant.</summary>
public sealed record QuoteLine(OfferTerms Offer, int Quantity)
{
    public Money Price => new(Offer.PriceMinor, Offer.Currency);
    public Money Total => Price * Quantity;

    public long Grams => (Offer.WeightGrams ?? Deliveries.UsualGrams) * (long)Quantity;

    /// <summary>What promotions take off it.</summary>
    public long DiscountMinor { get; init; }

    /// <summary>What of that its store bears.</summary>
    public long OwnDiscountMinor { get; init; }

    /// <summary>What the store gets for it, whoever pays: fees are reckoned on that.</summary>
    public Money Charged => Total with { Amount = Total.Amount - OwnDiscountMinor };
}

/// <summary>What one promotion takes off a store's part: off its lines, and off its delivery.</summary>
public sealed record PartDiscount(Promotion Promotion, IReadOnlyList<LineDiscount> Lines, Money Delivery)
{
    public Money Items => Delivery with { Amount = Lines.Sum(line => line.Off.Amount) };
    public Money Total => Items + Delivery;
}

/// <summary>How a purchase is to be delivered.</summary>
/// <param name="To">Null where nobody knows yet.</param>
/// <param name="Payment">How it is paid; null where nobody knows yet.</param>
/// <param name="Named">The methods the buyer chose, by store.</param>
public sealed record Delivering(Destination? To, string? Payment, IReadOnlyDictionary<Guid, Guid> Named)
{
    public static readonly Delivering Anywhere = new(null, null, new Dictionary<Guid, Guid>());

    public Guid? NamedOf(Guid store) => Named.TryGetValue(store, out var method) ? method : null;
}

/// <summary>One store's part of a quote; it becomes one order.</summary>
/// <param name="Delivery">What it costs; nothing while no method is chosen.</param>
public sealed record QuotePart(StoreTerms Store, IReadOnlyList<QuoteLine> Lines, Money Items, Money Delivery)
{
    IReadOnlyList<Fee>? fees;

    /// <summary>The store's methods of delivery with their prices; none where it delivers for one price.</summary>
    public IReadOnlyList<DeliveryOffer> Methods { get; init; } = [];

    /// <summary>The one it goes by; null where the store has none, or none of them is possible.</summary>
    public DeliveryMethod? Method { get; init; }

    /// <summary>Whether nobody knows yet what delivering it costs.</summary>
    public bool IsDeliveryOpen => Methods.Count > 0 && Method is null;

    /// <summary>What promotions take off it, in the order they applied.</summary>
    public IReadOnlyList<PartDiscount> Discounts { get; init; } = [];

    /// <summary>That of the delivery included.</summary>
    public Money Discount => Sum(Discounts, discount => discount.Total);

    /// <summary>What of it the platform bears, so that the store gets it all the same.</summary>
    public Money Subsidy => Sum(
        Discounts.Where(discount => discount.Promotion.IsPlatformFunded), discount => discount.Total);

    public Money Total => Items - Discount + Delivery;

    /// <summary>What the platform takes of the items, in its components.</summary>
    public IReadOnlyList<Fee> Fees => fees ??= Orders.Fees.Of(Store, Lines);

    /// <summary>All of that, with the tax on it.</summary>
    public Money Commission => Sum(Fees, fee => fee.Total);

    public Money FeeTax => Sum(Fees, fee => fee.Tax);

    Money Sum<T>(IEnumerable<T> all, Func<T, Money> of) =>
        all.Aggregate(Items with { Amount = 0 }, (sum, one) => sum + of(one));
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
    public static Quote Of(
        IEnumerable<QuoteLine> lines, IReadOnlyDictionary<Guid, StoreTerms> stores, Delivering? how = null) => new([..
        lines.GroupBy(line => line.Offer.Offer)
            .Select(same => new QuoteLine(same.First().Offer, same.Sum(line => line.Quantity)))
            .GroupBy(line => (line.Offer.Store, line.Offer.Currency))
            .Select(part => PartOf(stores[part.Key.Store], [.. part], how ?? Delivering.Anywhere))]);

    /// <summary>As promotions look at it.</summary>
    public Basket Basket(Guid? account, string? code) => new(
        [.. Parts.SelectMany(part => part.Lines).Select(line => new BasketLine(
            line.Offer.Offer, line.Offer.Store, line.Offer.Product, line.Quantity, line.Total))],
        [.. Parts.Select(part => new BasketDelivery(part.Store.Id, part.Delivery) { IsOpen = part.IsDeliveryOpen })],
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
        var off = discounts
            .SelectMany(discount => discount.Lines.Select(line => (line.Offer, line.Off, discount.Promotion)))
            .ToLookup(line => line.Offer);
        return new(
            part.Store,
            [
                .. part.Lines.Select(line => line with
                {
                    DiscountMinor = off[line.Offer.Offer].Sum(one => one.Off.Amount),
                    OwnDiscountMinor = off[line.Offer.Offer]
                        .Where(one => !one.Promotion.IsPlatformFunded).Sum(one => one.Off.Amount),
                }),
            ],
            part.Items, part.Delivery)
        {
            Discounts = discounts, Methods = part.Methods, Method = part.Method,
        };
    }

    static QuotePart PartOf(StoreTerms store, IReadOnlyList<QuoteLine> lines, Delivering how)
    {
        var items = lines.Select(line => line.Total).Aggregate((sum, line) => sum + line);
        if (store.Methods.Count > 0)
        {
            var offers = Deliveries.Of(
                store.Methods, store.Currency, new(items, lines.Sum(line => line.Grams), how.To, how.Payment));
            var chosen = Deliveries.Choose(offers, how.NamedOf(store.Id));
            return new QuotePart(store, lines, items, chosen?.Price ?? items with { Amount = 0 })
            {
                Methods = offers, Method = chosen?.Method,
            };
        }

        var isFree = store.Currency != items.Currency || items.Amount >= (store.FreeDeliveryFromMinor ?? long.MaxValue);
        return new QuotePart(store, lines, items, new Money(isFree ? 0 : store.DeliveryFeeMinor, items.Currency));
    }
}
