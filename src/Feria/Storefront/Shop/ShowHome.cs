using Feria.FlashSales;
using Feria.Recommendations;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Feria.Storefront;

/// <summary>The home page: what people carry home, what this visitor looked at, and the ways in.</summary>
static class ShowHome
{
    public static void Map(IEndpointRouteBuilder pages) => pages.MapGet("/", Handle).AllowAnyone().Compressed();

    static async Task<RazorComponentResult<HomePage>> Handle(
        Visit visit, Caller caller, Streets streets, Database db, Cache cache, ProductCards cards,
        FlashSaleBook drops, CancellationToken stop)
    {
        var map = await streets.InAsync(visit.Language, stop);
        var trending = await GetTrending.Handle(null, 15, cache, cards, stop);
        var seen = await GetRecentlyViewed.Handle(12, caller, db, cards, stop);
        return new(new
        {
            Shown = new HomePage.View(
                map.Products, map.Stores,
                [.. trending.Value!.Items.Select(Shelf.Of)],
                [.. seen.Value!.Items.Select(Shelf.Of)],
                map.Doors)
            {
                Drops =
                [
                    .. (await drops.ComingOrNoneAsync(stop)).Where(drop => drop.Phase != SalePhase.Ending).Take(3),
                ],
            },
        });
    }
}
