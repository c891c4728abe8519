namespace Feria.Inventory;

/// <summary>Units of an offer: free = on hand − reserved, and on hand + sold = initial + adjustments.</summary>
/// <param name="Threshold">Free units at or under which its store is told; null for never.</param>
public sealed record Stock(Guid Offer, long OnHand, long Reserved, long Sold, long? Threshold = null)
{
    /// <summary>More than any shop has; bounded so that sums cannot overflow.</summary>
    public const long Most = 1_000_000_000;

    public long Free => OnHand - Reserved;

    public bool Low => Free <= Threshold;

    /// <summary>Made in this very transaction.</summary>
    internal bool IsNew { get; init; }
}

/// <summary>Why units on hand changed.</summary>
public static class MovementKind
{
    public const string Initial = "initial";
    public const string Adjustment = "adjustment";
    public const string Sale = "sale";
    public const string Restock = "restock";
}
