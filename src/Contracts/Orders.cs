namespace Feria.Contracts;

/// <summary>One store's part of a checkout was written, its stock is reserved; it is not paid yet.</summary>
[EventKind("orders.order-placed.v1")]
public sealed record OrderPlaced(Guid Order, Guid Checkout, Guid Store, long TotalMinor, string Currency) : IEvent
{
    public Guid Key => Order;
}

/// <summary>The order is a sale: paid, or agreed to be paid on delivery. Its stock is sold.</summary>
[EventKind("orders.order-confirmed.v1")]
public sealed record OrderConfirmed(Guid Order, Guid Checkout, Guid Store, IReadOnlyList<SoldLine> Lines) : IEvent
{
    public Guid Key => Order;
}

public sealed record SoldLine(Guid Offer, Guid Product, int Quantity);

/// <summary>The order will not be delivered. <c>Why</c> is a code: by_buyer, payment_failed, expired.</summary>
/// <param name="WasSale">Whether it was confirmed, so that a sale ends with it.</param>
[EventKind("orders.order-cancelled.v1")]
public sealed record OrderCancelled(Guid Order, Guid Checkout, Guid Store, string Why, bool WasSale = false)
    : IEvent
{
    public Guid Key => Order;
}

/// <summary>A confirmed order went on: preparing, shipped, delivered or refunded.</summary>
[EventKind("orders.order-moved.v1")]
public sealed record OrderMoved(Guid Order, Guid Checkout, Guid Store, string Status) : IEvent
{
    public Guid Key => Order;
}

/// <summary>What somebody bought as a guest is their account's now.</summary>
[EventKind("orders.orders-claimed.v1")]
public sealed record OrdersClaimed(Guid Account) : IEvent
{
    public Guid Key => Account;
}

/// <summary>A store sent units of an order in a parcel.</summary>
[EventKind("orders.shipment-sent.v1")]
public sealed record ShipmentSent(Guid Shipment, Guid Order, Guid Checkout, Guid Store) : IEvent
{
    public Guid Key => Order;
}

/// <summary>A parcel moved on: in_transit, out_for_delivery, delivered or returned.</summary>
[EventKind("orders.shipment-moved.v1")]
public sealed record ShipmentMoved(Guid Shipment, Guid Order, Guid Checkout, Guid Store, string Status) : IEvent
{
    public Guid Key => Order;
}

/// <summary>A buyer wants units of an order to go back, to be exchanged, or says that they did not come.</summary>
[EventKind("orders.return-opened.v1")]
public sealed record ReturnOpened(Guid Return, Guid Order, Guid Store) : IEvent
{
    public Guid Key => Order;
}

/// <summary>
/// A return moved on: accepted, sent, refused, part_refunded, escalated, refunded, exchanged, withdrawn, lapsed or
/// kept.
/// </summary>
/// <param name="Side">Who moved it: buyer, store, platform or clock.</param>
[EventKind("orders.return-moved.v1")]
public sealed record ReturnMoved(Guid Return, Guid Order, Guid Store, string Status, string Side) : IEvent
{
    public Guid Key => Order;
}

/// <summary>What a letter to the buyer says of an order. In the clear: hand it on, never keep it.</summary>
/// <param name="Account">The buyer's; null for a guest.</param>
/// <param name="IsFirst">Whether it is the first order of its checkout: for what is written once a checkout.</param>
public sealed record OrderForLetter(
    Guid Order,
    string Number,
    bool IsFirst,
    Contact Buyer,
    string Store,
    string Method,
    Money Total,
    Money CheckoutTotal,
    IReadOnlyList<LineForLetter> Lines,
    Guid? Account)
{
    /// <summary>How it is delivered, as that was promised; null where its store delivers for one price.</summary>
    public DeliveryPromise? Promise { get; init; }
}

public sealed record LineForLetter(string Title, string Options, int Quantity, Money Total);

