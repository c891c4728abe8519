using System.Buffers.Text;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Feria.Kernel;

/// <summary>An answer as it goes over the wire, which many may get.</summary>
/// <param name="isKept">
/// Whether it is sent more than once, so that it is worth compressing. It must hold no secret: beside one, the size of
/// what is compressed tells who watches the line how well a guess was.
/// </param>
public sealed class Rendered(byte[] body, bool isKept = true)
{
    /// <summary>Bytes; what is smaller hardly gets smaller still.</summary>
    const int WorthPacking = 1_000;

    const int BrotliQuality = 5;

    readonly Lazy<Form> plain = new(() => Form.Of(null, body, ""), LazyThreadSafetyMode.PublicationOnly);
    readonly Lazy<Form> brotli = new(() => Form.Of("br", Brotli(body), "-br"));
    readonly Lazy<Form> gzip = new(() => Form.Of("gzip", Gzip(body), "-gz"));

    /// <param name="Encoding">Content-Encoding; null for the bytes themselves.</param>
    /// <param name="Tag">Strong ETag: other bytes, another tag.</param>
    sealed record Form(string? Encoding, byte[] Bytes, string Tag)
    {
        public static Form Of(string? encoding, byte[] bytes, string mark) => new(
            encoding, bytes, $"\"{Base64Url.EncodeToString(SHA256.HashData(bytes).AsSpan(0, 15))}{mark}\"");
    }

    public byte[] Body => body;

    /// <summary>ETag of the very bytes.</summary>
    public string Tag => plain.Value.Tag;

    /// <summary>How many bytes it takes, or will take once somebody wanted it compressed.</summary>
    public long Weight => isKept ? 2L * body.Length : body.Length;

    /// <summary>JSON of what one caller asked for.</summary>
    public static Rendered Of<T>(T answer) => Of(answer, isKept: false);

    /// <summary>JSON that is kept for others.</summary>
    public static Rendered Kept<T>(T answer) => Of(answer, isKept: true);

    /// <summary>Whether both are the same bytes.</summary>
    public bool Says(Rendered other) => ReferenceEquals(this, other) || Tag == other.Tag;

    /// <summary>
    /// 200 in a form the client takes, or 304 where it holds that form. Caching headers but ETag and Vary by encoding
    /// are the caller's.
    /// </summary>
    public async Task SendAsync(HttpContext http, string kind)
    {
        var form = Choose(http.Request.Headers.AcceptEncoding.ToString());
        var headers = http.Response.Headers;
        headers.ETag = form.Tag;
        headers.Vary = headers.Vary is [var other]
            ? $"{other}, {HeaderNames.AcceptEncoding}"
            : HeaderNames.AcceptEncoding;
        if (Holds(http.Request.Headers.IfNoneMatch, form.Tag))
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        if (form.Encoding is not null) headers.ContentEncoding = form.Encoding;
        http.Response.ContentType = kind;
        http.Response.ContentLength = form.Bytes.Length;
        await http.Response.Body.WriteAsync(form.Bytes, http.RequestAborted);
    }

    static Rendered Of<T>(T answer, bool isKept) =>
        new(JsonSerializer.SerializeToUtf8Bytes(answer, Json.Options), isKept);

    Form Choose(string accepted) =>
        !isKept || body.Length < WorthPacking || accepted.Length == 0 ? plain.Value
        : Takes(accepted, "br") ? brotli.Value
        : Takes(accepted, "gzip") ? gzip.Value
        : plain.Value;

    // An encoding with a weight of nought is named to be refused.
    static bool Takes(string accepted, string encoding)
    {
        foreach (var range in accepted.AsSpan().Split(','))
        {
            var one = accepted.AsSpan(range).Trim();
            var end = one.IndexOf(';');
            var name = end < 0 ? one : one[..end].TrimEnd();
            if (!name.Equals(encoding, StringComparison.OrdinalIgnoreCase)) continue;
            var weight = end < 0 ? "" : one[(end + 1)..].Trim();
            return !weight.StartsWith("q=0", StringComparison.OrdinalIgnoreCase)
                || weight[3..].ContainsAnyInRange('1', '9');
        }

        return false;
    }

    static bool Holds(IReadOnlyList<string?> known, string tag)
    {
        foreach (var line in known)
            foreach (var range in line.AsSpan().Split(','))
            {
                var one = line.AsSpan(range).Trim();
                if (one is "*" || (one.StartsWith("W/") ? one[2..] : one).SequenceEqual(tag)) return true;
            }

        return false;
    }

    static byte[] Brotli(byte[] body)
    {
        var packed = new byte[BrotliEncoder.GetMaxCompressedLength(body.Length)];
        return BrotliEncoder.TryCompress(body, packed, out var length, BrotliQuality, window: 22)
            ? packed[..length]
            : throw new InvalidOperationException("Brotli needs more room than it says.");
    }

    static byte[] Gzip(byte[] body)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true)) gzip.Write(body);
        return packed.ToArray();
    }
}
