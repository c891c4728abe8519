using Feria.Contracts;
using Feria.Marketing;
using Feria.Storefront;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Feria.BackOffice;

/// <summary>Codes in bulk, each good once: make, hand on, revoke.</summary>
static class ShowCoupons
{
    public const string Place = "/operations/coupons";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Place, (string? cursor, Inside inside) => ListAsync(
            cursor, new() { ["many"] = "100" }, 200, inside)).RequireAccess(Permission.ManageCampaigns);
        pages.MapPost(Place, Make).RequireAccess(Permission.ManageCampaigns);
        pages.MapPost(Place + "/{coupons:guid}/revoke", Revoke).RequireAccess(Permission.ManageCampaigns);
    }

    static async Task<IResult> ListAsync(string? cursor, Filled form, int status, Inside inside)
    {
        var found = await inside.CallAsync(nameof(ListCoupons), new { cursor, limit = 20 });
        if (found.Problem is { } problem) return problem.AsProblem();
        // Who may not make promotions sees none of them here, and is told of it.
        var promotions = await inside.CallAsync(nameof(ListPlatformPromotions), new { limit = Cursor.MaxLimit });
        return new RazorComponentResult<CouponsPage>(new
        {
            Found = found.Read<Page<CouponBundle>>(), Form = form,
            Promotions = (IReadOnlyList<PromotionFile>)
            [
                .. promotions.Found<Page<PromotionFile>>()?.Items
                    .Where(one => one.ByCoupon && one.Standing is not "ended") ?? [],
            ],
        })
        { StatusCode = status };
    }

    static async Task<IResult> Make([FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var form = Filled.Of(sent, "promotion", "name", "many");
        var answer = await inside.CallAsync(nameof(MakeCoupons), null, new
        {
            promotion = Guid.TryParse(form["promotion"], out var promotion) ? promotion : Guid.Empty,
            name = form["name"],
            many = int.TryParse(form["many"], out var many) ? many : 0,
        });
        if (answer.Problem is not { } problem) return new SeeOther(visit.To(Place));
        form.Take(problem, visit);
        return await ListAsync(null, form, answer.Status, inside);
    }

    static async Task<IResult> Revoke(Guid coupons, Visit visit, Inside inside)
    {
        var answer = await inside.CallAsync(nameof(RevokeCoupons), new { coupons });
        return answer.Problem is { } problem ? problem.AsProblem() : new SeeOther(visit.To(Place));
    }
}
