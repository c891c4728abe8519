using Feria.Contracts;

namespace Feria.Orders;

/// <summary>One purchase as its buyer sees it.</summary>
/// <param name="Number">Short number to read out.</param>
/// <param name="Status">placed (the money is awaited), confirmed, failed, expired or cancelled.</param>
/// <param name="Why">A code saying why it ended without a sale.</param>
/// <param name="ExpiresAt">Until when the units are held for the payment.</param>
public sealed record Checkout(
    Guid Id,
    string Number,
    string Status,
    string? Why,
    Money Total,
    DateTime PlacedAt,
    DateTime? ExpiresAt,
    PaymentShown Payment,
    Recipient Contact,
    PostalAddress Address,
    IReadOnlyList<Order> Orders);

/// <param name="Status">requested, pending, action_needed, captured, failed, refunded or due_on_delivery.</param>
/// <param name="Next">Address the buyer must visit to pay; null where nothing is left to do.</param>
public sealed record PaymentShown(string Method, string Status, string? Next, string? Why)
{
    internal static PaymentShown Of(string method, PaymentState? state) =>
        new(method, state?.Status ?? "requested", state?.Next, state?.Why);
}

/// <summary>One store's part of a checkout, with what it went through.</summary>
/// <param name="Status">placed, paid, preparing, shipped, delivered, cancelled or refunded.</param>
/// <param name="Cancellable">Whether the buyer can still cancel it.</param>
public sealed record Order(
    Guid Id,
    Guid Checkout,
    string Number,
    string Status,
    StoreName Store,
    Money Items,
    Money Delivery,
    Money Total,
    bool Cancellable,
    DateTime PlacedAt,
    IReadOnlyList<OrderLine> Lines,
    IReadOnlyList<OrderStep> History,
    IReadOnlyList<Shipment> Shipments)
{
    /// <summary>What promotions took off; the total is the items less these, with the delivery.</summary>
    public IReadOnlyList<Discount> Discounts { get; init; } = [];

    /// <summary>How it is delivered, as that was promised; null where its store delivers for one price.</summary>
    public DeliveryPromise? Promise { get; init; }
}

/// <summary>What a promotion took off, that of the delivery included.</summary>
/// <param name="Code">The code it was given for; null where it applied by itself.</param>
public sealed record Discount(string Name, string? Code, Money Amount)
{
    internal static Discount Of(PartDiscount given) =>
        new(given.Promotion.Name, given.Promotion.Code, given.Total);
}

/// <summary>Units of one offer, as they were described and priced at the sale.</summary>
public sealed record OrderLine(
    Guid Offer,
    Guid Product,
    Guid Variant,
    string Sku,
    string Title,
    string Slug,
    string Options,
    string? Picture,
    int Quantity,
    Money Price,
    Money Total)
{
    /// <summary>What promotions took off its total.</summary>
    public Money? Discount { get; init; }
}

/// <param name="Why">A code saying why, where the status alone does not.</param>
public sealed record OrderStep(string Status, string? Why, DateTime At);
