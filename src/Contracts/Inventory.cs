namespace Feria.Contracts;

/// <summary>An offer's free stock came to nothing or came back: the product's availability changed.</summary>
[EventKind("inventory.availability-changed.v1")]
public sealed record AvailabilityChanged(Guid Offer, bool Available) : IEvent
{
    public Guid Key => Offer;
}

/// <summary>
/// An offer's free units fell to what its store wants to be told at, or rose above it again; each crossing once.
/// </summary>
[EventKind("inventory.low-stock-changed.v1")]
public sealed record LowStockChanged(Guid Offer, bool Low, long Free, long Threshold) : IEvent
{
    public Guid Key => Offer;
}

/// <summary>Units of an offer, locked until the transaction ends.</summary>
public sealed record FreeStock(Guid Offer, long OnHand, long Reserved)
{
    public long Free => OnHand - Reserved;
}

/// <summary>Units to hold for one checkout until an instant; without one, until it is sold or let go.</summary>
/// <param name="SetAside">Taken from what was set aside under this id; null takes free units.</param>
public sealed record Hold(Guid Checkout, Guid Offer, long Quantity, DateTime? ExpiresAt, Guid? SetAside = null);

/// <summary>Units that only checkouts which name it may hold.</summary>
public sealed record SetAside(Guid Id, Guid Offer, long Quantity);

/// <summary>What became of units that were set aside, by the stock's own rows.</summary>
/// <param name="Sold">Also what was returned later.</param>
public sealed record SetAsideUse(long Left, long Held, long Sold);

/// <summary>Units that may be sold now, for showing; the placement path locks instead.</summary>
public sealed record StockLevel(Guid Offer, long Available);

/// <summary>Units of an offer; on hand and sold together change by counts and adjustments alone.</summary>
public sealed record ShelfStock(Guid Offer, long OnHand, long Reserved, long Sold);

/// <summary>How many units of an offer there are, as its store counts them.</summary>
public sealed record StockCount(Guid Offer, long OnHand);

/// <summary>Units of a cancelled order that come back.</summary>
/// <param name="Checkout">Where its units may have been set aside: they return there while that is open.</param>
public sealed record Restock(Guid Order, Guid Offer, long Quantity, Guid? Checkout = null);

/// <summary>
/// Stock on the placement path. Takes many and the open transaction, in two halves, so that callers batch and decide
/// all-or-nothing per checkout: load and lock → decide in C# → apply. Rows are locked in order of offer id; holds of
/// one checkout change under that checkout's lock, which the caller has.
/// </summary>
public interface IStock
{
    /// <summary>
    /// Locks the offers' stock rows in id order and tells what is there; offers without stock are left out.
    /// </summary>
    Task<IReadOnlyList<FreeStock>> LoadAndLockAsync(Tx tx, Guid[] offers);

    /// <summary>Holds units decided under the lock; several holds of one offer for one checkout are added up.</summary>
    Task ReserveAsync(Tx tx, IReadOnlyList<Hold> holds);

    /// <summary>
    /// Sells free units, decided under the lock, without holding them first: on hand goes down, sold goes up, a
    /// movement is written. Once a checkout and offer.
    /// </summary>
    Task SellFreeAsync(Tx tx, IReadOnlyList<Hold> units);

    /// <summary>
    /// Turns what the checkouts hold into sales: on hand and reserved go down, sold goes up, a movement is written.
    /// Idempotent: only units still held move. Returns the checkouts of which something was sold now.
    /// </summary>
    Task<IReadOnlyList<Guid>> SellAsync(Tx tx, Guid[] checkouts);

    /// <summary>
    /// Lets go of what the checkouts still hold; it is for sale again at once, there where it was set aside, if it was
    /// and that is still open. Idempotent.
    /// </summary>
    Task ReleaseAsync(Tx tx, Guid[] checkouts, string why);

    /// <summary>
    /// Puts sold units of cancelled orders back on the shelf, with a movement. The caller makes sure that it is once.
    /// </summary>
    Task RestockAsync(Tx tx, IReadOnlyList<Restock> units);

    /// <summary>
    /// The bulk door for import and seeding: sets what is on hand, making stock where there is none; equal counts
    /// change and lock nothing. Call it once a transaction, so that rows are locked in one order. An offer of which
    /// more is reserved than was counted is left as it is and returned.
    /// </summary>
    /// <param name="why">Kept on each movement: what the counts come from.</param>
    Task<IReadOnlyList<FreeStock>> CountAsync(Tx tx, IReadOnlyList<StockCount> counts, string why, Guid? actor = null);

    Task<IReadOnlyList<StockLevel>> LevelsAsync(Session session, Guid[] offers);

    /// <summary>What is kept of the offers, for their store; offers without stock are left out.</summary>
    Task<IReadOnlyList<ShelfStock>> OnShelfAsync(Session session, Guid[] offers);

    /// <summary>
    /// Sets so many free units aside under an id, or as many more or fewer as are now wanted; false where there are not
    /// enough free ones, and then nothing changed. Locks the offer's stock.
    /// </summary>
    Task<bool> SetAsideAsync(Tx tx, SetAside units);

    /// <summary>What is left of what was set aside and is still open; its offers' stock is locked already.</summary>
    Task<IReadOnlyList<SetAside>> LoadSetAsideAsync(Tx tx, Guid[] ids);

    Task<SetAsideUse> SetAsideUseAsync(Session session, Guid id);

    /// <summary>Puts what is left back on the shelf, for good; says how many units that were. Idempotent.</summary>
    Task<long> CloseSetAsideAsync(Tx tx, Guid id);
}
