using Feria.Contracts;

namespace Feria.Search;

/// <summary>The first few of many, by key and then by product.</summary>
sealed class TopList(int limit, Place? after)
{
    readonly (long Key, Guid Product)[] kept = new (long, Guid)[limit];
    int count;

    /// <summary>Those kept, in order.</summary>
    public ArraySegment<(long Key, Guid Product)> Ordered => new(kept, 0, count);

    /// <summary>Whether a product with this key may be among them.</summary>
    public bool Takes(long key) => count < limit || key <= kept[count - 1].Key;

    public void Offer(long key, Guid product)
    {
        var one = (key, product);
        if (after is not null && one.CompareTo((after.Key, after.Product)) <= 0) return;
        if (count == limit)
        {
            if (one.CompareTo(kept[count - 1]) >= 0) return;
            count--;
        }

        var at = kept.AsSpan(0, count).BinarySearch(one);
        at = at < 0 ? ~at : at;
        Array.Copy(kept, at, kept, at + 1, count - at);
        kept[at] = one;
        count++;
    }
}
