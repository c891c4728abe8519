using Feria.Marketing;

namespace Feria.Storefront;

/// <summary>A page that marketing composed, the same for everybody.</summary>
static class ShowLanding
{
    public static void Map(IEndpointRouteBuilder pages) =>
        pages.MapGet("/l/{slug}", Handle).AllowAnyone().Compressed();

    public static string PathOf(string slug) => "/l/" + slug;

    static async Task<IResult> Handle(
        string slug, HttpContext http, Visit visit, LandingPages landing, LandingCards cards, SharedPages pages,
        TimeProvider clock, CancellationToken stop)
    {
        if (await landing.FindAsync(slug, visit.Language.Code, stop) is not { } found)
            return Marketing.Refusals.LandingNotFound.AsProblem();
        var rows = await cards.OfAsync(found.Value, visit.Language.Code, stop);
        var now = clock.GetUtcNow().UtcDateTime;
        bool[] shown = [.. found.Value.Blocks.Select(block => block.IsShown(now))];
        return await pages.ShowAsync<LandingPage>(
            http, PathOf(slug),
            [found.Json, Rendered.Of(shown), .. rows.OrderBy(row => row.Key).Select(row => row.Value.Of)],
            () => new() { ["Shown"] = found.Value, ["Cards"] = rows, ["IsOn"] = shown });
    }
}
