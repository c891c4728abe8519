using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.FlashSales;

/// <summary>
/// A flash sale: what, when, for how much, and how many are left. Cheap to ask, also for everybody at once.
/// </summary>
public static class GetFlashSale
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/flash-sales/{slug}", Handle)
        .WithName(nameof(GetFlashSale))
        .AllowAnyone()
        .Refuses(Refusals.FlashSaleNotFound);

    static async Task<Results<Ok<FlashSaleShown>, ProblemHttpResult>> Handle(
        string slug, FlashSaleBook book, CancellationToken stop) =>
        await book.FindAsync(slug, stop) is { } found
            ? TypedResults.Ok(found)
            : Refusals.FlashSaleNotFound.AsProblem();
}
