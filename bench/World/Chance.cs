using System.Buffers.Binary;

namespace Feria.Bench;

/// <summary>Chance that falls the same way for the same seed, on every machine and in every thread.</summary>
sealed class Chance(ulong seed)
{
    ulong state = seed;

    /// <summary>A seed of its own for the n-th of something, so that each can be made apart from the others.</summary>
    public static ulong SeedOf(ulong seed, string what, long n) =>
        what.Aggregate(seed ^ ((ulong)n * 0xD6E8FEB86659FD93), (hash, letter) => (hash ^ letter) * 0x100000001B3);

    public void Begin(ulong anew) => state = anew;

    public int Below(int count) => (int)((ulong)(uint)(Next() >> 32) * (ulong)count >> 32);

    public int Between(int least, int most) => least + Below(most - least + 1);

    /// <summary>From 0 up to but not including 1.</summary>
    public double Part() => (Next() >> 11) * (1.0 / (1UL << 53));

    public bool Is(double part) => Part() < part;

    public T Of<T>(IReadOnlyList<T> choices) => choices[Below(choices.Count)];

    /// <summary>A UUIDv7 as it would have been made then.</summary>
    public Guid Id(DateTime at)
    {
        Span<byte> bytes = stackalloc byte[16];
        var time = (ulong)((at.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMillisecond);
        BinaryPrimitives.WriteUInt64BigEndian(bytes, time << 16 | 0x7000 | Next() & 0xFFF);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], Next() >> 2 | 1UL << 63);
        return new Guid(bytes, bigEndian: true);
    }

    // SplitMix64.
    ulong Next()
    {
        var z = state += 0x9E3779B97F4A7C15;
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
        z = (z ^ z >> 27) * 0x94D049BB133111EB;
        return z ^ z >> 31;
    }
}
