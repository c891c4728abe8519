using System.Net;
using System.Text;

namespace Feria.SandboxGateway;

/// <summary>
/// Who may come in: callers with the key to <c>/v1</c>, anyone to a payment page, the operator to the rest.
/// </summary>
public static class Gate
{
    public static async Task Pass(HttpContext http, RequestDelegate next)
    {
        var settings = http.RequestServices.GetRequiredService<Settings>();
        var refusal = Refuse(http, settings);
        try
        {
            if (refusal is not null) await refusal.AsAnswer().ExecuteAsync(http);
            else await next(http);
            if (Missing(http.Response) is { } missing) await missing.AsAnswer().ExecuteAsync(http);
        }
        catch (BadHttpRequestException bad) when (!http.Response.HasStarted)
        {
            var code = bad.StatusCode == 413 ? "body_too_large" : "malformed_body";
            await new Problem(bad.StatusCode, code, "This cannot be read.").AsAnswer().ExecuteAsync(http);
        }
        catch (InvalidDataException) when (!http.Response.HasStarted)
        {
            await new Problem(400, "malformed_body", "This form cannot be read.").AsAnswer().ExecuteAsync(http);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The caller hung up; what was decided stays decided.
        }
    }

    static Problem? Missing(HttpResponse response) => response.HasStarted ? null : response.StatusCode switch
    {
        404 => new Problem(404, "not_found", "Nothing is here."),
        405 => new Problem(405, "method_not_allowed", "This address does not answer that method."),
        _ => null,
    };

    static Problem? Refuse(HttpContext http, Settings settings)
    {
        var path = http.Request.Path;
        if (path.StartsWithSegments("/v1"))
        {
            return path == "/v1/tokens" || Api.IsCaller(http, settings)
                ? null
                : new Problem(401, "unauthorized", "Send the API key as a bearer token.");
        }

        if (HttpMethods.IsPost(http.Request.Method) && IsFromAnotherSite(http.Request))
            return new Problem(403, "cross_site", "This form was sent from another site.");
        if (path == "/" || path.StartsWithSegments("/operator"))
        {
            if (IsOperator(http, settings)) return null;
            http.Response.Headers.WWWAuthenticate = "Basic realm=\"sandbox gateway\", charset=\"UTF-8\"";
            return new Problem(401, "unauthorized", "Sign in with the API key as the password.");
        }
        return null;
    }

    // Behind a proxy every caller looks local, so a forwarded one never is.
    static bool IsOperator(HttpContext http, Settings settings)
    {
        var isLocal = http.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
            && http.Request.Host.Host is "localhost" or "127.0.0.1" or "[::1]"
            && !http.Request.Headers.ContainsKey("X-Forwarded-For");
        return isLocal || IsSignedIn(http, settings);
    }

    static bool IsSignedIn(HttpContext http, Settings settings)
    {
        var header = http.Request.Headers.Authorization.ToString();
        if (!header.StartsWith("Basic ", StringComparison.Ordinal)) return false;
        var raw = new byte[header.Length];
        if (!Convert.TryFromBase64String(header[6..], raw, out var length)) return false;
        var parts = Encoding.UTF8.GetString(raw, 0, length).Split(':', 2);
        return parts.Length == 2 && Api.IsKey(parts[1], settings);
    }

    static bool IsFromAnotherSite(HttpRequest request) =>
        request.Headers["Sec-Fetch-Site"].ToString() is "cross-site" or "same-site"
        || (request.Headers.Origin.ToString() is { Length: > 0 } origin
            && origin != "null" && origin != $"{request.Scheme}://{request.Host}"
            && request.Headers["Sec-Fetch-Site"].ToString() != "same-origin");
}
