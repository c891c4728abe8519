using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Marketing;

/// <summary>All promotions the platform pays for, newest first, with how often they were used.</summary>
public static class ListPlatformPromotions
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/admin/promotions", Handle)
        .WithName(nameof(ListPlatformPromotions))
        .RequireAccess(Permission.ManagePromotions)
        .Refuses(KernelRefusals.MalformedCursor);

    static async Task<Results<Ok<Page<PromotionFile>>, ProblemHttpResult>> Handle(
        int? limit, string? cursor, Database database, PromotionDesk promotions, CancellationToken stop)
    {
        if (!Cursor.TryReadBefore(cursor, out var before)) return KernelRefusals.MalformedCursor.AsProblem();
        await using var session = await database.ReadFreshAsync(stop);
        return TypedResults.Ok(
            await promotions.PageAsync(session, database.Region, Guid.Empty, before, Cursor.Limit(limit)));
    }
}
