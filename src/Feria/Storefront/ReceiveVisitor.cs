using Feria.Notifications;
using Feria.Orders;

namespace Feria.Storefront;

/// <summary>Runs before every page: who is here, what is in the cart, and what a browser may do with it.</summary>
sealed class ReceiveVisitor(Streets streets, Carts carts, UnreadNotices unread, Database database) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var http = invocation.HttpContext;
        var caller = Caller.Of(http);
        var visit = http.RequestServices.GetRequiredService<Visit>();
        (visit.Name, visit.Account, visit.IsActed) = (caller.Name, caller.Account, caller.ActedBy is not null);
        var around = await streets.CopyAsync(visit.Language, http.RequestAborted);
        (visit.Lanes, visit.LanesOf) = (around.Value.Lanes, around.Json);
        Guard(http);

        // What was made for one visitor is nobody else's.
        var owner = Owner.Of(caller);
        visit.IsKnown = owner is not null;
        http.Response.Headers.CacheControl = owner is null ? "no-cache" : "private, no-store";
        if (owner is null) return await next(invocation);

        await using (var session = await database.ReadAsync(http.RequestAborted))
            (visit.InCart, visit.HasLists) = await carts.CountAsync(session, owner);
        if (caller.Account is { } account)
            visit.Unread = (await unread.OfAsync(account, database.Region, http.RequestAborted)).Many;
        return await next(invocation);
    }

    /// <summary>Nothing runs in a page that is not ours, and nothing is styled by what is written into it.</summary>
    public static void Guard(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "strict-origin-when-cross-origin";
    }

    // Without form-action: a card payment's form ends, by redirect, at the gateway's address.
    const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: http: https:; "
        + "connect-src 'self'; base-uri 'none'; frame-ancestors 'none'";
}