/// <summary>What an order sold, at what buyers paid for it; without delivery.</summary>
/// <param name="WasSent">Whether it left the store: the buyer had it, or it was lost.</param>
public sealed record SoldOrder(
    Guid Order, Guid Store, string Currency, bool WasSent, IReadOnlyList<SoldUnits> Lines)
{
    /// <summary>The buyer's; null for a guest.</summary>
    public Guid? Account { get; init; }
}

/// <summary>What an account bought in a currency and what is a sale still.</summary>
public sealed record Bought(Guid Account, string Currency, int Orders, long SpentMinor, DateTime LastAt);

/// <summary>When an account last bought a product.</summary>
public sealed record BoughtProduct(Guid Account, Guid Product, DateTime At);

/// <summary>A cart of an account, as it was last touched.</summary>
/// <param name="Hour">In which hour, in UTC.</param>
public sealed record TouchedCart(Guid Id, Guid Account, DateTime Hour, DateTime At, bool HasItems);

/// <summary>What lies in an account's cart.</summary>
/// <param name="Titles">Of the first ten things.</param>
public sealed record CartContent(Guid Account, DateTime ChangedAt, IReadOnlyList<string> Titles);

public sealed record SoldUnits(Guid Product, int Quantity, long TotalMinor);

/// <summary>An order that brought an account a product.</summary>
public sealed record DeliveredOrder(Guid Order, Guid Store);

/// <summary>An order, and the store it is of.</summary>
/// <param name="Number">What people call it.</param>
public sealed record OrderParties(Guid Order, string Number, Guid Store);

/// <summary>What a letter to the buyer says of a parcel. In the clear: hand it on, never keep it.</summary>
/// <param name="Account">The buyer's; null for a guest.</param>
/// <param name="Tracking">Carrier and number; empty where the store named none.</param>
public sealed record ParcelForLetter(
    Guid Shipment,
    Guid Order,
    string Number,
    Contact Buyer,
    string Store,
    string Tracking,
    IReadOnlyList<LineForLetter> Lines,
    Guid? Account)
{
    /// <summary>How it is delivered, as that was promised; null where its store delivers for one price.</summary>
    public DeliveryPromise? Promise { get; init; }
}

/// <summary>What a letter says of a return. In the clear: hand it on, never keep it.</summary>
/// <param name="Number">What people call it.</param>
/// <param name="Refunded">What was given back so far.</param>
/// <param name="Lines">What it is about, at what it was sold for.</param>
public sealed record ReturnForLetter(
    Guid Return,
    string Number,
    Guid Order,
    Guid Store,
    string StoreName,
    Contact Buyer,
    Money Refunded,
    IReadOnlyList<LineForLetter> Lines)
{
    /// <summary>The buyer's account; null of a guest's.</summary>
    public Guid? Account { get; init; }
}

public interface IOrderBook
{
    /// <summary>The order, where it is the caller's: the account's or the guest's.</summary>
    Task<OrderParties?> OfBuyerAsync(Session session, Guid order, Caller caller);

    /// <summary>The account's orders, newest first, those it made as a guest and claimed with them.</summary>
    /// <param name="before">Those older than this one; null for the newest.</param>
    Task<IReadOnlyList<Guid>> OfAccountAsync(Session session, Guid account, Guid? before, int limit);

    /// <summary>What people call the orders; unknown ids are left out.</summary>
    Task<IReadOnlyDictionary<Guid, string>> NumbersAsync(Session session, Guid[] orders);

    /// <summary>The order, whoever asks: for what then asks who may.</summary>
    Task<OrderParties?> FindAsync(Session session, Guid order);

    /// <summary>
    /// The account's newest order in which the product was delivered, also where its money went back after that.
    /// </summary>
    /// <param name="order">That order alone, where it is named.</param>
    Task<DeliveredOrder?> DeliveredAsync(Session session, Guid account, Guid product, Guid? order);

    /// <summary>The orders with their buyers, in the reader's session; unknown ids are left out.</summary>
    /// <param name="method">Those to be paid by this method alone; by any where null.</param>
    Task<IReadOnlyList<OrderForLetter>> ForLettersAsync(Session session, Guid[] orders, string? method = null);

