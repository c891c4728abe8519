using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Recommendations;

/// <summary>
/// A page tells what its visitor did: views, clicks, impressions. Answers at once and never fails a page.
/// </summary>
public static class RecordBehaviour
{
    public const int LongestPlacement = 40;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/behaviour", Handle)
        .WithName(nameof(RecordBehaviour))
        .AllowAnyone()
        .WithExample(new { seen = new[] { new { kind = "view", product = Guid.Empty, placement = "product" } } });

    public sealed record Body([Required, Length(1, 50)] IReadOnlyList<Seen> Seen);

    public sealed record Seen(
        [Required, AllowedValues("view", "impression", "click")] string Kind,
        [Required] Guid? Product,
        int? Category,
        [StringLength(LongestPlacement)] string? Placement);

    public static NoContent Handle(Body body, Caller caller, HttpContext context, BehaviourLog log, TimeProvider clock)
    {
        foreach (var seen in body.Seen)
            Record(log, clock, context, caller, seen.Kind, seen.Product, seen.Category, null, seen.Placement);
        return TypedResults.NoContent();
    }

    /// <summary>The same for a page rendered here: who it was stays out where the browser asks for privacy.</summary>
    public static void Record(
        BehaviourLog log, TimeProvider clock, HttpContext context, Caller caller,
        string kind, Guid? product, int? category, string? query, string? placement, string? language = null,
        int? found = null)
    {
        // Who looks around in somebody's place leaves no trace among what that person did.
        if (caller.ActedBy is not null) return;
        var known = context.Request.Headers["Sec-GPC"] != "1";
        log.Record(new Behaviour(
            clock.GetUtcNow().UtcDateTime, kind, known ? caller.Account : null,
            known && caller.Account is null ? caller.Guest : null, product, category, query, placement)
        {
            Language = language,
            Found = found,
        });
    }
}
