using Feria.Contracts;

namespace Feria.Orders;

/// <summary>Where an order stands, and the one table of how it may move on.</summary>
public static class OrderStatus
{
    public const string Placed = "placed";
    public const string Paid = "paid";
    public const string Preparing = "preparing";
    public const string Shipped = "shipped";
    public const string Delivered = "delivered";
    public const string Cancelled = "cancelled";
    public const string Refunded = "refunded";

    // cancelled → paid: the money came after the hold ran out, and the units were still there.
    static readonly (string From, string To)[] Moves =
    [
        (Placed, Paid), (Placed, Preparing), (Placed, Cancelled),
        (Paid, Preparing), (Paid, Shipped), (Paid, Cancelled),
        (Preparing, Shipped), (Preparing, Cancelled),
        (Shipped, Delivered),
        (Shipped, Refunded), (Delivered, Refunded),
        (Cancelled, Refunded), (Cancelled, Paid), (Cancelled, Preparing),
    ];

    public static readonly IReadOnlyList<string> All =
        [Placed, Paid, Preparing, Shipped, Delivered, Cancelled, Refunded];

    /// <summary>What a store has still to send.</summary>
    public static readonly IReadOnlyList<string> ToDo = [Paid, Preparing];

    public static bool MayMove(string from, string to) => Moves.Contains((from, to));

    public static string[] WhichMayBecome(string to) =>
        [.. Moves.Where(move => move.To == to).Select(move => move.From)];

    /// <summary>What a confirmed order becomes: paid, or being prepared where the money comes on delivery.</summary>
    public static string OfConfirmed(string method) => method == PaymentMethod.CashOnDelivery ? Preparing : Paid;
}

public static class CheckoutStatus
{
    /// <summary>Units are held, the money is awaited.</summary>
    public const string Placed = "placed";

    /// <summary>It is a sale.</summary>
    public const string Confirmed = "confirmed";

    /// <summary>The payment failed for good.</summary>
    public const string Failed = "failed";

    /// <summary>The money did not come in time.</summary>
    public const string Expired = "expired";

    /// <summary>The buyer gave it up before paying.</summary>
    public const string Cancelled = "cancelled";
}
