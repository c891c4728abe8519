using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Marketing;

/// <summary>All landing pages, newest first, without what stands on them.</summary>
public static class ListLandingPages
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/admin/marketing/landing-pages", Handle)
        .WithName(nameof(ListLandingPages))
        .RequireAccess(Permission.ManageCampaigns)
        .Refuses(KernelRefusals.MalformedCursor);

    static async Task<Results<Ok<Page<LandingEntry>>, ProblemHttpResult>> Handle(
        int? limit, string? cursor, Database database, TimeProvider clock, CancellationToken stop)
    {
        if (!Cursor.TryReadBefore(cursor, out var before)) return KernelRefusals.MalformedCursor.AsProblem();
        await using var session = await database.ReadFreshAsync(stop);
        return TypedResults.Ok(await LandingBook.PageAsync(
            session, before, Cursor.Limit(limit), clock.GetUtcNow().UtcDateTime));
    }
}
