using Feria.Contracts;
using Feria.Orders;

namespace Feria.Bench;

/// <summary>One confirmed checkout: who bought what, when, and what stood on the shelves just before.</summary>
/// <param name="Number">Counts checkouts from 1.</param>
/// <param name="From">Units of each line's offer before the sale, line by line over all parts.</param>
/// <param name="Delivered">What was delivered for each line's sake.</param>
/// <param name="Seed">Of everything about it that is left to chance: it can be written out in any thread.</param>
sealed record Purchase(
    long Number, Guid Id, Guid Account, int Buyer, string Method, DateTime At, Quote Quote, long[] From,
    int[] Delivered, ulong Seed)
{
    static readonly TimeSpan SettlingTakes = TimeSpan.FromSeconds(40);

    /// <summary>As long after as any other, so that an offer's units change in the order the checkouts have.</summary>
    public DateTime Settled => At + SettlingTakes;

    public DateTime? HeldUntil => HoldTimes.Usual(Method) is { } time ? At + time : null;

    public bool IsCash => Method == PaymentMethod.CashOnDelivery;
}
