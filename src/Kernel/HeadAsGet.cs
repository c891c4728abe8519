using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Feria.Kernel;

/// <summary>
/// HEAD is answered as GET is, wherever there is a GET; the server leaves the body behind, which it knows from the
/// request as it came.
/// </summary>
public static class HeadAsGet
{
    public static void UseHeadAsGet(this WebApplication app) => app.Use((context, next) =>
    {
        if (HttpMethods.IsHead(context.Request.Method)) context.Request.Method = HttpMethods.Get;
        return next(context);
    });
}
