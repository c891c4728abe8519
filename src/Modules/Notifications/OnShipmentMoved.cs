using Feria.Contracts;

namespace Feria.Notifications;

/// <summary>The buyer reads that a parcel has come.</summary>
sealed class OnShipmentMoved(ParcelLetters letters) : Reaction
{
    public override string Name => "notifications.on-shipment-moved";
    public override IReadOnlyCollection<string> Hears { get; } = [EventKindAttribute.Of(typeof(ShipmentMoved))];

    public override Task HandleAsync(Tx tx, IReadOnlyList<LoggedEvent> events) => letters.PostAsync(
        tx, events.Where(said => said.As<ShipmentMoved>().Status == "delivered"),
        said => said.As<ShipmentMoved>().Shipment, _ => "parcel-delivered");
}
