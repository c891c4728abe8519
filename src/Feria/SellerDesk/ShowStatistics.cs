using System.Globalization;
using Feria.Insights;
using Feria.Storefront;
using Feria.Stores;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Feria.SellerDesk;

/// <summary>What became of what a store sells: sums, a chart of days, the products that did best.</summary>
static class ShowStatistics
{
    const string Place = "/sell/{store:guid}/statistics";
    const int Shown = 20;

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Place, Show).RequireAccount();
        pages.MapGet(Place + "/days.csv", (Guid store, string? from, string? to, string? product, Inside inside) =>
            FileAsync("days", nameof(ExportStatistics), new { store, from, to, product }, inside)).RequireAccount();
        pages.MapGet(Place + "/products.csv", (Guid store, string? from, string? to, string? sort, Inside inside) =>
            FileAsync("products", nameof(ExportProductStatistics), new { store, from, to, sort }, inside))
            .RequireAccount();
    }

    public static string PathOf(Guid store) => ShowSelling.PathOf(store) + "/statistics";

    /// <param name="days">So many up to today; else from and to.</param>
    static async Task<IResult> Show(
        Guid store, int? days, string? from, string? to, string? product, string? by, string? sort, string? cursor,
        TimeProvider clock, Visit visit, Inside inside)
    {
        var file = await inside.CallAsync(nameof(GetMyStore), new { store });
        if (file.Problem is { } lost) return lost.AsProblem();
        var form = new Filled();
        if (days is >= 1 and <= Days.Most)
            (from, to) = (DayOf(Days.Today(clock).AddDays(1 - days.Value)), DayOf(Days.Today(clock)));
        (form["from"], form["to"]) = (from, to);
        (from, to) = (from is "" ? null : from, to is "" ? null : to);
        product = Guid.TryParse(product, out var one) ? $"{one}" : null;

        var found = await inside.CallAsync(nameof(GetStatistics), new { store, from, to, product });
        if (found.Problem is { Status: 400 })
        {
            // What was asked for cannot be told; what usually is stands there instead.
            form.Problem = visit.Refused(
                KernelRefusals.WrongDays.Code, KernelRefusals.WrongDays.Sentence);
            (from, to) = (null, null);
            found = await inside.CallAsync(nameof(GetStatistics), new { store, product });
        }

        if (found.Problem is { } problem) return problem.AsProblem();
        var order = ProductOrder.Contains(sort) ? sort! : "revenue";
        var products = await inside.CallAsync(
            nameof(ListProductStatistics), new { store, from, to, sort = order, cursor, limit = Shown });
        if (products.Problem is { } unlisted) return unlisted.AsProblem();
        return new RazorComponentResult<StatisticsPage>(new
        {
            Store = file.Read<StoreFile>(),
            Found = found.Read<GetStatistics.Answer>(),
            Products = products.Read<Page<ProductMeasures>>(),
            By = StatisticsChart.Measured.Contains(by) ? by! : "revenue",
            Sort = order,
            Form = form,
        })
        { StatusCode = form.Fine ? 200 : 400 };
    }

    public static readonly IReadOnlyList<string?> ProductOrder = ["revenue", "units", "orders", "adds", "views"];

    static async Task<IResult> FileAsync(string what, string slice, object asked, Inside inside)
    {
        var answer = await inside.CallAsync(slice, asked);
        return answer.Problem is { } problem
            ? problem.AsProblem()
            : TypedResults.File(answer.Body, "text/csv; charset=utf-8", $"statistics-{what}.csv");
    }

    public static string DayOf(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
