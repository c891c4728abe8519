using Feria.Inventory;
using Feria.Orders;

namespace Feria.Demo;

/// <summary>What must have stood on the shelves, so that all was sold that was, and what is left today.</summary>
static class Stockroom
{
    public static IEnumerable<Stocked> Of(Fair fair, IReadOnlyList<Purchase> purchases)
    {
        var dice = fair.Dice("stock");
        var sold = (
            from purchase in purchases
            from part in purchase.Parts
            from line in part.Lines
            select (line.Offer, Sale: new Sale(purchase, part, line.Quantity)))
            .ToLookup(one => one.Offer, one => one.Sale);
        return
            from good in fair.Goods
            from variant in good.Listing.Variants
            from offer in variant.Offers
            select OfOffer(fair, dice, offer.NewId!.Value, good.Listing.Since!.Value, [.. sold[offer.NewId.Value]]);
    }

    sealed record Sale(Purchase Purchase, BoughtPart Part, int Quantity);

    static Stocked OfOffer(Fair fair, Dice dice, Guid offer, DateTime since, List<Sale> sales)
    {
        // Some are gone and a few nearly so: a page can show each.
        var left = dice.Below(100) switch
        {
            < 4 => 0,
            < 14 => dice.Between(1, 4),
            _ => dice.Between(5, 140),
        };
        var held = sales.Where(sale => sale.Purchase.Status == CheckoutStatus.Placed).Sum(sale => sale.Quantity);
        var changes = sales.Where(sale => sale.Purchase.IsSale).SelectMany(ChangesOf).ToList();
        var gone = -changes.Sum(change => change.Units);
        long onHand = left + held;

        // A delivery on the way here, never so large that there was less than nothing before it.
        if (gone > 0 && dice.Chance(.35))
        {
            var at = dice.Moment(fair.Today.AddDays(-Fair.Days), fair.Today.AddDays(-1));
            var most = onHand - changes.Where(change => change.At >= at).Sum(change => change.Units);
            var units = Math.Min(most, dice.Between(5, 40));
            if (units > 0) changes.Add(new(MovementKind.Adjustment, units, null, "delivery", at));
        }

        changes = [.. changes.OrderBy(change => change.At)];
        var now = onHand - changes.Sum(change => change.Units);
        // What came back later was away in between: it must have been there to go.
        var lacking = Math.Max(0, -Lowest(now, changes));
        (now, onHand) = (now + lacking, onHand + lacking);
        var movements = new List<Moved> { new(MovementKind.Initial, 0, now, null, "opening", since) };
        foreach (var change in changes)
            movements.Add(new(change.Kind, now, now += change.Units, change.Cause, change.Why, change.At));
        return new(offer, onHand, held, gone, movements);
    }

    static long Lowest(long now, List<Change> changes)
    {
        var lowest = now;
        foreach (var change in changes) lowest = Math.Min(lowest, now += change.Units);
        return lowest;
    }

    sealed record Change(string Kind, long Units, Guid? Cause, string? Why, DateTime At);

    static IEnumerable<Change> ChangesOf(Sale sale)
    {
        yield return new(MovementKind.Sale, -sale.Quantity, sale.Purchase.Id, null, sale.Purchase.SettledAt!.Value);
        if (sale.Part.Cancelled is { } cancelled)
            yield return new(MovementKind.Restock, sale.Quantity, sale.Part.Id, null, cancelled.At);
    }
}
