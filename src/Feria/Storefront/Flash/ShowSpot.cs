using Feria.FlashSales;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Feria.Storefront;

/// <summary>A buyer's way through the line: where they stand, and once it is their turn, the way to buy.</summary>
static class ShowSpot
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var pages = app.MapGroup("").DisableAntiforgery().AddEndpointFilter<ReceiveShopper>();
        // A program that comes under ever new names is slowed by its network.
        pages.MapPost("/flash/{slug}/line", Join).AllowAnyone().OnlyInPerson().Allows(perMinute: 20, burst: 10);
        pages.MapGet("/flash/{slug}/line", Show).AllowAnyone().OnlyInPerson();
    }

    public static string PathOf(string slug) => $"/flash/{slug}/line";

    static async Task<IResult> Join(
        string slug, Visit visit, FlashSaleBook book, Inside inside, CancellationToken stop)
    {
        if (await book.FindAsync(slug, stop) is not { } sale) return Refusals.FlashSaleNotFound.AsProblem();
        var answer = await inside.CallAsync(nameof(TakeSpot), new { sale = sale.Id });
        return answer.Problem?.Code switch
        {
            null => new SeeOther(visit.To(PathOf(slug))),
            var code when code == KernelRefusals.SignInNeeded.Code =>
                new SeeOther(visit.To("/sign-in?back=" + Uri.EscapeDataString(ShowFlashSale.PathOf(slug)))),
            var code => new SeeOther(visit.To($"{PathOf(slug)}?because={code}")),
        };
    }

    static async Task<IResult> Show(
        string slug, string? because, Visit visit, Caller caller, FlashSaleBook book, Lines lines, Spots spots,
        CancellationToken stop)
    {
        if (await book.FindAsync(slug, stop) is not { } sale
            || await lines.OfSaleAsync(sale.Id, stop) is not { } standing)
            return Refusals.FlashSaleNotFound.AsProblem();
        var spot = await spots.FindAsync(standing, caller, stop);
        if (spot is null && because is null) return new SeeOther(visit.To(ShowFlashSale.PathOf(slug)));
        return new RazorComponentResult<SpotPage>(new
        {
            Shown = new SpotPage.View(
                sale, spot, because is null ? null : visit.Refused(because),
                spot is null ? 0 : (int)Math.Ceiling(spot.AskAgainSeconds + Random.Shared.NextDouble() * 5)),
        });
    }
}

/// <summary>
/// Runs before the pages of a line. It looks nothing up that is not in memory: thousands wait, and look again.
/// </summary>
sealed class ReceiveShopper(Streets streets) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var http = invocation.HttpContext;
        var visit = http.RequestServices.GetRequiredService<Visit>();
        (visit.Name, visit.Account) = (Caller.Of(http).Name, Caller.Of(http).Account);
        visit.Lanes = (await streets.InAsync(visit.Language, http.RequestAborted)).Lanes;
        ReceiveVisitor.Guard(http);
        http.Response.Headers.CacheControl = "private, no-store";
        return await next(invocation);
    }
}
