using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Marketing;

/// <summary>All campaigns, newest first.</summary>
public static class ListCampaigns
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/admin/campaigns", Handle)
        .WithName(nameof(ListCampaigns))
        .RequireAccess(Permission.ManageCampaigns)
        .Refuses(KernelRefusals.MalformedCursor);

    static async Task<Results<Ok<Page<CampaignFile>>, ProblemHttpResult>> Handle(
        int? limit, string? cursor, Database database, CancellationToken stop)
    {
        if (!Cursor.TryReadBefore(cursor, out var before)) return KernelRefusals.MalformedCursor.AsProblem();
        var most = Cursor.Limit(limit);
        await using var session = await database.ReadFreshAsync(stop);
        return TypedResults.Ok(
            Cursor.Cut(await CampaignBook.ListAsync(session, before, most + 1), most, one => one.Id));
    }
}
