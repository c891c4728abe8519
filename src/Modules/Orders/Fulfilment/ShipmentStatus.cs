namespace Feria.Orders;

/// <summary>Where a parcel is, and the one table of how it may move on.</summary>
public static class ShipmentStatus
{
    public const string InTransit = "in_transit";
    public const string OutForDelivery = "out_for_delivery";
    public const string Delivered = "delivered";

    /// <summary>It came back to the store: what was in it is there to be sent again.</summary>
    public const string Returned = "returned";

    // out_for_delivery → in_transit: nobody was at home.
    static readonly (string From, string To)[] Moves =
    [
        (InTransit, OutForDelivery), (InTransit, Delivered), (InTransit, Returned),
        (OutForDelivery, InTransit), (OutForDelivery, Delivered), (OutForDelivery, Returned),
    ];

    public static bool MayMove(string from, string to) => Moves.Contains((from, to));

    public static IReadOnlyList<string> WhereNext(string from) =>
        [.. Moves.Where(move => move.From == from).Select(move => move.To)];
}
