namespace Feria.Kernel;

/// <summary>
/// The shared store of an installation that is one process: its own memory, up to so many bytes; what was used
/// longest ago makes room.
/// </summary>
public sealed class InProcessStore(TimeProvider clock, long mostBytes = 64 << 20) : SharedStore
{
    // What an entry costs beyond its key and value, roughly.
    const int EntryBytes = 160;

    readonly Lock gate = new();
    readonly Recent<Entry> entries = new(mostBytes);
    readonly Buckets buckets = new(clock);

    readonly record struct Entry(byte[] Value, TimeSpan EndsAt);

    /// <summary>How much is held, as counted against the limit.</summary>
    public long Bytes
    {
        get
        {
            lock (gate) return entries.Weight;
        }
    }

    protected override ValueTask<ReadOnlyMemory<byte>?[]> ReadAsync(IReadOnlyList<string> keys)
    {
        var found = new ReadOnlyMemory<byte>?[keys.Count];
        lock (gate)
        {
            var now = clock.GetElapsedTime(0);
            for (var i = 0; i < found.Length; i++)
                if (entries.TryGet(keys[i], out var entry))
                {
                    if (entry.EndsAt > now) found[i] = entry.Value;
                    else entries.Remove(keys[i]);
                }
        }

        return ValueTask.FromResult(found);
    }

    protected override ValueTask WriteAsync(string key, ReadOnlyMemory<byte> value, TimeSpan life)
    {
        // Copied: the caller's buffer may be used again.
        var copy = value.ToArray();
        lock (gate)
            entries.Put(key, new(copy, clock.GetElapsedTime(0) + life), EntryBytes + 2 * key.Length + copy.Length);
        return ValueTask.CompletedTask;
    }

    protected override ValueTask RemoveAsync(IReadOnlyList<string> keys)
    {
        lock (gate)
            foreach (var key in keys) entries.Remove(key);
        return ValueTask.CompletedTask;
    }

    protected override ValueTask<Taken> DrawAsync(string key, Allowance allowance) =>
        ValueTask.FromResult(buckets.Take(key, allowance));
}
