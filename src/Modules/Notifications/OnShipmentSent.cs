using Feria.Contracts;

namespace Feria.Notifications;

/// <summary>The buyer reads what is in a parcel that was sent, and how to follow it.</summary>
sealed class OnShipmentSent(ParcelLetters letters) : Reaction
{
    public override string Name => "notifications.on-shipment-sent";
    public override IReadOnlyCollection<string> Hears { get; } = [EventKindAttribute.Of(typeof(ShipmentSent))];

    public override Task HandleAsync(Tx tx, IReadOnlyList<LoggedEvent> events) => letters.PostAsync(
        tx, events, said => said.As<ShipmentSent>().Shipment,
        parcel => parcel.Tracking == "" ? "parcel-sent" : "parcel-sent-tracked");
}
