using Feria.Contracts;

namespace Feria.Notifications;

/// <summary>
/// The buyer reads what is in a parcel that was sent and how to follow it, then that it has come: one reaction hears
/// both, so that the letters are written in that order.
/// </summary>
sealed class OnShipmentMoved(ParcelLetters letters) : Reaction
{
    static readonly string Sent = EventKindAttribute.Of(typeof(ShipmentSent));

    public override string Name => "notifications.on-shipment-moved";
    public override IReadOnlyCollection<string> Hears { get; } =
        [Sent, EventKindAttribute.Of(typeof(ShipmentMoved))];

    public override async Task HandleAsync(Tx tx, IReadOnlyList<LoggedEvent> events)
    {
        foreach (var said in events)
            if (said.Kind == Sent)
                await letters.PostAsync(tx, [said], one => one.As<ShipmentSent>().Shipment,
                    parcel => parcel.Promise is { IsPickup: true } ? "parcel-sent-pickup"
                        : parcel.Tracking == "" ? "parcel-sent" : "parcel-sent-tracked");
            else if (said.As<ShipmentMoved>().Status == "delivered")
                await letters.PostAsync(
                    tx, [said], one => one.As<ShipmentMoved>().Shipment, parcel =>
                        parcel.Promise is { IsPickup: true } ? "parcel-delivered-pickup" : "parcel-delivered");
    }
}
