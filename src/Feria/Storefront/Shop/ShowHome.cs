using Feria.Contracts;
using Feria.FlashSales;
using Feria.Marketing;
using Feria.Recommendations;
using Feria.Search;
using Feria.Storefront.Parts;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Feria.Storefront;

/// <summary>The home page: what people carry home, what this visitor looked at and for, and the ways in.</summary>
static class ShowHome
{
    public static void Map(IEndpointRouteBuilder pages) => pages.MapGet("/", Handle).AllowAnyone().Compressed();

    static async Task<IResult> Handle(
        HttpContext http, Visit visit, Caller caller, Streets streets, Database db, Cache cache, ProductCards cards,
        FlashSaleBook drops, Banners banners, FrontPromotions promotions, SharedPages pages, ITextWatch watch,
        ISearchesDone searches, Finder finder, TimeProvider clock, CancellationToken stop)
    {
        var map = await streets.CopyAsync(visit.Language, stop);
        var trending = await GetTrending.CardsAsync(cache, cards, 0, 15, stop);
        var rising = await ListTrendingSearches.CopyAsync(visit.Language.Code, cache, watch, stop);
        var wanted = await RecommendBySearches.FindAsync(
            caller, visit.Language.Code, searches, finder, db, clock, stop);
        var seen = (await GetRecentlyViewed.Handle(12, caller, db, cards, stop)).Value!.Items;
        List<FlashSaleShown> coming =
        [
            .. (await drops.ComingOrNoneAsync(stop)).Where(drop => drop.Phase != SalePhase.Ending).Take(3)
                .Select(Still),
        ];
        var running = await promotions.NowAsync(stop);
        var banner = banners.ForAll(BannerTerms.Home, [], visit.Language.Code);
        if (seen.Count > 0 || wanted.Count > 0)
            return new RazorComponentResult<HomePage>(new
            {
                Shown = View(caller.Account is { } account ? await OwnAsync(account) : banner),
            });
        return await pages.ShowAsync<HomePage>(
            http, "/",
            [
                map.Json, trending.Json, rising.Json, Rendered.Of(coming), Rendered.Of(running),
                Poster.CopyOf(banner),
            ],
            () => new() { ["Shown"] = View(banner) }, own: OwnAsync);

        Task<BannerShown?> OwnAsync(Guid account) =>
            banners.ForAsync(account, BannerTerms.Home, [], visit.Language.Code, stop);

        HomePage.View View(BannerShown? over) => new(
            map.Value.Products, map.Value.Stores,
            [.. trending.Value.Items.Select(Shelf.Of)],
            [.. seen.Select(Shelf.Of)],
            map.Value.Doors)
        {
            Rising = rising.Value.Items,
            Wanted = [.. wanted.Select(one => new HomePage.Because(one.Query, [.. one.Products.Select(Shelf.Of)]))],
            Drops = coming, Promotions = running, Banner = over,
        };
    }

    // The page tells whether it began, not what time it is.
    static FlashSaleShown Still(FlashSaleShown drop) =>
        drop with { Now = drop.StartsAt > drop.Now ? DateTime.UnixEpoch : drop.StartsAt };
}
