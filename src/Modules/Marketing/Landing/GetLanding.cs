using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Marketing;

/// <summary>
/// A landing page that is published and within its times, for applications that draw their own. What its blocks of
/// products mean is asked of the products: by their ids, by category or by query.
/// </summary>
public static class GetLanding
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/landing-pages/{slug}", Handle)
        .WithName(nameof(GetLanding))
        .AllowAnyone()
        .Refuses(Refusals.LandingNotFound);

    /// <param name="locale">Of the texts; what has none in it is in English, or else in the first there is.</param>
    static async Task<Results<Tagged<LandingShown>, ProblemHttpResult>> Handle(
        [StringLength(80)] string slug, [RegularExpression("^[a-z]{2}$")] string? locale, LandingPages pages,
        CancellationToken stop) =>
        await pages.FindAsync(slug, locale ?? Locale.Default, stop) is { } found
            ? new Tagged<LandingShown>(found.Json)
            : Refusals.LandingNotFound.AsProblem();
}
