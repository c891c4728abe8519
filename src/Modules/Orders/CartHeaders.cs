using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Feria.Orders;

/// <summary>
/// How a cart's version and a guest's token travel: ETag and If-Match, header Feria-Cart and the guest cookie.
/// </summary>
static class CartHeaders
{
    public static void Version(HttpContext context, Cart cart)
    {
        context.Response.Headers.ETag = $"\"{cart.Version}\"";
        context.Response.Headers.CacheControl = "private, no-store";
    }

    public static Results<Ok<Cart>, ProblemHttpResult> Answer(HttpContext context, ChangeCarts.Outcome outcome)
    {
        if (outcome.Refusal is { } refusal) return refusal.AsProblem();
        Version(context, outcome.Cart!);
        return TypedResults.Ok(outcome.Cart);
    }

    /// <summary>
    /// The version the caller saw, by If-Match or in so many words; refused where it is no version of a cart.
    /// </summary>
    public static (long? Expected, Refusal? Refusal) Expected(HttpContext context, long? expectedVersion)
    {
        var match = context.Request.Headers.IfMatch.ToString();
        if (match is "" or "*") return (expectedVersion, null);
        return long.TryParse(match.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? (version, null)
            : (null, Refusals.CartChanged);
    }

    /// <summary>The caller's cart; somebody unknown becomes a guest and is told the token.</summary>
    public static Owner OwnerOf(HttpContext context, Caller caller)
    {
        if (Owner.Of(caller) is { } owner) return owner;
        var token = Access.BecomeGuest(context);
        context.Response.Headers[Access.GuestHeader] = token;
        return new Owner(null, Token.Hash(token));
    }
}
