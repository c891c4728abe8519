using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Marketing;

/// <summary>All segments, newest first.</summary>
public static class ListSegments
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/admin/segments", Handle)
        .WithName(nameof(ListSegments))
        .RequireAccess(Permission.ManageCampaigns)
        .Refuses(KernelRefusals.MalformedCursor);

    static async Task<Results<Ok<Page<SegmentFile>>, ProblemHttpResult>> Handle(
        int? limit, string? cursor, Database database, SegmentBook segments, CancellationToken stop)
    {
        if (!Cursor.TryReadBefore(cursor, out var before)) return KernelRefusals.MalformedCursor.AsProblem();
        await using var session = await database.ReadFreshAsync(stop);
        return TypedResults.Ok(await segments.PageAsync(session, before, Cursor.Limit(limit)));
    }
}
