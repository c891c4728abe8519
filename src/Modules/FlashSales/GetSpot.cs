using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.FlashSales;

/// <summary>Your spot in the line of a flash sale: position, how long still, and whose turn it is.</summary>
public static class GetSpot
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/flash-sales/{sale:guid}/spot", Handle)
        .WithName(nameof(GetSpot))
        .AllowAnyone()
        // Cheap to answer, and asked by all who wait behind one address.
        .Allows(perMinute: 600, burst: 100)
        .Refuses(Refusals.FlashSaleNotFound, Refusals.SpotNotFound);

    public static async Task<Results<Ok<Spot>, ProblemHttpResult>> Handle(
        Guid sale, Caller caller, Lines lines, Spots spots, HttpContext http, CancellationToken stop)
    {
        http.Response.Headers.CacheControl = "private, no-store";
        if (await lines.OfSaleAsync(sale, stop) is not { } standing) return Refusals.FlashSaleNotFound.AsProblem();
        return await spots.FindAsync(standing, caller, stop) is { } spot
            ? TypedResults.Ok(spot)
            : Refusals.SpotNotFound.AsProblem();
    }
}
