using System.Buffers.Text;
using System.Reflection;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;

namespace Feria.Kernel;

/// <summary>An answer as it goes over the wire.</summary>
public sealed class Rendered(byte[] body)
{
    readonly Lazy<string> tag = new(
        () => $"\"{Base64Url.EncodeToString(SHA256.HashData(body).AsSpan(0, 15))}\"",
        LazyThreadSafetyMode.PublicationOnly);

    public byte[] Body => body;

    /// <summary>ETag of the very bytes.</summary>
    public string Tag => tag.Value;

    public static Rendered Of<T>(T answer) => new(JsonSerializer.SerializeToUtf8Bytes(answer, Json.Options));
}

/// <summary>
/// 200 with an ETag of the very bytes, or 304 where the client still holds them. Public texts differ by language, so
/// caches are told to keep one copy for each.
/// </summary>
public sealed class Tagged<T>(Rendered answer) : IResult, IEndpointMetadataProvider
{
    public Tagged(T answer) : this(Rendered.Of(answer))
    {
    }

    public async Task ExecuteAsync(HttpContext context)
    {
        var (body, tag) = (answer.Body, answer.Tag);
        var headers = context.Response.Headers;
        headers.ETag = tag;
        headers.CacheControl = "no-cache";
        headers.Vary = HeaderNames.AcceptLanguage;
        if (Holds(context.Request.Headers.IfNoneMatch, tag))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method)) await context.Response.Body.WriteAsync(
            body, context.RequestAborted);
    }

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        builder.Metadata.Add(
            new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(T), ["application/json"]));
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status304NotModified, typeof(void)));
    }

    static bool Holds(IEnumerable<string?> known, string tag) => known
        .SelectMany(line => (line ?? "").Split(','))
        .Select(one => one.Trim())
        .Any(one => one == "*" || one == tag || one == "W/" + tag);
}
