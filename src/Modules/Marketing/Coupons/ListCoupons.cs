using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Marketing;

/// <summary>All codes that were made in bulk, by what they were made together with, newest first.</summary>
public static class ListCoupons
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/admin/coupons", Handle)
        .WithName(nameof(ListCoupons))
        .RequireAccess(Permission.ManageCampaigns)
        .Refuses(KernelRefusals.MalformedCursor);

    static async Task<Results<Ok<Page<CouponBundle>>, ProblemHttpResult>> Handle(
        int? limit, string? cursor, Database database, CancellationToken stop)
    {
        if (!Cursor.TryReadBefore(cursor, out var before)) return KernelRefusals.MalformedCursor.AsProblem();
        var most = Cursor.Limit(limit);
        await using var session = await database.ReadFreshAsync(stop);
        return TypedResults.Ok(
            Cursor.Cut(await CouponBundle.ListAsync(session, before, most + 1), most, one => one.Id));
    }
}
