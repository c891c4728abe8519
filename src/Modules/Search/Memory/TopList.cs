namespace Feria.Search;

/// <summary>The first few of many, by key and then by product.</summary>
sealed class TopList(int limit, Position? after)
{
    static readonly Comparer<(long Key, Guid Product)> LastFirst =
        Comparer<(long Key, Guid Product)>.Create((one, other) => other.CompareTo(one));

    readonly PriorityQueue<Guid, (long Key, Guid Product)> kept = new(limit + 1, LastFirst);

    public void Offer(long key, Guid product)
    {
        if (after is not null && (key, product).CompareTo((after.Key, after.Product)) <= 0) return;
        if (kept.Count < limit) kept.Enqueue(product, (key, product));
        else if (kept.TryPeek(out _, out var last) && (key, product).CompareTo(last) < 0)
            kept.EnqueueDequeue(product, (key, product));
    }

    /// <summary>Those kept, in order.</summary>
    public IReadOnlyList<(long Key, Guid Product)> Ordered() =>
        [.. kept.UnorderedItems.Select(item => item.Priority).Order()];
}
