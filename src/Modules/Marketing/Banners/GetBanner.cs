using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Marketing;

/// <summary>A banner with what each of its variants did.</summary>
public static class GetBanner
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/admin/marketing/banners/{banner:guid}", Handle)
        .WithName(nameof(GetBanner))
        .RequireAccess(Permission.ManageCampaigns)
        .Refuses(Refusals.BannerNotFound);

    static async Task<Results<Ok<BannerFile>, ProblemHttpResult>> Handle(
        Guid banner, Database database, TimeProvider clock, CancellationToken stop)
    {
        await using var session = await database.ReadFreshAsync(stop);
        return await BannerBook.FindAsync(session, banner, clock.GetUtcNow().UtcDateTime) is { } found
            ? TypedResults.Ok(found)
            : Refusals.BannerNotFound.AsProblem();
    }
}
