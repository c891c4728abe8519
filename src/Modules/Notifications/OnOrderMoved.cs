using Feria.Contracts;

namespace Feria.Notifications;

/// <summary>The buyer reads that the order is on its way, has come, or that its money comes back.</summary>
sealed class OnOrderMoved(OrderLetters letters) : Reaction
{
    public override string Name => "notifications.on-order-moved";
    public override IReadOnlyCollection<string> Hears { get; } = [EventKindAttribute.Of(typeof(OrderMoved))];

    public override async Task HandleAsync(Tx tx, IReadOnlyList<LoggedEvent> events)
    {
        // An order may have moved twice since: each step has its letter.
        foreach (var said in events)
            if (said.As<OrderMoved>().Status is var status && status is "shipped" or "delivered" or "refunded")
                await letters.PostAsync(tx, [said], _ => $"order-{status}");
    }
}
