using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;

namespace Feria.Kernel;

/// <summary>
/// 200 with an ETag of the very bytes, or 304 where the client still holds them. Public texts differ by language, so
/// caches are told to keep one copy for each, and to ask each time whether it still holds.
/// </summary>
public sealed class Tagged<T>(Rendered answer) : IResult, IEndpointMetadataProvider
{
    public Tagged(T answer) : this(Rendered.Of(answer))
    {
    }

    public Task ExecuteAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-cache";
        context.Response.Headers.Vary = HeaderNames.AcceptLanguage;
        return answer.SendAsync(context, "application/json; charset=utf-8");
    }

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        builder.Metadata.Add(
            new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(T), ["application/json"]));
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status304NotModified, typeof(void)));
    }
}
