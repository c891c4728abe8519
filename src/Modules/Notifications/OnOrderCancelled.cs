using Feria.Contracts;

namespace Feria.Notifications;

/// <summary>The buyer reads that the order will not come, and why.</summary>
sealed class OnOrderCancelled(OrderLetters letters) : Reaction
{
    public override string Name => "notifications.on-order-cancelled";
    public override IReadOnlyCollection<string> Hears { get; } = [EventKindAttribute.Of(typeof(OrderCancelled))];

    public override Task HandleAsync(Tx tx, IReadOnlyList<LoggedEvent> events)
    {
        var why = events.Select(said => said.As<OrderCancelled>()).ToLookup(said => said.Order, said => said.Why);
        return letters.PostAsync(tx, events, order => why[order.Order].First() switch
        {
            "expired" => "order-expired",
            "payment_failed" => "order-payment-failed",
            _ => "order-cancelled",
        });
    }
}
