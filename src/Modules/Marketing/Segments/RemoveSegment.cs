using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Marketing;

/// <summary>Removes a segment that no campaign, no banner and no other segment ever had.</summary>
public static class RemoveSegment
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapDelete("/admin/segments/{segment:guid}", Handle)
        .WithName(nameof(RemoveSegment))
        .RequireAccess(Permission.ManageCampaigns)
        .Refuses(Refusals.SegmentNotFound, Refusals.SegmentInUse);

    static async Task<Results<NoContent, ProblemHttpResult>> Handle(
        Guid segment, Database database, SegmentBook segments, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        await tx.ExecuteAsync(PutSegment.AloneSql);
        if (await segments.FindAsync(tx, segment) is not { } before) return Refusals.SegmentNotFound.AsProblem();
        if (await segments.IsNamedAsync(tx, segment) || await tx.OneAsync<bool>(UsedSql, new { segment }))
            return Refusals.SegmentInUse.AsProblem();
        await tx.ExecuteAsync(RemoveSql, new { segment });
        tx.Audit("segment", segment, new { before.Name, before.Rule }, null);
        return await tx.CommitAsync(TypedResults.NoContent());
    }

    const string UsedSql = """
        -- marketing.remove-segment.used
        select exists (select from marketing.campaign where segment_id = @segment)
            or exists (select from marketing.banner where segment_id = @segment)
        """;

    const string RemoveSql = """
        -- marketing.remove-segment.remove
        delete from marketing.segment where id = @segment
        """;
}