    /// <summary>What the orders sold; unknown ids are left out.</summary>
    Task<IReadOnlyList<SoldOrder>> SoldAsync(Session session, Guid[] orders);

    /// <summary>The accounts that bought these orders, each once; guests have none.</summary>
    Task<IReadOnlyList<Guid>> BuyersAsync(Session session, Guid[] orders);

    /// <summary>What the accounts bought, by currency: orders that are sales and were not undone.</summary>
    Task<IReadOnlyList<Bought>> BoughtAsync(Session session, Guid[] accounts);

    /// <summary>What products the accounts bought so, each account's newest hundred lines.</summary>
    Task<IReadOnlyList<BoughtProduct>> BoughtProductsAsync(Session session, Guid[] accounts);

    /// <summary>The returns with their buyers, in the reader's session; unknown ids are left out.</summary>
    Task<IReadOnlyList<ReturnForLetter>> ReturnsForLettersAsync(Session session, Guid[] returns);

    /// <summary>The parcels with their buyers, in the reader's session; unknown ids are left out.</summary>
    Task<IReadOnlyList<ParcelForLetter>> ParcelsForLettersAsync(Session session, Guid[] shipments);
}

/// <summary>What Payments needs of a checkout to ask for its money.</summary>
public sealed record Payable(
    Guid Checkout,
    string Number,
    Money Total,
    string Method,
    string Status,
    IReadOnlyList<PayableOrder> Orders);

/// <summary>One store's part: what it sells for, and the platform's commission frozen at the sale.</summary>
/// <param name="Commission">All fees, with the tax on them.</param>
public sealed record PayableOrder(Guid Order, Guid Store, Money Total, Money Commission)
{
    /// <summary>The tax in the commission.</summary>
    public Money Tax { get; init; } = Commission with { Amount = 0 };

    /// <summary>What the platform adds to the total, so that the store gets what it would have got.</summary>
    public Money Subsidy { get; init; } = Total with { Amount = 0 };
}

/// <summary>What became of a finalised checkout.</summary>
public enum Finalised
{
    /// <summary>It is a sale now, or already was.</summary>
    Confirmed,

    /// <summary>Its reservation ran out and the units are gone: the money must go back.</summary>
    Lost,
}

/// <summary>The one finaliser on which client, webhook and sweeper converge. Every call may be made again.</summary>
public interface ICheckoutBook
{
    /// <summary>Unknown ids are left out.</summary>
    Task<IReadOnlyDictionary<Guid, Payable>> PayablesAsync(Session session, params Guid[] checkouts);

    /// <summary>
    /// The money is there (or is agreed to come on delivery): sells the stock, re-reserving it where the hold ran out.
    /// Runs in the payment's transaction, so that money and sale are one fact. Unknown ones are lost.
    /// </summary>
    /// <exception cref="FaultOfOneException">
    /// One of several was let go of meanwhile: what it re-reserves may be locked out of order. It comes alone.
    /// </exception>
    Task<IReadOnlyDictionary<Guid, Finalised>> ConfirmAsync(Tx tx, params Guid[] checkouts);

    /// <summary>The payment failed for good: cancels the orders and lets the stock go.</summary>
    Task FailAsync(Tx tx, Guid checkout, string why);
}

public interface ICarts
{
    /// <summary>
    /// A guest who signed in: the guest's cart joins the account's, within the sign-in's transaction, so that it is
    /// done when the sign-in answers. Does nothing where the guest has no cart.
    /// </summary>
    /// <param name="guest">The hash of the guest's token, as in <see cref="Caller.Guest"/>.</param>
    Task MergeAsync(Tx tx, Guid account, byte[] guest);

    /// <summary>
    /// Carts of accounts by when they were last touched, from after the given one, or from an hour on.
    /// </summary>
    Task<IReadOnlyList<TouchedCart>> TouchedAsync(Session session, DateTime hour, Guid after, int limit);

    /// <summary>What lies in the accounts' carts; those whose carts are empty are left out.</summary>
    Task<IReadOnlyList<CartContent>> ContentsAsync(Session session, Guid[] accounts);
}
