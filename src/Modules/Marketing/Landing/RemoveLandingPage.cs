using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Marketing;

/// <summary>Removes a landing page that is not published, with all its versions; the audit keeps what it was.</summary>
public static class RemoveLandingPage
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapDelete("/admin/marketing/landing-pages/{page:guid}", Handle)
        .WithName(nameof(RemoveLandingPage))
        .RequireAccess(Permission.ManageCampaigns)
        .Refuses(Refusals.LandingNotFound, Refusals.LandingPublished);

    static async Task<Results<NoContent, ProblemHttpResult>> Handle(
        Guid page, Database database, IPictures pictures, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        await tx.ExecuteAsync(PutLandingPage.AloneSql);
        if (await LandingBook.LockAsync(tx, page) is not { } held) return Refusals.LandingNotFound.AsProblem();
        if (held.PublishedVersion is not null) return Refusals.LandingPublished.AsProblem();
        await pictures.KeepAsync(tx, page, []);
        await tx.ExecuteAsync(VersionsSql, new { page });
        await tx.ExecuteAsync(RemoveSql, new { page });
        tx.Audit("landing_page", page, held.Terms(), null);
        return await tx.CommitAsync(TypedResults.NoContent());
    }

    const string VersionsSql = """
        -- marketing.remove-landing-page.versions
        delete from marketing.landing_page_version where landing_page_id = @page
        """;

    const string RemoveSql = """
        -- marketing.remove-landing-page.remove
        delete from marketing.landing_page where id = @page
        """;
}
