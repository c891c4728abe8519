using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Feria.Olist;

/// <summary>What things of the history are called here: the same every time, so that none is taken in twice.</summary>
static class Names
{
    public const string Source = "olist";

    /// <summary>
    /// A UUIDv7 of when it was, with the hash of what it is in place of chance: lists that go by id stay in time.
    /// </summary>
    public static Guid Id(string kind, string external, DateTime at)
    {
        Span<byte> bytes = stackalloc byte[16];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{Source}/{kind}/{external}")).AsSpan(0, 16).CopyTo(bytes);
        var time = (ulong)new DateTimeOffset(at).ToUnixTimeMilliseconds();
        var chance = BinaryPrimitives.ReadUInt64BigEndian(bytes) & 0xFFF;
        BinaryPrimitives.WriteUInt64BigEndian(bytes, time << 16 | 0x7000 | chance);
        bytes[8] = (byte)(bytes[8] & 0x3F | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    public static string StoreSlug(string seller) => $"{Source}-{Slug.Of(seller, 70)}";

    /// <summary>The first letters of an id, for people to read.</summary>
    public static string Short(string id) => id.Length <= 8 ? id : id[..8];

    /// <summary><c>furniture_decor</c> as a person writes it.</summary>
    public static string InWords(string name)
    {
        var words = name.Replace('_', ' ').Trim();
        return words.Length == 0 ? "Product" : char.ToUpperInvariant(words[0]) + words[1..];
    }
}
