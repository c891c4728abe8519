using Feria.Contracts;

namespace Feria.Notifications;

/// <summary>Who pays by transfer is told what to do, once a checkout.</summary>
sealed class OnOrderPlaced(OrderLetters letters) : Reaction
{
    public override string Name => "notifications.on-order-placed";
    public override IReadOnlyCollection<string> Hears { get; } = [EventKindAttribute.Of(typeof(OrderPlaced))];

    public override Task HandleAsync(Tx tx, IReadOnlyList<LoggedEvent> events) => letters.PostAsync(
        tx, events,
        order => order.IsFirst ? "transfer-instructions" : null, PaymentMethod.Transfer);
}
