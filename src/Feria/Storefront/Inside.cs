using System.Net.Mime;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;

namespace Feria.Storefront;

/// <summary>
/// A page's way to the market: the API's own endpoint, run in this process for this caller. Whatever the API checks,
/// refuses or remembers under a key holds for a form as well, and there is no second way to do anything.
/// </summary>
public sealed class Inside(
    IEnumerable<EndpointDataSource> sources, Problems.ConstraintRefusals constraints, IHttpContextAccessor asking)
{
    readonly Lazy<Dictionary<string, RouteEndpoint>> endpoints = new(() => sources
        .SelectMany(source => source.Endpoints)
        .OfType<RouteEndpoint>()
        .Where(endpoint => endpoint.Metadata.GetMetadata<IEndpointNameMetadata>() is not null)
        .ToDictionary(endpoint => endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()!.EndpointName));

    /// <summary>What the endpoint answered.</summary>
    /// <param name="Problem">Null where it did what was asked.</param>
    public sealed record Answer(int Status, byte[] Body, Trouble? Problem)
    {
        public T Read<T>() => JsonSerializer.Deserialize<T>(Body, Lenient)!;

        /// <summary>The same where it was answered; null where it was refused.</summary>
        public T? Found<T>() where T : class => Problem is null ? Read<T>() : null;
    }

    /// <summary>A refusal as the API said it.</summary>
    /// <param name="Errors">What is wrong, by the body's member names.</param>
    public sealed record Trouble(
        int Status, string Code, string Title, string? Field, IReadOnlyDictionary<string, string[]> Errors,
        JsonElement All)
    {
        /// <summary>Said on, where there is no form to show it at: as a page, or as the API said it.</summary>
        public IResult AsProblem() => new Refusal(Status, Code, Title).AsProblem();
    }

    /// <summary>A body that is bytes as they are.</summary>
    public sealed record Raw(byte[] Bytes);

    /// <param name="name">The slice, as its endpoint is named.</param>
    /// <param name="route">Route values and query by name; null values are left out.</param>
    /// <param name="body">Written as JSON, but <see cref="Raw"/> as it is; null for none.</param>
    /// <param name="key">Idempotency-Key.</param>
    public async Task<Answer> CallAsync(string name, object? route = null, object? body = null, string? key = null)
    {
        var outer = asking.HttpContext!;
        var endpoint = endpoints.Value[name];
        var inner = Prepare(outer, endpoint, new RouteValueDictionary(route), body, key);
        using var written = new MemoryStream();
        inner.Response.Body = written;
        try
        {
            var rule = endpoint.Metadata.GetMetadata<AccessRule>()!;
            if (Deed.Current is not null) Deed.Begin(inner, Caller.Of(outer), rule);
            if (Access.Refuse(endpoint, Caller.Of(outer)) is { } refused)
            {
                if (refused == KernelRefusals.OnlyInPerson) Deed.Current?.Deny(refused);
                await refused.AsProblem().ExecuteAsync(inner);
            }
            else await endpoint.RequestDelegate!(inner);
        }
        catch (Exception fault) when (Problems.RefusalOf(fault, constraints.ByName) is { Status: < 500 } refusal)
        {
            inner.Response.StatusCode = refusal.Status;
            await refusal.AsProblem().ExecuteAsync(inner);
        }

        await inner.Response.CompleteAsync();
        foreach (var cookie in inner.Response.Headers.SetCookie) outer.Response.Headers.Append("Set-Cookie", cookie);
        var status = inner.Response.StatusCode;
        return new(status, written.ToArray(), status < 400 ? null : Read(status, written.ToArray()));
    }

    static DefaultHttpContext Prepare(
        HttpContext outer, RouteEndpoint endpoint, RouteValueDictionary route, object? body, string? key)
    {
        var inner = new DefaultHttpContext
        {
            RequestServices = outer.RequestServices,
            RequestAborted = outer.RequestAborted,
        };
        inner.Features.Set(Caller.Of(outer));
        inner.Features.Set<IHttpRequestBodyDetectionFeature>(new HasBody(body is not null));
        inner.SetEndpoint(endpoint);
        inner.Connection.RemoteIpAddress = outer.Connection.RemoteIpAddress;

        var request = inner.Request;
        request.Method = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods[0];
        request.Scheme = outer.Request.Scheme;
        request.Host = outer.Request.Host;
        request.Path = "/" + endpoint.RoutePattern.RawText!.TrimStart('/');
        request.Headers.Cookie = outer.Request.Headers.Cookie;
        request.Headers.UserAgent = outer.Request.Headers.UserAgent;
        request.Headers.AcceptLanguage = Visiting(outer).Culture.Name;
        request.Headers.Accept = MediaTypeNames.Application.Json;
        if (key is not null) request.Headers["Idempotency-Key"] = key;

        var inPath = endpoint.RoutePattern.Parameters
            .Select(parameter => parameter.Name)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        var query = new QueryString();
        foreach (var (each, value) in route)
        {
            if (value is null) continue;
            var text = Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!;
            if (!inPath.Contains(each)) query = query.Add(each, text);
            else
            {
                request.RouteValues[each] = text;
                request.Path += "/" + text;
            }
        }

        request.QueryString = query;
        if (body is null) return inner;
        var bytes = body is Raw raw ? raw.Bytes : JsonSerializer.SerializeToUtf8Bytes(body, Json.Options);
        request.Body = new MemoryStream(bytes);
        request.ContentType = body is Raw ? MediaTypeNames.Application.Octet : MediaTypeNames.Application.Json;
        request.ContentLength = bytes.Length;
        return inner;
    }

    static Visit Visiting(HttpContext http) => http.RequestServices.GetRequiredService<Visit>();

    static Trouble Read(int status, byte[] bytes)
    {
        if (bytes.Length == 0)
            return new(status, KernelRefusals.BadRequest.Code, "", null, new Dictionary<string, string[]>(), default);
        var problem = JsonDocument.Parse(bytes).RootElement;
        var errors = problem.TryGetProperty("errors", out var each)
            ? each.Deserialize<Dictionary<string, string[]>>()!
            : [];
        return new(
            status,
            problem.GetProperty("code").GetString()!,
            problem.GetProperty("title").GetString() ?? "",
            problem.TryGetProperty("field", out var field) ? field.GetString() : null,
            errors,
            problem);
    }

    // The API may say more than a page reads.
    static readonly JsonSerializerOptions Lenient = new(Json.Options)
    {
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Skip,
    };

    sealed record HasBody(bool CanHaveBody) : IHttpRequestBodyDetectionFeature;
}
