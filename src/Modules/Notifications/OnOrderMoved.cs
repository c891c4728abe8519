using Feria.Contracts;

namespace Feria.Notifications;

/// <summary>
/// The buyer reads that the order's money comes back. What is on its way or has come is told parcel by parcel; letters
/// that told it of an order may still wait in the post, so their words stay.
/// </summary>
sealed class OnOrderMoved(OrderLetters letters) : Reaction
{
    public override string Name => "notifications.on-order-moved";
    public override IReadOnlyCollection<string> Hears { get; } = [EventKindAttribute.Of(typeof(OrderMoved))];

    public override Task HandleAsync(Tx tx, IReadOnlyList<LoggedEvent> events) => letters.PostAsync(
        tx, events.Where(said => said.As<OrderMoved>().Status == "refunded"), _ => "order-refunded");
}
