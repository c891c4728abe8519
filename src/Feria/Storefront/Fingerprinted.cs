using System.Collections.Frozen;
using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace Feria.Storefront;

/// <summary>
/// The style sheet, the script and the mark, read once, compressed once, and served under a name that holds their
/// fingerprint, so that a browser may keep them for ever.
/// </summary>
public static class Fingerprinted
{
    static readonly FrozenDictionary<string, Asset> All = new[]
    {
        Asset.Of("feria", "css", "text/css; charset=utf-8"),
        Asset.Of("feria", "js", "text/javascript; charset=utf-8"),
        Asset.Of("mark", "svg", "image/svg+xml"),
    }.ToFrozenDictionary(asset => asset.Name);

    public static string Style { get; } = Path("css");

    public static string Script { get; } = Path("js");

    public static string Mark { get; } = Path("svg");

    static string Path(string extension) =>
        "/assets/" + All.Keys.Single(name => name.EndsWith("." + extension, StringComparison.Ordinal));

    public static IResult Send(string name, HttpContext http)
    {
        if (!All.TryGetValue(name, out var asset)) return TypedResults.NotFound();

        http.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        http.Response.Headers.Vary = HeaderNames.AcceptEncoding;
        if (!http.Request.Headers.AcceptEncoding.ToString().Contains("br", StringComparison.Ordinal))
            return TypedResults.Bytes(asset.Bytes, asset.Kind);

        http.Response.Headers.ContentEncoding = "br";
        return TypedResults.Bytes(asset.Brotli, asset.Kind);
    }

    sealed record Asset(string Name, string Kind, byte[] Bytes, byte[] Brotli)
    {
        // Several files of one kind are one asset, joined in the order of their names.
        public static Asset Of(string stem, string extension, string kind)
        {
            var assembly = typeof(Fingerprinted).Assembly;
            using var whole = new MemoryStream();
            foreach (var part in assembly.GetManifestResourceNames()
                .Where(name => name.StartsWith("assets/", StringComparison.Ordinal)
                    && name.EndsWith("." + extension, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal))
            {
                using var stream = assembly.GetManifestResourceStream(part)!;
                stream.CopyTo(whole);
            }

            var bytes = whole.ToArray();
            using var small = new MemoryStream();
            using (var brotli = new BrotliStream(small, CompressionLevel.SmallestSize, leaveOpen: true))
                brotli.Write(bytes);
            var print = Convert.ToHexStringLower(SHA256.HashData(bytes))[..12];
            return new($"{stem}.{print}.{extension}", kind, bytes, small.ToArray());
        }
    }
}
