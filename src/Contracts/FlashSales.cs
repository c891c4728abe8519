namespace Feria.Contracts;

/// <summary>The terms of a flash sale were put, it began, or it closed: read it again.</summary>
[EventKind("flashsales.sale-changed.v1")]
public sealed record FlashSaleChanged(Guid Sale) : IEvent
{
    public Guid Key => Sale;
}

/// <summary>Somebody who wants to buy of a flash sale.</summary>
public sealed record FlashWish(Guid Sale, Guid? Account, byte[]? Guest);

public enum FlashStanding
{
    /// <summary>There is no such sale.</summary>
    Unknown,

    /// <summary>It has not begun, or is over.</summary>
    Closed,

    /// <summary>The buyer has no spot in its line, or is not admitted yet.</summary>
    Waiting,

    /// <summary>The buyer's turn was used or ran out.</summary>
    Over,

    /// <summary>The buyer may buy now.</summary>
    Admitted,
}

/// <summary>What a buyer may buy of a flash sale at this instant; admitted, the spot is locked.</summary>
/// <param name="Allowed">Units.</param>
/// <param name="PayWithin">How long its units are held for the payment.</param>
public sealed record FlashTurn(
    FlashStanding Standing,
    Guid Spot,
    Guid Offer,
    long PriceMinor,
    string Currency,
    int Allowed,
    TimeSpan PayWithin)
{
    public static readonly FlashTurn Unknown = new(FlashStanding.Unknown, default, default, 0, "", 0, default);
}

/// <summary>Units a checkout takes of a flash sale.</summary>
public sealed record FlashTaking(Guid Checkout, Guid Sale, Guid Spot, int Quantity, DateTime? PayBy);

/// <summary>
/// Flash sales on the placement path: load and lock → decide → apply, as with <see cref="IStock"/>. Spots are locked by
/// id, after carts and before stock. The units themselves are set aside at <see cref="IStock"/> under the sale's id.
/// </summary>
public interface IFlashSales
{
    /// <summary>A turn for each wish, in order.</summary>
    Task<IReadOnlyList<FlashTurn>> LoadAndLockAsync(Tx tx, IReadOnlyList<FlashWish> wishes);

    Task TakeAsync(Tx tx, IReadOnlyList<FlashTaking> takings);

    /// <summary>What the checkouts took is sold. Idempotent.</summary>
    Task SellAsync(Tx tx, Guid[] checkouts);

    /// <summary>
    /// What the checkouts took, sold or not, is the sale's again; a buyer whose turn still lasts may buy as many again.
    /// Idempotent.
    /// </summary>
    Task ReleaseAsync(Tx tx, Guid[] checkouts, string why);
}
