using Feria.Contracts;

namespace Feria.Adapters.Elasticsearch;

/// <summary>What the index in use has to be; where it is another, a new one is made beside it.</summary>
/// <param name="Life">The life of the database whose versions it holds.</param>
/// <param name="Shape">What it holds of a product, and how it is read: <see cref="IndexShape.Digest"/>.</param>
/// <param name="Order">The last order to make it again: it was made for this one or a later one.</param>
/// <param name="Pace">How fast that order wants it made.</param>
sealed record WantedIndex(string Life, string Shape, Guid Order, Pace Pace)
{
    // Where nobody ordered it: the work takes a third of the time at most.
    static readonly Pace Usual = new(PerSecond: 5_000, Rest: 2);

    public bool Is(KeptIndex index) => index.Life == Life && index.Shape == Shape && index.Order >= Order;

    /// <summary>How fast the one that takes this one's place is filled.</summary>
    public Pace PaceAfter(KeptIndex? live) => live is not null && live.Order < Order ? Pace : Usual;
}
