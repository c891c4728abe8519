using Feria.Contracts;

namespace Feria.Inventory;

/// <summary>
/// What a change did to an offer's free units: the row it was made to tells it, so nothing more is asked.
/// </summary>
sealed record Freed(Guid Offer, long FreeBefore, long FreeAfter, long? Threshold)
{
    /// <summary>
    /// Says which offers came to nothing or came back, and which ran low or rose again. The rows are locked, so each
    /// crossing is seen by one transaction and said once.
    /// </summary>
    public static void Say(Tx tx, IReadOnlyList<Freed> changed)
    {
        tx.Touch(changed.Select(offer => offer.Offer));
        foreach (var parts in changed.GroupBy(offer => offer.Offer))
        {
            var whole = parts.Last() with { FreeBefore = parts.First().FreeBefore };
            if (whole.FreeBefore > 0 != whole.FreeAfter > 0)
                tx.Append(new AvailabilityChanged(whole.Offer, whole.FreeAfter > 0));
            if (Crossed(whole) is { } said) tx.Append(said);
        }
    }

    internal static LowStockChanged? Crossed(Freed changed) =>
        Crossed(changed.Offer, (changed.FreeBefore, changed.Threshold), (changed.FreeAfter, changed.Threshold));

    /// <summary>The one rule: free units at or under the threshold are low; only a change of that is news.</summary>
    internal static LowStockChanged? Crossed(
        Guid offer, (long Free, long? Threshold) before, (long Free, long? Threshold) after)
    {
        var isLow = after.Free <= after.Threshold;
        return before.Free <= before.Threshold == isLow
            ? null
            : new(offer, isLow, after.Free, (isLow ? after : before).Threshold!.Value);
    }
}
