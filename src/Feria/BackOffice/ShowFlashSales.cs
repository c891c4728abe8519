using System.Globalization;
using System.Net.Mime;
using Feria.Contracts;
using Feria.FlashSales;
using Feria.Storefront;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Feria.BackOffice;

/// <summary>Flash sales for those who run them: make one, watch it live, stop it, and prove it afterwards.</summary>
static class ShowFlashSales
{
    const string Place = "/operations/flash-sales";

    static readonly string[] Names =
    [
        "slug", "name", "offer", "units", "price", "currency", "perBuyer", "audience", "hasLine", "opensAt", "startsAt",
        "endsAt", "turnSeconds", "paySeconds",
    ];

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Place, ShowAll).RequireAccess(Permission.ManageFlashSales);
        pages.MapPost(Place, Make).RequireAccess(Permission.ManageFlashSales);
        pages.MapGet(Place + "/{sale:guid}", ShowOne).RequireAccess(Permission.ManageFlashSales);
        pages.MapPost(Place + "/{sale:guid}", Change).RequireAccess(Permission.ManageFlashSales);
        pages.MapPost(Place + "/{sale:guid}/stop", Stop).RequireAccess(Permission.ManageFlashSales);
        pages.MapGet(Place + "/{sale:guid}/proof", ShowProof).RequireAccess(Permission.ManageFlashSales);
        pages.MapGet(Place + "/{sale:guid}/proof.json", Download).RequireAccess(Permission.ManageFlashSales);
    }

    public static string PathOf(Guid sale) => $"{Place}/{sale}";

    static Task<IResult> ShowAll(string? cursor, Inside inside)
    {
        var form = new Filled
        {
            ["currency"] = "USD", ["perBuyer"] = "1", ["audience"] = "accounts", ["hasLine"] = "yes",
            ["turnSeconds"] = "180", ["paySeconds"] = "600",
        };
        return AllAsync(form, 200, cursor, inside);
    }

    static async Task<IResult> AllAsync(Filled form, int status, string? cursor, Inside inside)
    {
        var answer = await inside.CallAsync(nameof(ListAllFlashSales), new { limit = 50, cursor });
        if (answer.Problem is { } problem) return problem.AsProblem();
        return new RazorComponentResult<FlashSalesPage>(new
        {
            Shown = new FlashSalesPage.View(answer.Read<Page<ListAllFlashSales.Listed>>(), form),
        })
        { StatusCode = status };
    }

    static async Task<IResult> Make([FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var form = Filled.Of(sent, Names);
        var sale = Id.New();
        var answer = await inside.CallAsync(nameof(PutFlashSale), new { sale }, BodyOf(form));
        if (answer.Problem is not { } problem) return new SeeOther(visit.To(PathOf(sale)));
        form.Take(problem, visit);
        return await AllAsync(form, answer.Status, null, inside);
    }

    static async Task<IResult> Change(Guid sale, [FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var form = Filled.Of(sent, Names);
        var answer = await inside.CallAsync(nameof(PutFlashSale), new { sale }, BodyOf(form));
        if (answer.Problem is not { } problem) return new SeeOther(visit.To(PathOf(sale)));
        form.Take(problem, visit);
        return await OneAsync(sale, form, answer.Status, inside);
    }

    static object BodyOf(Filled form) => new
    {
        slug = form["slug"],
        name = form["name"],
        offer = Guid.TryParse(form["offer"], out var offer) ? offer : Guid.Empty,
        units = NumberOf(form["units"]),
        price = NumberOf(form["price"]),
        currency = form["currency"],
        perBuyer = NumberOf(form["perBuyer"]),
        audience = form["audience"],
        hasLine = form["hasLine"] == "yes",
        opensAt = form.InstantOf("opensAt") ?? default,
        startsAt = form.InstantOf("startsAt") ?? default,
        endsAt = form.InstantOf("endsAt") ?? default,
        turnSeconds = NumberOf(form["turnSeconds"]),
        paySeconds = NumberOf(form["paySeconds"]),
    };

    static Filled FormOf(FlashSaleStanding sale) => new()
    {
        ["slug"] = sale.Slug,
        ["name"] = sale.Name,
        ["offer"] = sale.Offer?.Id.ToString(),
        ["units"] = Text(sale.Units),
        ["price"] = Text(sale.Price.Amount),
        ["currency"] = sale.Price.Currency,
        ["perBuyer"] = Text(sale.PerBuyer),
        ["audience"] = sale.Audience,
        ["hasLine"] = sale.HasLine ? "yes" : "no",
        ["opensAt"] = Text(sale.OpensAt),
        ["startsAt"] = Text(sale.StartsAt),
        ["endsAt"] = Text(sale.EndsAt),
        ["turnSeconds"] = Text(sale.TurnSeconds),
        ["paySeconds"] = Text(sale.PaySeconds),
    };

    static Task<IResult> ShowOne(Guid sale, Inside inside) => OneAsync(sale, null, 200, inside);

    static async Task<IResult> OneAsync(Guid sale, Filled? form, int status, Inside inside)
    {
        var answer = await inside.CallAsync(nameof(WatchFlashSale), new { sale });
        if (answer.Problem is { } problem) return problem.AsProblem();
        var found = answer.Read<FlashSaleStanding>();
        if (found.Phase == SalePhase.Announced) form ??= FormOf(found);
        return new RazorComponentResult<FlashSalePage>(new { Shown = new FlashSalePage.View(found, form) })
        {
            StatusCode = status,
        };
    }

    static async Task<IResult> Stop(Guid sale, Visit visit, Inside inside)
    {
        var answer = await inside.CallAsync(nameof(StopFlashSale), new { sale });
        return answer.Problem is { } problem ? problem.AsProblem() : new SeeOther(visit.To(PathOf(sale)));
    }

    static async Task<IResult> ShowProof(Guid sale, Inside inside)
    {
        var answer = await inside.CallAsync(nameof(ProveFlashSale), new { sale });
        return answer.Problem is { } problem
            ? problem.AsProblem()
            : new RazorComponentResult<ProofPage>(new { Shown = answer.Read<ProveFlashSale.Proof>() });
    }

    static async Task<IResult> Download(Guid sale, Inside inside)
    {
        var answer = await inside.CallAsync(nameof(ProveFlashSale), new { sale, rows = "true" });
        return answer.Problem is { } problem
            ? problem.AsProblem()
            : TypedResults.File(answer.Body, MediaTypeNames.Application.Json, $"flash-sale-{sale}.json");
    }

    // What is no number is refused by the API, beside its field.
    static long NumberOf(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number <= int.MaxValue ? number : 0;

    static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    static string Text(DateTime at) => at.ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture);
}
