using System.Buffers.Binary;
using System.Diagnostics;
using System.IO.Compression;
using System.Text;

namespace Feria.Media.Tests;

/// <summary>Pictures made for a test, and what only pretends to be one.</summary>
static class Samples
{
    /// <summary>What no byte of a picture that leaves us may say.</summary>
    public const string Canary = "canary 23.5505 S 46.6333 W";

    /// <summary>A PNG of one colour, told by the seed; its header says what it is told to.</summary>
    public static byte[] Png(int width, int height, int seed = 0, (int Width, int Height)? claims = null)
    {
        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, claims?.Width ?? width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), claims?.Height ?? height);
        (header[8], header[9]) = (8, 2);
        Chunk(file, "IHDR", header);
        using var packed = new MemoryStream();
        using (var zip = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            var row = new byte[1 + (width * 3)];
            for (var at = 1; at < row.Length; at++) row[at] = (byte)(seed * 37 + at);
            for (var line = 0; line < height; line++) zip.Write(row);
        }

        Chunk(file, "IDAT", packed.ToArray());
        Chunk(file, "IEND", []);
        return file.ToArray();
    }

    /// <summary>A PNG of these pixels, three bytes each.</summary>
    public static byte[] Png(int width, int height, byte[] pixels)
    {
        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 2);
        Chunk(file, "IHDR", header);
        using var packed = new MemoryStream();
        using (var zip = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            for (var line = 0; line < height; line++)
            {
                zip.WriteByte(0);
                zip.Write(pixels, line * width * 3, width * 3);
            }

        Chunk(file, "IDAT", packed.ToArray());
        Chunk(file, "IEND", []);
        return file.ToArray();
    }

    static void Chunk(Stream file, string kind, byte[] body)
    {
        var head = new byte[8];
        BinaryPrimitives.WriteInt32BigEndian(head, body.Length);
        Encoding.ASCII.GetBytes(kind).CopyTo(head, 4);
        file.Write(head);
        file.Write(body);
        var sum = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(sum, Crc([.. head[4..], .. body]));
        file.Write(sum);
    }

    static uint Crc(byte[] bytes)
    {
        var sum = 0xffffffffu;
        foreach (var each in bytes)
        {
            sum ^= each;
            for (var bit = 0; bit < 8; bit++) sum = (sum >> 1) ^ ((sum & 1) * 0xedb88320u);
        }

        return ~sum;
    }

    /// <summary>A photograph of 400 × 300 held upright, that says where it was taken in three ways.</summary>
    public static byte[] Photograph()
    {
        var jpeg = Convert(Png(400, 300, 5), "jpg");
        return [.. jpeg[..2], .. Segment(0xe1, Exif()), .. Segment(0xe1, Xmp()), .. Segment(0xfe,
            Encoding.ASCII.GetBytes(Canary)), .. jpeg[2..]];
    }

    /// <summary>The same as WebP, which keeps all it says.</summary>
    public static byte[] WebpPhotograph() => Convert(Photograph(), "webp");

    static byte[] Segment(byte marker, byte[] body)
    {
        var head = new byte[4];
        (head[0], head[1]) = (0xff, marker);
        BinaryPrimitives.WriteUInt16BigEndian(head.AsSpan(2), (ushort)(body.Length + 2));
        return [.. head, .. body];
    }

    // TIFF 6.0: orientation 6 (turned right), and a description that holds the canary.
    static byte[] Exif()
    {
        var text = Encoding.ASCII.GetBytes(Canary + "\0");
        var tiff = new byte[38 + text.Length];
        Encoding.ASCII.GetBytes("MM").CopyTo(tiff, 0);
        BinaryPrimitives.WriteUInt16BigEndian(tiff.AsSpan(2), 42);
        BinaryPrimitives.WriteUInt32BigEndian(tiff.AsSpan(4), 8);
        BinaryPrimitives.WriteUInt16BigEndian(tiff.AsSpan(8), 2);
        Entry(tiff.AsSpan(10), 0x010e, 2, (uint)text.Length, 38);
        Entry(tiff.AsSpan(22), 0x0112, 3, 1, 6u << 16);
        text.CopyTo(tiff, 38);
        return [.. "Exif\0\0"u8, .. tiff];
    }

    static void Entry(Span<byte> at, ushort tag, ushort type, uint count, uint value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(at, tag);
        BinaryPrimitives.WriteUInt16BigEndian(at[2..], type);
        BinaryPrimitives.WriteUInt32BigEndian(at[4..], count);
        BinaryPrimitives.WriteUInt32BigEndian(at[8..], value);
    }

    static byte[] Xmp() =>
    [
        .. "http://ns.adobe.com/xap/1.0/\0"u8,
        .. Encoding.UTF8.GetBytes($"""<x:xmpmeta xmlns:x="adobe:ns:meta/">{Canary}</x:xmpmeta>"""),
    ];

    /// <summary>The picture in another format, by the tool the product uses too; keeps what it says.</summary>
    public static byte[] Convert(byte[] picture, string kind)
    {
        var folder = Directory.CreateTempSubdirectory("feria-sample-");
        try
        {
            var (from, to) = (Path.Combine(folder.FullName, "from"), Path.Combine(folder.FullName, $"to.{kind}"));
            File.WriteAllBytes(from, picture);
            using var ran = Process.Start("vips", ["copy", from, to]);
            ran.WaitForExit();
            Assert.Equal(0, ran.ExitCode);
            return File.ReadAllBytes(to);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public static bool Says(byte[] bytes, string words) =>
        bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(words)) >= 0;
}
