using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Feria.Kernel;

/// <summary>
/// UUIDv7 (RFC 9562 §5.7) that never goes backwards within a process: 48 bits of Unix milliseconds, then a 12-bit
/// counter in <c>rand_a</c> (method 1), then 62 random bits. A range of ids is a range of time. Across processes only
/// the millisecond orders, so arrival and fairness use a database sequence, never an id.
/// </summary>
public static class Id
{
    static readonly Lock Gate = new();
    static long lastTick;

    public static Guid New()
    {
        long tick; // milliseconds << 12 | counter
        lock (Gate)
        {
            tick = Math.Max(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() << 12, lastTick + 1);
            lastTick = tick;
        }

        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes[8..]);
        return Write(bytes, tick);
    }

    /// <summary>The smallest id an instant can have: bounds a range of time over a column of ids.</summary>
    public static Guid FirstAt(DateTimeOffset instant) => Write(new byte[16], instant.ToUnixTimeMilliseconds() << 12);

    /// <summary>When the id was made, to the millisecond.</summary>
    public static DateTimeOffset TimeOf(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return DateTimeOffset.FromUnixTimeMilliseconds((long)(BinaryPrimitives.ReadUInt64BigEndian(bytes) >> 16));
    }

    static Guid Write(Span<byte> bytes, long tick)
    {
        BinaryPrimitives.WriteInt64BigEndian(bytes, (tick >> 12 << 16) | 0x7000 | (tick & 0xFFF));
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
