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

    /// <summary>The caller's cart; somebody unknown may get one, by a token nobody was told yet.</summary>
    public static (Owner Owner, string? Token) OwnerOf(Caller caller)
    {
        if (Owner.Of(caller) is { } owner) return (owner, null);
        var token = Token.New();
        return (new Owner(null, Token.Hash(token)), token);
    }

    /// <summary>
    /// Tells somebody unknown the token that was drawn for them, if they got anything, now or by the first call under
    /// the same key: who is refused stays nobody.
    /// </summary>
    public static void Welcome(HttpContext context, string? token, Refusal? refusal)
    {
        if (token is null) return;
        if (refusal is null) Tell();
        else if (IdempotentCall.Current is { } call) call.IfDoneBefore = Tell;

        void Tell() => context.Response.Headers[Access.GuestHeader] = Access.BecomeGuest(context, token);
    }
}
