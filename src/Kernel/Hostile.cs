using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Feria.Kernel;

/// <summary>What is refused before any slice sees it: writes from other sites, and text no database can hold.</summary>
public static class Hostile
{
    const long MostDrained = 32 << 20;

    public static void UseHostileInputGuards(this WebApplication app) => app.Use(async (context, next) =>
    {
        if (await HasTooMuchAsync(context))
        {
            await KernelRefusals.BodyTooLarge.AsProblem().ExecuteAsync(context);
            return;
        }

        var refusal = IsCrossSiteWrite(context.Request) ? KernelRefusals.CrossSiteWrite
            : await HasUnstorableTextAsync(context.Request) ? KernelRefusals.MalformedText
            : null;
        if (refusal is not null) await refusal.AsProblem().ExecuteAsync(context);
        else await next(context);
    });

    // A body a little too large is read to its end, so that the sender gets to see the answer and not a cut connection.
    static async Task<bool> HasTooMuchAsync(HttpContext context)
    {
        var limit = context.Features.Get<IHttpMaxRequestBodySizeFeature>();
        if (limit is not { IsReadOnly: false, MaxRequestBodySize: { } most } || !(context.Request.ContentLength > most))
            return false;
        if (context.Request.ContentLength > MostDrained) return true;

        limit.MaxRequestBodySize = null;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        patience.CancelAfter(TimeSpan.FromSeconds(10));
        try
        {
            await context.Request.Body.CopyToAsync(Stream.Null, patience.Token);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
        }

        return true;
    }

    // Browsers send Sec-Fetch-Site or Origin on every write; programs with a bearer token send neither.
    static bool IsCrossSiteWrite(HttpRequest request)
    {
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)
            || HttpMethods.IsOptions(request.Method))
            return false;
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site is not "") return site is not ("same-origin" or "none");
        var origin = request.Headers.Origin.ToString();
        return origin is not "" && origin != $"{request.Scheme}://{request.Host}";
    }

    static async Task<bool> HasUnstorableTextAsync(HttpRequest request)
    {
        if (!Text.IsStorable(request.Path.Value)) return true;
        foreach (var (name, values) in request.Query)
            if (!Text.IsStorable(name) || values.Any(value => !Text.IsStorable(value))) return true;
        if (!request.HasFormContentType) return false;
        IFormCollection form;
        try
        {
            form = await request.ReadFormAsync(request.HttpContext.RequestAborted);
        }
        catch (InvalidDataException)
        {
            return true;
        }

        return form.Any(field => !Text.IsStorable(field.Key) || field.Value.Any(value => !Text.IsStorable(value)));
    }
}
