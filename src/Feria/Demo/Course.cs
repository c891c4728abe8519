using Feria.Contracts;
using Feria.Orders;

namespace Feria.Demo;

/// <summary>How one purchase went, up to today: paid, prepared, sent, delivered; or given up.</summary>
sealed class Course(DateTime today, Dice dice, Visitor buyer, string method, DateTime placed)
{
    public Purchase Of(IReadOnlyList<(Stall Stall, List<BoughtLine> Lines)> parts)
    {
        if (method != PaymentMethod.CashOnDelivery && dice.Chance(.045)) return GivenUp(parts);

        var paid = placed.Add(method switch
        {
            PaymentMethod.Card => TimeSpan.FromSeconds(dice.Between(20, 240)),
            PaymentMethod.Transfer => TimeSpan.FromMinutes(dice.Between(30, 3900)),
            _ => TimeSpan.FromSeconds(1),
        });
        return paid < today
            ? Make(parts, CheckoutStatus.Confirmed, null, paid, () => Afterwards(paid))
            : Make(parts, CheckoutStatus.Placed, null, null, JustPlaced);
    }

    Purchase GivenUp(IReadOnlyList<(Stall, List<BoughtLine>)> parts)
    {
        var (status, why, after) = method == PaymentMethod.Card
            ? (CheckoutStatus.Failed, "payment_failed", TimeSpan.FromMinutes(dice.Between(1, 14)))
            : (CheckoutStatus.Expired, "expired", TimeSpan.FromDays(3));
        var at = placed + after;
        return at < today
            ? Make(parts, status, why, at, () => [.. JustPlaced(), new(OrderStatus.Cancelled, at, why)])
            : Make(parts, CheckoutStatus.Placed, null, null, JustPlaced);
    }

    Purchase Make(
        IReadOnlyList<(Stall Stall, List<BoughtLine> Lines)> parts, string status, string? why, DateTime? settled,
        Func<List<Stood>> history) => new(
        dice.Id(placed), buyer, method, placed, status, why, settled,
        [.. parts.Select(part => new BoughtPart(dice.Id(placed), part.Stall, part.Lines, history()))]);

    List<Stood> JustPlaced() => [new(OrderStatus.Placed, placed)];

    List<Stood> Afterwards(DateTime paid)
    {
        var history = JustPlaced();
        var preparing = paid.AddMinutes(dice.Between(40, 1100));
        if (method == PaymentMethod.CashOnDelivery) preparing = paid;
        else history.Add(new(OrderStatus.Paid, paid));

        if (method != PaymentMethod.CashOnDelivery && dice.Chance(.03))
        {
            var cancelled = paid.AddMinutes(dice.Between(5, 300));
            history.Add(new(OrderStatus.Cancelled, cancelled, "by_buyer"));
        }
        else
        {
            var shipped = preparing.AddMinutes(dice.Between(300, 2600));
            history.Add(new(OrderStatus.Preparing, preparing));
            history.Add(new(OrderStatus.Shipped, shipped));
            history.Add(new(OrderStatus.Delivered, shipped.AddMinutes(dice.Between(1200, 8000))));
        }

        // What was cancelled just now would still await its refund, of which the sandbox gateway knows nothing.
        var anHourAgo = today.AddHours(-1);
        return [.. history.Where(stood => stood.At < (stood.Status == OrderStatus.Cancelled ? anHourAgo : today))];
    }
}
