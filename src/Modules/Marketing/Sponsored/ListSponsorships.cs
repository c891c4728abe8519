using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Marketing;

/// <summary>All sponsorships, newest first, with what they did.</summary>
public static class ListSponsorships
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/admin/marketing/sponsorships", Handle)
        .WithName(nameof(ListSponsorships))
        .RequireAccess(Permission.ManageCampaigns)
        .Refuses(KernelRefusals.MalformedCursor);

    static async Task<Results<Ok<Page<SponsorshipFile>>, ProblemHttpResult>> Handle(
        int? limit, string? cursor, Database database, TimeProvider clock, CancellationToken stop)
    {
        if (!Cursor.TryReadBefore(cursor, out var before)) return KernelRefusals.MalformedCursor.AsProblem();
        await using var session = await database.ReadFreshAsync(stop);
        return TypedResults.Ok(await SponsorshipBook.PageAsync(
            session, before, Cursor.Limit(limit), clock.GetUtcNow().UtcDateTime));
    }
}
