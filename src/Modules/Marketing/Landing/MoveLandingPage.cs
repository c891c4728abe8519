using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Marketing;

/// <summary>Publishes the newest version of a landing page, which is the one that was seen, or takes the page back.
/// </summary>
public static class MoveLandingPage
{
    public const string Publish = "publish";
    public const string Unpublish = "unpublish";

    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/admin/marketing/landing-pages/{page:guid}/moves", Handle)
        .WithName(nameof(MoveLandingPage))
        .RequireAccess(Permission.ManageCampaigns)
        .Refuses(Refusals.LandingNotFound, Refusals.LandingChanged, Refusals.LandingTimesWrong)
        .WithExample(new Body(Publish, 1));

    /// <param name="Move">publish or unpublish.</param>
    /// <param name="Version">The newest version, as it was seen.</param>
    public sealed record Body(
        [Required, AllowedValues(Publish, Unpublish)] string Move, [Range(1, int.MaxValue)] int Version);

    static async Task<Results<Ok<LandingFile>, ProblemHttpResult>> Handle(
        Guid page, Body body, Database database, TimeProvider clock, CancellationToken stop)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        await using var tx = await database.WriteAsync(stop);
        var held = await LandingBook.LockAsync(tx, page);
        if (held is null) return Refusals.LandingNotFound.AsProblem();
        if (held.Version != body.Version) return Refusals.LandingChanged.With("version", held.Version).AsProblem();
        var isPublished = body.Move == Publish;
        if (isPublished && held.UntilAt <= now) return Refusals.LandingTimesWrong.AsProblem();
        await tx.ExecuteAsync(MoveSql, new { page, version = isPublished ? held.Version : (int?)null, now });
        tx.Append(new ShowingChanged(page));
        var file = (await LandingBook.FindAsync(tx, page))!.File(now);
        tx.Audit(
            "landing_page", page, new { status = held.StatusAt(now), published = held.PublishedVersion },
            new { file.Page.Status, file.Page.Published });
        return await tx.CommitAsync(TypedResults.Ok(file));
    }

    const string MoveSql = """
        -- marketing.move-landing-page.move
        update marketing.landing_page
        set published_version = @version::int,
            published_at = case when @version::int is not null then @now::timestamptz end
        where id = @page
        """;
}
