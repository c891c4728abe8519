namespace Feria.Orders;

/// <summary>A parcel of an order, with what is in it and what it went through.</summary>
/// <param name="Status">in_transit, out_for_delivery, delivered or returned.</param>
/// <param name="Version">Of carrier and tracking: a correction names the one it was made of.</param>
/// <param name="History">Where it stood since when, oldest first.</param>
public sealed record Shipment(
    Guid Id,
    string Status,
    string Carrier,
    string TrackingNumber,
    string? TrackingUrl,
    int Version,
    DateTime SentAt,
    IReadOnlyList<ShipmentLine> Lines,
    IReadOnlyList<ShipmentStep> History);

/// <param name="Line">Which line of the order, as its store counts them.</param>
public sealed record ShipmentLine(int Line, Guid Offer, string Title, string Options, int Quantity);

/// <param name="Note">What the store said of it.</param>
public sealed record ShipmentStep(string Status, string? Note, DateTime At);

/// <summary>Who carries a parcel, and how to follow it there. Blank where nobody knows.</summary>
public sealed record Tracking(string Carrier, string Number, string? Url)
{
    public static readonly Tracking None = new("", "", null);

    public static Tracking Of(string? carrier, string? number, string? url) =>
        new(carrier?.Trim() ?? "", number?.Trim() ?? "", url);

    /// <summary>A number tells nothing without whose it is.</summary>
    public bool IsNobodys => Carrier == "" && (Number != "" || Url is not null);
}
