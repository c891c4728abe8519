using System.Globalization;
using Feria.Catalog;
using Feria.Storefront;
using Feria.Stores;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Feria.SellerDesk;

/// <summary>Prices of a store that begin and end by the clock: preview, plan, watch, end.</summary>
static class ShowSchedules
{
    const string Place = "/sell/{store:guid}/promotions/prices";

    public static readonly IReadOnlyList<string> Hows = ["percent", "amount", "price"];

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Place, (Guid store, bool? ended, string? cursor, string? sku, Inside inside) => ShowAsync(
            store, ended is true, cursor, new() { ["how"] = "percent", ["skus"] = sku }, null, 200, inside))
            .RequireAccount();
        pages.MapPost(Place, Plan).RequireAccount();
        pages.MapPost(Place + "/{schedule:guid}/end", End).RequireAccount();
    }

    public static string PathOf(Guid store) => ShowPromotions.PathOf(store) + "/prices";

    static async Task<IResult> ShowAsync(
        Guid store, bool isEnded, string? cursor, Filled form, SchedulePrices.Answer? preview, int status,
        Inside inside)
    {
        var file = await inside.CallAsync(nameof(GetMyStore), new { store });
        if (file.Problem is { } lost) return lost.AsProblem();
        var found = await inside.CallAsync(
            nameof(ListScheduledPrices), new { store, ended = isEnded ? "true" : null, cursor, limit = 50 });
        if (found.Problem is { } problem) return problem.AsProblem();
        return new RazorComponentResult<SchedulesPage>(new
        {
            Store = file.Read<StoreFile>(),
            Found = found.Read<Page<ScheduledPrice>>(),
            Form = form,
            Preview = preview,
            Ended = isEnded,
        })
        { StatusCode = status };
    }

    // A preview says what each would cost; only what was seen is planned by the next press.
    static async Task<IResult> Plan(Guid store, [FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var form = Filled.Of(sent, "skus", "how", "value", "from", "until");
        var isPreview = sent.ContainsKey("preview");
        var file = await inside.CallAsync(nameof(GetMyStore), new { store });
        if (file.Problem is { } lost) return lost.AsProblem();
        var currency = file.Read<StoreFile>().Currency;
        var percent = form["how"] == "percent"
            && int.TryParse(form["value"], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : (int?)null;
        var money = form["how"] == "percent" ? null : ShowListings.MinorOf(form["value"], currency);
        if (percent is null && money is null) form.Blame("value", visit.Say("sell.promo.wrong-number"));
        if (form.InstantOf("until") is null) form.Blame("until", visit.Wrong("until", visit.Say("form.look-again")));
        if (!form.Fine) return await ShowAsync(store, false, null, form, null, 400, inside);

        var answer = await inside.CallAsync(nameof(SchedulePrices), new { store }, new
        {
            skus = PromotionForm.PartsOf(form["skus"]),
            percentOff = percent,
            amountOff = form["how"] == "amount" ? money : null,
            price = form["how"] == "price" ? money : null,
            from = form.InstantOf("from"),
            until = form.InstantOf("until"),
            preview = isPreview,
        });
        if (answer.Problem is { } problem)
        {
            form.Take(problem, visit);
            if (problem.All.TryGetProperty("sku", out var sku) && form.Problem is { } why)
                form.Problem = $"{sku}: {why}";
            return await ShowAsync(store, false, null, form, null, answer.Status, inside);
        }

        return isPreview
            ? await ShowAsync(store, false, null, form, answer.Read<SchedulePrices.Answer>(), 200, inside)
            : new SeeOther(visit.To(PathOf(store)));
    }

    static async Task<IResult> End(Guid store, Guid schedule, Visit visit, Inside inside)
    {
        var answer = await inside.CallAsync(nameof(EndScheduledPrice), new { store, schedule });
        return answer.Problem is { } problem ? problem.AsProblem() : new SeeOther(visit.To(PathOf(store)));
    }
}
