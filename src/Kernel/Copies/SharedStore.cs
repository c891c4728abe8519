using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Feria.Kernel;

/// <summary>
/// A store of bytes shared by all processes; everything in it can be lost. No call throws because the store is away,
/// and none takes much longer than the store's time limit: reads then find nothing, writes do nothing, and allowances
/// are counted by this process alone. Only a wrong argument throws.
/// </summary>
public abstract class SharedStore
{
    public const int LargestValueBytes = 1 << 20;

    /// <summary>In characters; a longer one serves too, but cannot be recognised in the store.</summary>
    public const int LongestKey = 512;

    public const int MostKeys = 256;

    static readonly TimeSpan LongestLife = TimeSpan.FromDays(30);

    static readonly Meter Meter = new("Feria");
    static readonly Counter<long> Hits = Meter.CreateCounter<long>(
        "feria.store.hits", description: "Keys the shared store had bytes for.");
    static readonly Counter<long> Misses = Meter.CreateCounter<long>(
        "feria.store.misses", description: "Keys the shared store had nothing for, or did not answer about.");
    static readonly Counter<long> Failures = Meter.CreateCounter<long>(
        "feria.store.failures", description: "Calls the shared store did not answer well or in time.");
    static readonly Histogram<double> Time = Meter.CreateHistogram<double>(
        "feria.store.time", "s", "How long callers of the shared store waited.");

    /// <summary>What stands under each of the keys, in their order; null where there is nothing (any more).</summary>
    public async ValueTask<ReadOnlyMemory<byte>?[]> GetAsync(IReadOnlyList<string> keys)
    {
        if (keys.Count == 0) return [];
        var began = Stopwatch.GetTimestamp();
        var found = await ReadAsync(Sound(keys));
        Took(began, "get");
        var hits = found.Count(value => value is not null);
        if (hits > 0) Hits.Add(hits);
        if (hits < keys.Count) Misses.Add(keys.Count - hits);
        return found;
    }

    /// <summary>What stands under the key, or null.</summary>
    public async ValueTask<ReadOnlyMemory<byte>?> GetAsync(string key) => (await GetAsync([key]))[0];

    /// <summary>
    /// Puts bytes under a key for a while. More than <see cref="LargestValueBytes"/> are not stored, and what stood
    /// there goes.
    /// </summary>
    public async ValueTask SetAsync(string key, ReadOnlyMemory<byte> value, TimeSpan life)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(life, TimeSpan.FromMilliseconds(1));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(life, LongestLife);
        var began = Stopwatch.GetTimestamp();
        if (value.Length > LargestValueBytes) await RemoveAsync([Sound(key)]);
        else await WriteAsync(Sound(key), value, life);
        Took(began, "set");
    }

    public async ValueTask DeleteAsync(IReadOnlyList<string> keys)
    {
        if (keys.Count == 0) return;
        var began = Stopwatch.GetTimestamp();
        await RemoveAsync(Sound(keys));
        Took(began, "delete");
    }

    /// <summary>
    /// Takes one from what all processes together may take under this key. Keys of allowances and of bytes are apart.
    /// </summary>
    public async ValueTask<Taken> TakeAsync(string key, Allowance allowance)
    {
        var began = Stopwatch.GetTimestamp();
        var taken = await DrawAsync(Sound(key), allowance);
        Took(began, "take");
        return taken;
    }

    protected abstract ValueTask<ReadOnlyMemory<byte>?[]> ReadAsync(IReadOnlyList<string> keys);

    protected abstract ValueTask WriteAsync(string key, ReadOnlyMemory<byte> value, TimeSpan life);

    protected abstract ValueTask RemoveAsync(IReadOnlyList<string> keys);

    protected abstract ValueTask<Taken> DrawAsync(string key, Allowance allowance);

    /// <summary>Counts a call the store failed at.</summary>
    /// <param name="why">A word from a small set.</param>
    protected static void Failed(string why) => Failures.Add(1, new KeyValuePair<string, object?>("why", why));

    static void Took(long began, string call) => Time.Record(
        Stopwatch.GetElapsedTime(began).TotalSeconds, new KeyValuePair<string, object?>("call", call));

    static string[] Sound(IReadOnlyList<string> keys) => keys.Count <= MostKeys
        ? [.. keys.Select(Sound)]
        : throw new ArgumentException($"More than {MostKeys} keys at once.", nameof(keys));

    // Keys hold what people typed. One too long, or with half a character (as bytes it would be like others), is told
    // apart by its digest.
    static string Sound(string key)
    {
        if (key.Length == 0) throw new ArgumentException("A key is not empty.", nameof(key));
        if (key.Length <= LongestKey && !key.AsSpan().ContainsAnyInRange('\ud800', '\udfff')) return key;
        var digest = Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(key.AsSpan())));
        return $"digest:{digest}";
    }
}
