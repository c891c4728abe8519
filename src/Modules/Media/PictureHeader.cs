using System.Buffers.Binary;

namespace Feria.Media;

/// <summary>
/// What a picture's first bytes claim, read before anything decodes it: kind and size in pixels, as stored. Formats:
/// RFC 2083 (PNG), ITU T.81 B.2.2 (JPEG), RFC 9649 (WebP).
/// </summary>
public static class PictureHeader
{
    public sealed record Claim(string Kind, int Width, int Height)
    {
        public long Pixels => (long)Width * Height;
    }

    /// <summary>Null where it is none of the kinds that are taken, or says no size.</summary>
    public static Claim? Read(ReadOnlySpan<byte> bytes)
    {
        var claim = bytes.StartsWith(PngSign) ? Png(bytes)
            : bytes.StartsWith(JpegSign) ? Jpeg(bytes)
            : bytes.Length > 12 && bytes.StartsWith("RIFF"u8) && bytes[8..].StartsWith("WEBP"u8) ? Webp(bytes)
            : null;
        return claim is { Width: > 0, Height: > 0 } ? claim : null;
    }

    static ReadOnlySpan<byte> PngSign => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a];

    static ReadOnlySpan<byte> JpegSign => [0xff, 0xd8, 0xff];

    static Claim? Png(ReadOnlySpan<byte> bytes) =>
        bytes.Length < 24 || !bytes[12..].StartsWith("IHDR"u8) ? null : new(
            "png", Bounded(BinaryPrimitives.ReadUInt32BigEndian(bytes[16..])),
            Bounded(BinaryPrimitives.ReadUInt32BigEndian(bytes[20..])));

    static int Bounded(uint pixels) => (int)Math.Min(pixels, int.MaxValue);

    // From marker to marker up to the first frame header; what stands between is stepped over by its length.
    static Claim? Jpeg(ReadOnlySpan<byte> bytes)
    {
        var at = 2;
        while (at + 9 < bytes.Length && bytes[at] == 0xff)
        {
            var marker = bytes[at + 1];
            if (marker == 0xff)
            {
                at++;
                continue;
            }

            var isFrame = marker is >= 0xc0 and <= 0xcf and not (0xc4 or 0xc8 or 0xcc);
            if (isFrame)
                return new("jpeg", BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 7)..]),
                    BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 5)..]));
            // The picture's data before its header, or its end.
            if (marker is 0xda or 0xd9) return null;
            var stands = marker is 0x01 or >= 0xd0 and <= 0xd8;
            at += 2 + (stands ? 0 : BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 2)..]));
        }

        return null;
    }

    static Claim? Webp(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 30) return null;
        var body = bytes[20..];
        if (bytes[12..].StartsWith("VP8X"u8))
            return new("webp", 1 + ReadUInt24(body[4..]), 1 + ReadUInt24(body[7..]));
        if (bytes[12..].StartsWith("VP8 "u8))
            return new("webp", BinaryPrimitives.ReadUInt16LittleEndian(body[6..]) & 0x3fff,
                BinaryPrimitives.ReadUInt16LittleEndian(body[8..]) & 0x3fff);
        if (!bytes[12..].StartsWith("VP8L"u8)) return null;
        var packed = BinaryPrimitives.ReadUInt32LittleEndian(body[1..]);
        return new("webp", 1 + (int)(packed & 0x3fff), 1 + (int)(packed >> 14 & 0x3fff));
    }

    static int ReadUInt24(ReadOnlySpan<byte> bytes) => bytes[0] | bytes[1] << 8 | bytes[2] << 16;
}
