namespace Feria.Contracts;

/// <summary>
/// What promotions take off a basket: the highest priority first, then the older, each of what those before it left;
/// of a group the first that applies. Conditions look at prices before any discount, so that what is eligible depends
/// on no other promotion. Carts, placing and the simulator run this, and nothing else decides.
/// </summary>
public static class Discounts
{
    /// <param name="uses">What those who came before in the same batch used.</param>
    public static Discounted Of(Basket basket, Offered offered, Uses? uses = null)
    {
        if (offered.Promotions.Count == 0 || basket.Lines.Count == 0) return Discounted.Nothing;
        var left = new Left(basket);
        var groups = new HashSet<(Guid, string)>();
        var steps = new List<DiscountStep>();
        foreach (var promotion in InOrder(offered.Promotions))
        {
            var lines = ScopeOf(promotion, basket, offered);
            var why = Unmet(promotion, lines, basket, offered)
                ?? Spent(promotion, basket, offered, uses)
                ?? (promotion.Group is { } group && groups.Contains((promotion.Owner, group))
                    ? NoDiscount.OtherOfGroup
                    : null);
            var step = why is null ? left.Take(promotion, lines) : new(promotion, why, [], []);
            if (step.Why is null && promotion.Group is { } own) groups.Add((promotion.Owner, own));
            steps.Add(step);
        }

        return new(steps);
    }

    /// <summary>
    /// Whether the basket meets its conditions, whatever other promotions do and however often it was used: those that
    /// are counted are locked for it.
    /// </summary>
    public static bool IsEligible(Promotion promotion, Basket basket, Offered offered) =>
        Unmet(promotion, ScopeOf(promotion, basket, offered), basket, offered) is null;

    static IEnumerable<Promotion> InOrder(IEnumerable<Promotion> promotions) => promotions
        .OrderByDescending(promotion => promotion.Priority)
        .ThenBy(promotion => promotion.Id.ToString("N"), StringComparer.Ordinal);

    static List<BasketLine> ScopeOf(Promotion promotion, Basket basket, Offered offered) =>
    [
        .. basket.Lines.Where(line => line.Total.Currency == promotion.Currency
            && (promotion.Stores.Count == 0 || promotion.Stores.Contains(line.Store))
            && promotion.Scope switch
            {
                Promotion.OfProducts => promotion.Products.Contains(line.Product),
                Promotion.OfCategory => offered.Categories.GetValueOrDefault(line.Product) is { } categories
                    && categories.Contains(promotion.Category!.Value),
                _ => true,
            }),
    ];

    static string? Unmet(Promotion promotion, List<BasketLine> lines, Basket basket, Offered offered) =>
        promotion.From > offered.Now ? NoDiscount.NotBegun
        : promotion.Until <= offered.Now || promotion.EndedAt <= offered.Now ? NoDiscount.Ended
        : promotion.Code is { } code && code != basket.Code ? NoDiscount.CodeNeeded
        : lines.Count == 0 ? NoDiscount.NothingInScope
        : lines.Sum(line => line.Total.Amount) < promotion.LeastItemsMinor ? NoDiscount.UnderMinimum
        : lines.Sum(line => line.Quantity) < promotion.LeastUnits ? NoDiscount.TooFewUnits
        : promotion.BuyerLimit is not null && basket.Account is null ? NoDiscount.SignIn
        : null;

    static string? Spent(Promotion promotion, Basket basket, Offered offered, Uses? uses)
    {
        if (promotion.Used + (uses?.Of(promotion.Id) ?? 0) >= promotion.UseLimit) return NoDiscount.UsedUp;
        if (promotion.BuyerLimit is not { } most) return null;
        var account = basket.Account!.Value;
        var used = offered.UsesOfBuyers.GetValueOrDefault((promotion.Id, account))
            + (uses?.Of(promotion.Id, account) ?? 0);
        return used >= most ? NoDiscount.UsedByBuyer : null;
    }

