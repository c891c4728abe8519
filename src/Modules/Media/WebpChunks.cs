using System.Buffers.Binary;

namespace Feria.Media;

/// <summary>
/// Takes out of a WebP file all that is not its picture. libvips 8.14 leaves EXIF (where it was taken) and XMP in,
/// whatever it is asked. The container is RFC 9649, section 2.
/// </summary>
public static class WebpChunks
{
    const int HeaderBytes = 12, ChunkHeaderBytes = 8;

    // Bits of VP8X that say which of the chunks that are taken out are there: ICC, EXIF and XMP.
    const byte Told = 0x20 | 0x08 | 0x04;

    /// <summary>The same picture alone.</summary>
    /// <exception cref="InvalidDataException">It is no whole WebP file.</exception>
    public static byte[] PictureAlone(byte[] file)
    {
        if (file.Length < HeaderBytes || !file.AsSpan().StartsWith("RIFF"u8)
            || !file.AsSpan(8).StartsWith("WEBP"u8)) throw new InvalidDataException("Not a WebP file.");
        using var kept = new MemoryStream(file.Length);
        kept.Write(file, 0, HeaderBytes);
        for (var at = HeaderBytes; at + ChunkHeaderBytes <= file.Length;)
        {
            var length = BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 4));
            var whole = ChunkHeaderBytes + (long)length + (length & 1);
            if (at + whole > file.Length) throw new InvalidDataException("A chunk ends after the file.");
            var chunk = file.AsSpan(at, (int)whole);
            if (chunk.StartsWith("VP8X"u8)) chunk[ChunkHeaderBytes] &= unchecked((byte)~Told);
            if (IsPicture(chunk)) kept.Write(chunk);
            at += (int)whole;
        }

        var all = kept.ToArray();
        BinaryPrimitives.WriteUInt32LittleEndian(all.AsSpan(4), (uint)(all.Length - ChunkHeaderBytes));
        return all;
    }

    static bool IsPicture(ReadOnlySpan<byte> chunk) =>
        chunk.StartsWith("VP8"u8) || chunk.StartsWith("ALPH"u8) || chunk.StartsWith("ANIM"u8)
        || chunk.StartsWith("ANMF"u8);
}
