using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Feria.Catalog;

/// <summary>
/// A CSV file, plain or gzipped, in UTF-8, UTF-16 with its mark, or the encoding a mapping names. Bytes that are no
/// text in it refuse the file instead of spoiling names.
/// </summary>
public sealed class ImportFile
{
    readonly Func<Opened> open;
    readonly Encoding encoding;
    readonly char separator;

    ImportFile(Func<Opened> open, Encoding encoding, char separator, byte[] hash) =>
        (this.open, this.encoding, this.separator, Hash) = (open, encoding, separator, hash);

    readonly record struct Opened(Stream Content, Stream Raw);

    /// <summary>SHA-256 of the content.</summary>
    public byte[] Hash { get; }

    public string[] Header { get; private set; } = [];

    /// <summary>Reads the whole file once, so that a bad one is refused before anything is written.</summary>
    public static (ImportFile? File, Refusal? Refusal) Open(string path, string? encodingName)
    {
        if (!File.Exists(path)) return (null, Refusals.ImportFileMissing.With("file", path));
        if (Named(encodingName) is not { } encoding)
            return (null, Refusals.ImportEncodingUnknown.With("encoding", encodingName));

        try
        {
            return Open(() => Content(path), encoding);
        }
        catch (Exception closed) when (closed is IOException or UnauthorizedAccessException)
        {
            return (null, Refusals.ImportFileMissing.With("file", path));
        }
    }

    /// <summary>What somebody sent: as it is, never unpacked.</summary>
    public static (ImportFile? File, Refusal? Refusal) Of(byte[] sent) =>
        Open(() => new(new MemoryStream(sent), Stream.Null), Named(null)!);

    static (ImportFile? File, Refusal? Refusal) Open(Func<Opened> open, Encoding encoding)
    {
        try
        {
            var (hash, badLine) = Check(open, encoding);
            if (badLine is not null)
                return (null, Refusals.ImportEncodingWrong.With("encoding", encoding.WebName).With("line", badLine));
            var file = new ImportFile(open, encoding, SeparatorOf(open, encoding), hash);
            using var records = file.Records();
            if (records.Csv.Fields.All(string.IsNullOrWhiteSpace)) return (null, Refusals.ImportFileEmpty);
            file.Header = [.. records.Csv.Fields.Select(name => name.Trim())];
            return (file, null);
        }
        catch (InvalidDataException)
        {
            return (null, Refusals.ImportFileNotText);
        }
    }

    /// <summary>The records; the header is already read. The caller disposes them.</summary>
    public Reading Records()
    {
        var (content, file) = open();
        var text = new StreamReader(content, encoding, detectEncodingFromByteOrderMarks: true, 64 * 1024);
        var csv = new CsvReader(text, separator);
        // Excel's own first line says the separator.
        if (csv.Read() && csv.Fields[0].StartsWith("sep=", StringComparison.OrdinalIgnoreCase)) csv.Read();
        return new Reading(csv, text, file);
    }

    public sealed record Reading(CsvReader Csv, TextReader Text, Stream Raw) : IDisposable
    {
        /// <summary>How much of the file is read, from 0 to 1.</summary>
        public double Part => (double)Raw.Position / Raw.Length;

        public void Dispose() => Text.Dispose();
    }

    static char SeparatorOf(Func<Opened> open, Encoding encoding)
    {
        using var text = new StreamReader(open().Content, encoding);
        var line = new char[64 * 1024];
        var header = line.AsSpan(0, text.ReadBlock(line));
        if (header.StartsWith("sep=", StringComparison.OrdinalIgnoreCase) && header.Length > 4) return header[4];
        if (header.IndexOfAny('\r', '\n') is >= 0 and var end) header = header[..end];
        var best = ',';
        foreach (var candidate in ";\t|")
            if (header.Count(candidate) > header.Count(best)) best = candidate;
        return best;
    }

    // The hash of the content, and the first line that is no text, if there is one.
    static (byte[] Hash, long? BadLine) Check(Func<Opened> open, Encoding encoding)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var content = open().Content;
        var bytes = new byte[64 * 1024];
        var letters = new char[bytes.Length + 1];
        Decoder? decoder = null;
        var line = 1L;
        try
        {
            int read;
            while ((read = content.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)) > 0)
            {
                if (decoder is null && bytes is [(byte)'P', (byte)'K', 3, 4, ..] or [0xD0, 0xCF, 0x11, 0xE0, ..])
                    throw new InvalidDataException("A spreadsheet's own format.");
                hash.AppendData(bytes, 0, read);
                decoder ??= MarkedAs(bytes, encoding).GetDecoder();
                var count = decoder.GetChars(bytes, 0, read, letters, 0, flush: read < bytes.Length);
                line += letters.AsSpan(0, count).Count('\n');
            }
        }
        catch (DecoderFallbackException bad)
        {
            return ([], line + bytes.AsSpan(0, Math.Max(0, bad.Index)).Count((byte)'\n'));
        }

        return (hash.GetHashAndReset(), null);
    }

    static Encoding MarkedAs(byte[] start, Encoding otherwise) => start switch
    {
        [0xFF, 0xFE, ..] => new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true),
        [0xFE, 0xFF, ..] => new UnicodeEncoding(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true),
        _ => otherwise,
    };

    static Opened Content(string path)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 64 * 1024);
        var gzipped = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
        file.Position = 0;
        return new(gzipped ? new GZipStream(file, CompressionMode.Decompress) : file, file);
    }

    static Encoding? Named(string? name)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        try
        {
            return Encoding.GetEncoding(
                name ?? "utf-8", EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
