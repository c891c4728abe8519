using Feria.Contracts;

namespace Feria.Orders;

/// <summary>
/// A checkout as it is being written: what goes into the tables, what is said of it, what its buyer sees.
/// </summary>
/// <param name="IsAgreed">Nobody outside has to be asked for the money: it is a sale at once.</param>
sealed record PlacedCheckout(Draft Draft, Quote Quote, string Number, DateTime Now, bool IsAgreed)
{
    IReadOnlyList<PlacedOrder>? orders;

    /// <summary>How long its units are held; null where no payment is awaited.</summary>
    public TimeSpan? Hold { get; init; }

    /// <summary>The turn in a flash sale it was placed by.</summary>
    public FlashTurn? Turn { get; init; }

    /// <summary>The promotions it uses that are counted.</summary>
    public IReadOnlyList<Guid> Uses { get; init; } = [];

    public IReadOnlyList<PlacedOrder> Orders => orders ??= [.. Quote.Parts.Select(
        (part, i) => new PlacedOrder(Id.New(), this, Feria.Orders.Number.Of(Number, i + 1), part))];

    public string Status => IsAgreed ? CheckoutStatus.Confirmed : CheckoutStatus.Placed;

    public DateTime? ExpiresAt => !IsAgreed && FlashRules.HoldTime(Hold, Turn) is { } time ? Now + time : null;

    public Payable Payable => new(
        Draft.Id, Number, Quote.Total, Draft.Method, Status,
        [.. Orders.Select(order => new PayableOrder(
            order.Id, order.Part.Store.Id, order.Part.Total, order.Part.Commission)
        {
            Tax = order.Part.FeeTax,
            Subsidy = order.Part.Subsidy,
        })]);

    /// <summary>As it is read back right after; its payment is told by Payments.</summary>
    public Checkout Shown => new(
        Draft.Id, Number, Status, null, Quote.Total, Now, ExpiresAt,
        new(Draft.Method, IsAgreed ? "due_on_delivery" : "requested", null, null), Draft.Recipient, Draft.Address,
        [.. Orders.OrderBy(order => order.Number, StringComparer.Ordinal).Select(order => order.Shown)]);
}

/// <summary>One store's part of a checkout that is being written.</summary>
sealed record PlacedOrder(Guid Id, PlacedCheckout Checkout, string Number, QuotePart Part)
{
    /// <summary>The statuses it goes through as it is placed.</summary>
    public IReadOnlyList<string> Steps { get; } = Checkout.IsAgreed
        ? [OrderStatus.Placed, OrderStatus.OfConfirmed(Checkout.Draft.Method)]
        : [OrderStatus.Placed];

    public DeliveryPromise? Promise => Part.Method is { } method ? DeliveryPromise.Of(method) : null;

    public OrderPlaced Placed => new(
        Id, Checkout.Draft.Id, Part.Store.Id, Part.Total.Amount, Part.Total.Currency);

    public OrderConfirmed Confirmed => new(
        Id, Checkout.Draft.Id, Part.Store.Id,
        [.. Part.Lines.Select(line => new SoldLine(line.Offer.Offer, line.Offer.Product, line.Quantity))]);

    public Order Shown => new(
        Id, Checkout.Draft.Id, Number, Steps[^1], new(Part.Store.Id, Part.Store.Name, Part.Store.Slug),
        Part.Items, Part.Delivery, Part.Total, OrderStatus.MayMove(Steps[^1], OrderStatus.Cancelled), Checkout.Now,
        [.. Part.Lines.Select(line => new OrderLine(
            line.Offer.Offer, line.Offer.Product, line.Offer.Variant, line.Offer.Sku, line.Offer.Title,
            line.Offer.Slug, line.Offer.Options, line.Offer.Picture, line.Quantity, line.Price, line.Total)
        {
            Discount = line.Total with { Amount = line.DiscountMinor },
        })],
        [.. Steps.Select(status => new OrderStep(status, null, Checkout.Now))],
        [])
    {
        Discounts = [.. Part.Discounts.Select(Discount.Of)],
        Promise = Promise,
    };
}

/// <summary>How long units are held for a payment, by its method.</summary>
public sealed class HoldTimes(SettingBook settings)
{
    /// <summary>Null where nothing is awaited: cash on delivery is agreed at once.</summary>
    public TimeSpan? Of(string method) => method switch
    {
        PaymentMethod.Card => settings.Of(OrderSettings.HoldForCard),
        PaymentMethod.Transfer => settings.Of(OrderSettings.HoldForTransfer),
        _ => null,
    };

    /// <summary>What it usually is, for histories that are made up or brought along.</summary>
    public static TimeSpan? Usual(string method) => method switch
    {
        PaymentMethod.Card => TimeSpan.FromMinutes(15),
        PaymentMethod.Transfer => TimeSpan.FromDays(3),
        _ => null,
    };
}
