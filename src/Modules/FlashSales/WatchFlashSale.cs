using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.FlashSales;

/// <summary>A flash sale this instant, for those who run it: units, line, turns, and how fast they are given.</summary>
public static class WatchFlashSale
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/admin/flash-sales/{sale:guid}", Handle)
        .WithName(nameof(WatchFlashSale))
        .RequireAccess(Permission.ManageFlashSales)
        .Refuses(Refusals.FlashSaleNotFound);

    public static async Task<Results<Ok<FlashSaleStanding>, ProblemHttpResult>> Handle(
        Guid sale, Database database, IOfferBook offers, CancellationToken stop)
    {
        await using var session = await database.ReadFreshAsync(stop);
        return await FlashSaleStanding.FindAsync(session, database.Region, offers, sale) is { } found
            ? TypedResults.Ok(found)
            : Refusals.FlashSaleNotFound.AsProblem();
    }
}
