using System.Collections.Concurrent;
using System.Text.Json;

namespace Feria.Search;

/// <summary>What a list shows of a product.</summary>
sealed class Shown(Hit hit)
{
    byte[]? json;

    public Hit Hit => hit;

    /// <summary>The same as an answer has it.</summary>
    public byte[] Json => json ??= JsonSerializer.SerializeToUtf8Bytes(hit, Kernel.Json.Options);
}

/// <summary>
/// What was shown of products, each with the version of the document it goes with. A card changes with its document
/// alone, so it holds as long as the index says that version. Up to a weight: what nobody asked for goes first.
/// </summary>
sealed class Cards(long mostBytes = 48 << 20)
{
    const int EntryBytes = 600;

    readonly ConcurrentDictionary<Guid, Kept> kept = [];
    readonly Lock sweeping = new();
    long bytes;

    sealed record Kept(long Version, Shown Shown, long Bytes)
    {
        public bool IsWanted { get; set; }
    }

    public int Count => kept.Count;

    public Shown? Of(Guid product, long version)
    {
        if (!kept.TryGetValue(product, out var one) || one.Version != version) return null;
        if (!one.IsWanted) one.IsWanted = true;
        return one.Shown;
    }

    public void Put(long version, Shown shown)
    {
        var hit = shown.Hit;
        var fresh = new Kept(
            version, shown, EntryBytes + 3L * (hit.Title.Length + hit.Slug.Length + (hit.Picture?.Length ?? 0)));
        // A replica may tell of a card that is older than the one known.
        var put = kept.AddOrUpdate(
            hit.Id, fresh, (_, old) => old.Version >= version ? old : fresh with { IsWanted = old.IsWanted });
        if (put.Version != version) return;
        if (Interlocked.Add(ref bytes, put.Bytes) > mostBytes) Sweep();
    }

    // Those wanted since the last time stay, unless that is too much still.
    void Sweep()
    {
        if (!sweeping.TryEnter()) return;
        try
        {
            for (var round = 0; round < 2 && Weigh() > mostBytes / 4 * 3; round++)
                foreach (var (product, one) in kept)
                    if (one.IsWanted) one.IsWanted = false;
                    else kept.TryRemove(KeyValuePair.Create(product, one));
            Interlocked.Exchange(ref bytes, Weigh());
        }
        finally
        {
            sweeping.Exit();
        }
    }

    long Weigh() => kept.Values.Sum(one => one.Bytes);
}