    /// <summary>What the promotions before left of each line and delivery.</summary>
    sealed class Left(Basket basket)
    {
        readonly Dictionary<Guid, long> ofLines = basket.Lines.ToDictionary(
            line => line.Offer, line => line.Total.Amount);

        readonly Dictionary<(Guid, string), long> ofDeliveries = basket.Deliveries.ToDictionary(
            delivery => (delivery.Store, delivery.Price.Currency), delivery => delivery.Price.Amount);

        readonly HashSet<Guid> open = [.. basket.Deliveries.Where(one => one.IsOpen).Select(one => one.Store)];

        public DiscountStep Take(Promotion promotion, List<BasketLine> lines)
        {
            var step = promotion.Effect == Promotion.Delivery
                ? OfDeliveries(promotion, lines)
                : OfLines(promotion, lines);
            return step.Minor > 0 ? step : new(promotion, WhyNothing(promotion, lines), [], []);
        }

        string WhyNothing(Promotion promotion, List<BasketLine> lines) =>
            promotion.Effect == Promotion.Delivery && lines.Any(line => open.Contains(line.Store))
                ? NoDiscount.DeliveryOpen
                : NoDiscount.NothingLeft;

        DiscountStep OfLines(Promotion promotion, List<BasketLine> lines)
        {
            var weights = lines.Select(line => ofLines[line.Offer]).ToList();
            var whole = new Money(weights.Sum(), promotion.Currency);
            var off = promotion.Effect == Promotion.Percent
                ? whole.Share(promotion.PercentBasisPoints).Amount
                : promotion.AmountMinor;
            var parts = Part(whole, off, promotion, weights);
            foreach (var (line, part) in lines.Zip(parts)) ofLines[line.Offer] -= part.Amount;
            return new(
                promotion, null,
                [.. lines.Zip(parts, (line, part) => new LineDiscount(line.Offer, line.Store, part))
                    .Where(line => line.Off.Amount > 0)],
                []);
        }

        DiscountStep OfDeliveries(Promotion promotion, List<BasketLine> lines)
        {
            List<(Guid Store, string Currency)> keys =
            [
                .. lines.Select(line => (line.Store, promotion.Currency)).Distinct()
                    .Where(ofDeliveries.ContainsKey),
            ];
            if (keys.Count == 0) return new(promotion, null, [], []);
            var weights = keys.Select(key => ofDeliveries[key]).ToList();
            var whole = new Money(weights.Sum(), promotion.Currency);
            var parts = Part(whole, whole.Amount, promotion, weights);
            foreach (var (key, part) in keys.Zip(parts)) ofDeliveries[key] -= part.Amount;
            return new(
                promotion, null, [],
                [.. keys.Zip(parts, (key, part) => new BasketDelivery(key.Store, part))
                    .Where(delivery => delivery.Price.Amount > 0)]);
        }

        // No part is more than its weight: the sum is no more than that of the weights.
        static Money[] Part(Money whole, long off, Promotion promotion, List<long> weights) =>
            (whole with { Amount = Math.Min(off, Math.Min(whole.Amount, promotion.MostMinor ?? long.MaxValue)) })
            .Split(weights);
    }
}

/// <summary>Uses of promotions by those who came before in one batch.</summary>
public sealed class Uses
{
    readonly Dictionary<Guid, int> ofAll = [];
    readonly Dictionary<(Guid, Guid), int> ofBuyers = [];

    public int Of(Guid promotion) => ofAll.GetValueOrDefault(promotion);

    public int Of(Guid promotion, Guid account) => ofBuyers.GetValueOrDefault((promotion, account));

    public void Take(IEnumerable<Guid> counted, Guid? account)
    {
        foreach (var id in counted)
        {
            ofAll[id] = Of(id) + 1;
            if (account is { } buyer) ofBuyers[(id, buyer)] = Of(id, buyer) + 1;
        }
    }
}
