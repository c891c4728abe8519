using Feria.Recommendations;
using Microsoft.AspNetCore.Mvc;

namespace Feria.Storefront;

/// <summary>
/// What somebody new looked at. A page made for nobody in particular sets no cookie and can be cached; its script tells
/// here, and the visitor becomes a guest whose things are remembered. Not where the browser asks for privacy. A page of
/// results tells which query somebody followed a result of.
/// </summary>
static class RememberSeen
{
    public static void Map(IEndpointRouteBuilder site) =>
        site.MapPost("/seen", Handle).DisableAntiforgery().AllowAnyone();

    static IResult Handle(
        [FromForm] Guid? product, [FromForm] string? q, Caller caller, HttpContext http, BehaviourLog log,
        TimeProvider clock)
    {
        if (http.Request.Headers["Sec-GPC"] == "1") return TypedResults.NoContent();
        if (product is null)
        {
            if (q is { Length: > 0 and <= 200 } && Text.IsStorable(q) && caller is not { Account: null, Guest: null })
                RecordBehaviour.Record(log, clock, http, caller, "click", null, null, q, "search", Language(http));
            return TypedResults.NoContent();
        }

        if (caller is { Account: null, Guest: null })
            caller = caller with { Guest = Token.Hash(Access.BecomeGuest(http)) };
        RecordBehaviour.Record(log, clock, http, caller, "view", product, null, null, "product");
        return TypedResults.NoContent();
    }

    static string Language(HttpContext http) => http.RequestServices.GetRequiredService<Visit>().Language.Code;
}
