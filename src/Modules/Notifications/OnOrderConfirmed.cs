using Feria.Contracts;

namespace Feria.Notifications;

/// <summary>The buyer reads that the order is a sale.</summary>
sealed class OnOrderConfirmed(OrderLetters letters) : Reaction
{
    public override string Name => "notifications.on-order-confirmed";
    public override IReadOnlyCollection<string> Hears { get; } = [EventKindAttribute.Of(typeof(OrderConfirmed))];

    public override Task HandleAsync(Tx tx, IReadOnlyList<LoggedEvent> events) => letters.PostAsync(
        tx, events, order => order.Promise switch
        {
            null => "order-confirmed",
            { IsPickup: true } => "order-confirmed-pickup",
            _ => "order-confirmed-promised",
        });
}
