using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Marketing;

/// <summary>A segment with how many people it has now.</summary>
public static class GetSegment
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/admin/segments/{segment:guid}", Handle)
        .WithName(nameof(GetSegment))
        .RequireAccess(Permission.ManageCampaigns)
        .Refuses(Refusals.SegmentNotFound);

    public sealed record Answer(SegmentFile Segment, SegmentCount Count);

    static async Task<Results<Ok<Answer>, ProblemHttpResult>> Handle(
        Guid segment, Database database, SegmentBook segments, CancellationToken stop)
    {
        await using var session = await database.ReadFreshAsync(stop);
        return await segments.FindAsync(session, segment) is { } found
            ? TypedResults.Ok(new Answer(found, await segments.CountAsync(session, found.Rule)))
            : Refusals.SegmentNotFound.AsProblem();
    }
}
