using System.Buffers.Binary;

namespace Feria.Demo;

/// <summary>
/// Chance that falls the same way every time: one for each purpose, so that one purpose's use moves no other's.
/// </summary>
sealed class Dice(ulong seed, string purpose)
{
    ulong state = purpose.Aggregate(seed ^ 14695981039346656037, (hash, letter) => (hash ^ letter) * 1099511628211);

    /// <summary>A number from 0 up to but not including the count.</summary>
    public int Below(int count) => (int)(Next() % (uint)count);

    public int Between(int least, int most) => least + Below(most - least + 1);

    public double Part() => (Next() >> 11) * (1.0 / (1UL << 53));

    public bool Chance(double part) => Part() < part;

    public T Of<T>(IReadOnlyList<T> choices) => choices[Below(choices.Count)];

    /// <summary>So many different ones, in no order.</summary>
    public List<T> Some<T>(IEnumerable<T> choices, int count)
    {
        var left = choices.ToList();
        var taken = new List<T>();
        while (taken.Count < count && left.Count > 0)
        {
            var at = Below(left.Count);
            taken.Add(left[at]);
            left.RemoveAt(at);
        }

        return taken;
    }

    /// <summary>Around 1, mostly below, seldom far above: how things differ in being liked.</summary>
    public double Skewed()
    {
        var normal = Math.Sqrt(-2 * Math.Log(1 - Part())) * Math.Cos(2 * Math.PI * Part());
        return Math.Exp(1.05 * normal);
    }

    /// <summary>An instant between two.</summary>
    public DateTime Moment(DateTime from, DateTime to) =>
        from.AddMilliseconds(Math.Floor(Part() * (to - from).TotalMilliseconds));

    /// <summary>A UUIDv7 as it would have been made then.</summary>
    public Guid Id(DateTime at)
    {
        Span<byte> bytes = stackalloc byte[16];
        var time = (ulong)new DateTimeOffset(at).ToUnixTimeMilliseconds();
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
