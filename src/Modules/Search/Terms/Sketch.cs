using System.Numerics;

namespace Feria.Search;

/// <summary>
/// How many different people there were, in 256 bytes from which nobody can be read (Flajolet, Fusy, Gandouet and
/// Meunier, "HyperLogLog", 2007): within some 7 % for many, exact or nearly so for few. Two of them join into one.
/// </summary>
static class Sketch
{
    const int Registers = 256;
    const int Bits = 8;

    public static byte[] Of(IEnumerable<long> people, byte[]? with = null)
    {
        var sketch = new byte[Registers];
        if (with is { Length: Registers }) with.CopyTo(sketch, 0);
        foreach (var person in people)
        {
            var mixed = Mix(unchecked((ulong)person));
            var register = (int)(mixed >> (64 - Bits));
            var rank = (byte)(BitOperations.LeadingZeroCount((mixed << Bits) | (1UL << (Bits - 1))) + 1);
            sketch[register] = Math.Max(sketch[register], rank);
        }

        return sketch;
    }

    public static byte[] Join(byte[] one, byte[] other)
    {
        if (one.Length != Registers) return other;
        if (other.Length != Registers) return one;
        return [.. one.Zip(other, Math.Max)];
    }

    /// <summary>Several, written one after another.</summary>
    public static byte[] All(byte[] sketches) => sketches.Chunk(Registers).Aggregate((byte[])[], Join);

    public static long Count(byte[] sketch)
    {
        if (sketch.Length != Registers) return 0;
        var zeros = sketch.Count(register => register == 0);
        var sum = sketch.Sum(register => Math.Pow(2, -register));
        var raw = 0.7213 / (1 + 1.079 / Registers) * Registers * Registers / sum;
        return (long)Math.Round(raw <= 2.5 * Registers && zeros > 0
            ? Registers * Math.Log((double)Registers / zeros)
            : raw);
    }

    // splitmix64: a hash whose bits are all as good.
    static ulong Mix(ulong value)
    {
        unchecked
        {
            value += 0x9E3779B97F4A7C15;
            value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
            value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
            return value ^ (value >> 31);
        }
    }
}
