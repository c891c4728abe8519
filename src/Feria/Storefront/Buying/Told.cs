using Feria.Contracts;
using Feria.Orders;
using Feria.Storefront.Parts;

namespace Feria.Storefront;

/// <summary>Orders in the words of the pages.</summary>
static class Told
{
    static readonly string[] Way =
        [OrderStatus.Placed, OrderStatus.Paid, OrderStatus.Preparing, OrderStatus.Shipped, OrderStatus.Delivered];

    public static OrderCard.Listed Card(Order order, Visit visit) => new(
        PathOf(order.Id), order.Number, order.PlacedAt, order.Store.Name,
        HowDelivered.Status(order.Status, order.Promise, visit),
        MoodOf(order.Status), order.Total, [.. order.Lines.Select(LineOf)]);

    public static string PathOf(Guid order) => $"/orders/{order}";

    /// <summary>What happened, and what is still to come while it goes its usual way.</summary>
    public static IReadOnlyList<Trail.Stop> Stops(Order order, Visit visit)
    {
        var past = order.History.Select((step, at) => new Trail.Stop(
            step.Status == OrderStatus.Placed && at < order.History.Count - 1
                ? visit.Say("order.made")
                : HowDelivered.Status(step.Status, order.Promise, visit),
            new DateTimeOffset(step.At, TimeSpan.Zero),
            StateOf(step.Status, at == order.History.Count - 1),
            step.Why is { } why && visit.Knows("because." + why) ? visit.Say("because." + why) : null));
        var next = Way
            .SkipWhile(status => status != order.Status)
            .Skip(1)
            .Where(status => status != OrderStatus.Paid || order.Status == OrderStatus.Placed)
            .Select(status => new Trail.Stop(HowDelivered.Status(status, order.Promise, visit), null, ""));
        return [.. past, .. next];
    }

    /// <summary>What is bought, with the choice made of it.</summary>
    public static string Named(string title, string options) =>
        options.Length > 0 ? $"{title} · {options}" : title;

    static CheckoutPage.Line LineOf(OrderLine line) =>
        new(Named(line.Title, line.Options), line.Picture, line.Quantity, line.Total, Shelf.PathOf(line.Slug));

    static string StateOf(string status, bool isLast) => (status, isLast) switch
    {
        (OrderStatus.Cancelled, _) => "bad",
        (OrderStatus.Delivered or OrderStatus.Refunded, _) or (_, false) => "done",
        _ => "now",
    };

    /// <summary>Where a parcel stood since when, with what its store said of it.</summary>
    public static IReadOnlyList<Trail.Stop> Stops(Shipment parcel, DeliveryPromise? promise, Visit visit) =>
    [
        .. parcel.History.Select((step, at) => new Trail.Stop(
            HowDelivered.Status(step.Status, promise, visit, "parcel."),
            new DateTimeOffset(step.At, TimeSpan.Zero),
            step.Status == ShipmentStatus.Returned ? "bad"
                : step.Status == ShipmentStatus.Delivered || at < parcel.History.Count - 1 ? "done"
                : "now",
            step.Note)),
    ];

    public static string MoodOf(Shipment parcel) => parcel.Status switch
    {
        ShipmentStatus.Returned => "warn",
        ShipmentStatus.Delivered => "",
        _ => "good",
    };

    internal static string MoodOf(string status) => status switch
    {
        OrderStatus.Placed => "warn",
        OrderStatus.Cancelled or OrderStatus.Refunded => "off",
        OrderStatus.Delivered => "",
        _ => "good",
    };
}
