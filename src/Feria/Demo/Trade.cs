using Feria.Contracts;
using Feria.Orders;

namespace Feria.Demo;

/// <summary>Units of one of a good's offers.</summary>
sealed record BoughtLine(Good Good, Guid Offer, long PriceMinor, int Quantity);

/// <summary>One store's part of a purchase, with everywhere it stood and since when.</summary>
sealed record BoughtPart(Guid Id, Stall Stall, IReadOnlyList<BoughtLine> Lines, IReadOnlyList<Stood> History)
{
    public Stood? Cancelled => History.FirstOrDefault(stood => stood.Status == OrderStatus.Cancelled);
}

sealed record Stood(string Status, DateTime At, string? Why = null);

/// <summary>One checkout of these ninety days.</summary>
/// <param name="SettledAt">When it became a sale, or was given up; null while its money is awaited.</param>
sealed record Purchase(
    Guid Id, Visitor Buyer, string Method, DateTime PlacedAt, string Status, string? Why, DateTime? SettledAt,
    IReadOnlyList<BoughtPart> Parts)
{
    public bool IsSale => Status == CheckoutStatus.Confirmed;
}

/// <summary>A change of an offer's units on hand.</summary>
sealed record Moved(string Kind, long From, long To, Guid? Cause, string? Why, DateTime At);

/// <summary>An offer's stock as these ninety days left it.</summary>
sealed record Stocked(Guid Offer, long OnHand, long Reserved, long Sold, IReadOnlyList<Moved> Movements);

/// <summary>Ninety days of buying, and the stock that must have been there for it.</summary>
sealed class Trade
{
    const int FirstDay = 14;
    const int LastDay = 42;
    const int OfDemoBuyer = 9;

    public required IReadOnlyList<Purchase> Purchases { get; init; }
    public required IReadOnlyList<Stocked> Stock { get; init; }

    public static Trade Of(Fair fair)
    {
        var dice = fair.Dice("trade");
        var urn = new Urn<Good>(fair.Goods, good => good.Pull);
        var purchases = Moments(fair, dice)
            .Select(at => (At: at, Buyer: fair.Visitors[DemoAccount.All.Count + dice.Below(People.Buyers)]))
            .Concat(Enumerable.Range(0, OfDemoBuyer).Select(i => (
                At: dice.Moment(fair.Today.AddDays(-10 * i - 9), fair.Today.AddDays(-10 * i - 1)),
                Buyer: fair.Visitors[0])))
            .Select(one => Buy(fair, dice, urn, one.At, one.Buyer))
            .OrderBy(purchase => purchase.PlacedAt)
            .ToList();
        return new() { Purchases = purchases, Stock = [.. Stockroom.Of(fair, purchases)] };
    }

    // More every week, and most at weekends.
    static IEnumerable<DateTime> Moments(Fair fair, Dice dice)
    {
        for (var day = Fair.Days; day > 0; day--)
        {
            var start = fair.Today.AddDays(-day);
            var busy = FirstDay + (LastDay - FirstDay) * (Fair.Days - day) / Fair.Days
                + (start.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 9 : 0);
            for (var i = dice.Between(busy - 4, busy + 4); i > 0; i--)
                yield return dice.Moment(start, start.AddDays(1).AddMinutes(-10));
        }
    }

    static Purchase Buy(Fair fair, Dice dice, Urn<Good> urn, DateTime at, Visitor buyer)
    {
        var lines = Enumerable.Range(0, dice.Of([1, 1, 1, 1, 2, 2, 3, 4]))
            .Select(_ => LineOf(dice, urn.Draw(dice)))
            .DistinctBy(line => line.Offer)
            .ToList();
        var parts = lines
            .GroupBy(line => StoreOf(line))
            .Select(part => (Stall: fair.Stalls.First(stall => stall.Store.Id == part.Key), Lines: part.ToList()))
            .ToList();
        // What the demo's buyer may still cancel is paid at the door: the sandbox gateway knows nothing of the past.
        var method = buyer == fair.Visitors[0] && at > fair.Today.AddDays(-7)
            ? PaymentMethod.CashOnDelivery
            : dice.Of([
                PaymentMethod.Card, PaymentMethod.Card, PaymentMethod.Card, PaymentMethod.Card, PaymentMethod.Transfer,
                PaymentMethod.CashOnDelivery,
            ]);
        return new Course(fair.Today, dice, buyer, method, at).Of(parts);
    }

    static BoughtLine LineOf(Dice dice, Good good)
    {
        var offer = dice.Of(dice.Of(good.Listing.Variants).Offers);
        return new(good, offer.NewId!.Value, offer.PriceMinor, dice.Of([1, 1, 1, 1, 1, 1, 2, 3]));
    }

    static Guid StoreOf(BoughtLine line) => line.Good.Listing.Variants
        .SelectMany(variant => variant.Offers)
        .First(offer => offer.NewId == line.Offer).Store;
}
