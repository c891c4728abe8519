using System.Diagnostics.CodeAnalysis;

namespace Feria.Kernel;

/// <summary>
/// Things by key up to a weight; what was used longest ago goes first. For one thread at a time.
/// </summary>
sealed class Recent<T>(long most)
{
    readonly Dictionary<string, LinkedListNode<Kept>> byKey = new(StringComparer.Ordinal);
    readonly LinkedList<Kept> byUse = [];

    readonly record struct Kept(string Key, T Thing, long Weight);

    public long Weight { get; private set; }
    public int Count => byKey.Count;

    public bool TryGet(string key, [MaybeNullWhen(false)] out T thing)
    {
        thing = default;
        if (!byKey.TryGetValue(key, out var node)) return false;
        byUse.Remove(node);
        byUse.AddFirst(node);
        thing = node.Value.Thing;
        return true;
    }

    /// <summary>Puts a thing in; one heavier than everything together may be is not kept.</summary>
    public void Put(string key, T thing, long weight)
    {
        Remove(key);
        if (weight > most) return;
        byKey[key] = byUse.AddFirst(new Kept(key, thing, weight));
        Weight += weight;
        while (Weight > most) Remove(byUse.Last!.Value.Key);
    }

    public IEnumerable<KeyValuePair<string, T>> All() =>
        byUse.Select(kept => KeyValuePair.Create(kept.Key, kept.Thing));

    public void Clear()
    {
        byKey.Clear();
        byUse.Clear();
        Weight = 0;
    }

    public void Remove(string key)
    {
        if (!byKey.Remove(key, out var node)) return;
        byUse.Remove(node);
        Weight -= node.Value.Weight;
    }
}
