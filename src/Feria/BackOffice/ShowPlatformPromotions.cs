using Feria.Contracts;
using Feria.Marketing;
using Feria.SellerDesk;
using Feria.Storefront;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Feria.BackOffice;

/// <summary>What the platform takes off carts and pays for itself: make, watch, end.</summary>
static class ShowPlatformPromotions
{
    public const string Place = "/operations/promotions";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Place, (string? cursor, Inside inside) => ListAsync(
            cursor, new() { ["effect"] = Promotion.Percent, ["currency"] = "USD" }, 200, inside))
            .RequireAccess(Permission.ManagePromotions);
        pages.MapPost(Place, Make).RequireAccess(Permission.ManagePromotions);
        pages.MapPost(Place + "/{promotion:guid}/end", End).RequireAccess(Permission.ManagePromotions);
    }

    static async Task<IResult> ListAsync(string? cursor, Filled form, int status, Inside inside)
    {
        var found = await inside.CallAsync(nameof(ListPlatformPromotions), new { cursor, limit = 50 });
        if (found.Problem is { } problem) return problem.AsProblem();
        return new RazorComponentResult<PromotionsPage>(new { Found = found.Read<Page<PromotionFile>>(), Form = form })
        {
            StatusCode = status,
        };
    }

    static async Task<IResult> Make(
        [FromForm] IFormCollection sent, Visit visit, Inside inside, Database database, ICategoryBook categories,
        IStoreBook stores, CancellationToken stop)
    {
        var form = Filled.Of(sent, PromotionForm.Names);
        var currency = form["currency"] ?? "";
        var (within, category) = await NamedAsync(form, visit, database, categories, stores, stop);
        var terms = PromotionForm.TermsOf(form, currency, null, category, visit);
        if (!form.Fine) return await ListAsync(null, form, 400, inside);
        var answer = await inside.CallAsync(
            nameof(AddPlatformPromotion), body: new { terms, currency, stores = within });
        if (answer.Problem is not { } problem) return new SeeOther(visit.To(Place));
        PromotionForm.Take(form, problem, visit);
        return await ListAsync(null, form, answer.Status, inside);
    }

    static async Task<(IReadOnlyList<Guid> Stores, int? Category)> NamedAsync(
        Filled form, Visit visit, Database database, ICategoryBook categories, IStoreBook stores,
        CancellationToken stop)
    {
        await using var session = await database.ReadAsync(stop);
        var category = await PromotionForm.CategoryOfAsync(session, categories, form, visit);
        string[] slugs = [.. PromotionForm.PartsOf(form["stores"]).Take(AddPlatformPromotion.MostStores)];
        if (slugs.Length == 0) return ([], category);
        var found = await stores.BySlugsAsync(session, slugs);
        if (slugs.Except(found.Select(store => store.Slug)).FirstOrDefault() is { } unknown)
            form.Blame("stores", visit.Say("sell.promo.no-store", unknown));
        return ([.. found.Select(store => store.Id)], category);
    }

    static async Task<IResult> End(Guid promotion, Visit visit, Inside inside)
    {
        var answer = await inside.CallAsync(nameof(EndPlatformPromotion), new { promotion });
        return answer.Problem is { } problem ? problem.AsProblem() : new SeeOther(visit.To(Place));
    }
}
