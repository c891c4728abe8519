using Feria.FlashSales;
using Feria.Recommendations;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Feria.Storefront;

/// <summary>The home page: what people carry home, what this visitor looked at, and the ways in.</summary>
static class ShowHome
{
    public static void Map(IEndpointRouteBuilder pages) => pages.MapGet("/", Handle).AllowAnyone().Compressed();

    static async Task<IResult> Handle(
        HttpContext http, Visit visit, Caller caller, Streets streets, Database db, Cache cache, ProductCards cards,
        FlashSaleBook drops, SharedPages pages, CancellationToken stop)
    {
        var map = await streets.CopyAsync(visit.Language, stop);
        var trending = await GetTrending.CardsAsync(cache, cards, 0, 15, stop);
        var seen = (await GetRecentlyViewed.Handle(12, caller, db, cards, stop)).Value!.Items;
        List<FlashSaleShown> coming =
        [
            .. (await drops.ComingOrNoneAsync(stop)).Where(drop => drop.Phase != SalePhase.Ending).Take(3)
                .Select(Still),
        ];
        if (seen.Count > 0) return new RazorComponentResult<HomePage>(new { Shown = View() });
        return await pages.ShowAsync<HomePage>(
            http, "/", [map.Json, trending.Json, Rendered.Of(coming)], () => new() { ["Shown"] = View() });

        HomePage.View View() => new(
            map.Value.Products, map.Value.Stores,
            [.. trending.Value.Items.Select(Shelf.Of)],
            [.. seen.Select(Shelf.Of)],
            map.Value.Doors)
        {
            Drops = coming,
        };
    }

    // The page tells whether it began, not what time it is.
    static FlashSaleShown Still(FlashSaleShown drop) =>
        drop with { Now = drop.StartsAt > drop.Now ? DateTime.UnixEpoch : drop.StartsAt };
}
