using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Marketing;

/// <summary>A landing page as its newest version is, or as an older one was.</summary>
public static class GetLandingPage
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/admin/marketing/landing-pages/{page:guid}", Handle)
        .WithName(nameof(GetLandingPage))
        .RequireAccess(Permission.ManageCampaigns)
        .Refuses(Refusals.LandingNotFound);

    /// <param name="version">Whose terms are shown; left out, the newest's.</param>
    static async Task<Results<Ok<LandingFile>, ProblemHttpResult>> Handle(
        Guid page, [Range(1, int.MaxValue)] int? version, Database database, TimeProvider clock,
        CancellationToken stop)
    {
        await using var session = await database.ReadFreshAsync(stop);
        return await LandingBook.FindAsync(session, page, version) is { } found
            ? TypedResults.Ok(found.File(clock.GetUtcNow().UtcDateTime))
            : Refusals.LandingNotFound.AsProblem();
    }
}
