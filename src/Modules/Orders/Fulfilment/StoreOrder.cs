using Feria.Contracts;

namespace Feria.Orders;

/// <summary>An order as those who fulfil it see it.</summary>
/// <param name="Status">placed, paid, preparing, shipped, delivered, cancelled or refunded.</param>
/// <param name="Method">How it is paid; what is paid at the door is collected there.</param>
/// <param name="Buyer">Who it goes to.</param>
/// <param name="Address">
/// Where it goes; null until it is a sale, where it will not be sent, and where it is picked up.
/// </param>
/// <param name="Cancellable">Whether the store can still cancel it.</param>
/// <param name="History">What happened to the order and its parcels, oldest first, and who did it.</param>
public sealed record StoreOrder(
    Guid Id,
    string Number,
    string Status,
    string Method,
    Money Items,
    Money Delivery,
    Money Total,
    string Buyer,
    PostalAddress? Address,
    bool Cancellable,
    DateTime PlacedAt,
    IReadOnlyList<StoreOrderLine> Lines,
    IReadOnlyList<Shipment> Shipments,
    IReadOnlyList<StoreOrderDeed> History)
{
    /// <summary>What promotions took off for the buyer; the total is the items less these, with the delivery.</summary>
    public IReadOnlyList<Discount> Discounts { get; init; } = [];

    /// <summary>What the buyer was promised of its delivery; null where the store delivers for one price.</summary>
    public DeliveryPromise? Promise { get; init; }
}

/// <param name="Line">What a shipment names it by.</param>
/// <param name="Sent">Units in parcels that did not come back.</param>
/// <param name="Left">Units still to be sent.</param>
public sealed record StoreOrderLine(
    int Line,
    Guid Offer,
    string Sku,
    string Title,
    string Options,
    string? Picture,
    int Quantity,
    int Sent,
    int Left,
    Money Price,
    Money Total);

/// <param name="Shipment">The parcel it was done to; null where it was the order.</param>
/// <param name="What">A status, or tracking for a correction.</param>
/// <param name="Actor">The account or the key that did it; null where nobody had to.</param>
public sealed record StoreOrderDeed(Guid? Shipment, string What, string? Why, Guid? Actor, DateTime At);
