using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Insights;

/// <summary>The figures of a store's products for a spreadsheet, a row a product: the greatest thousand.</summary>
public static class ExportProductStatistics
{
    const int Most = 1000;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/store/{store:guid}/statistics/products.csv", Handle)
        .WithName(nameof(ExportProductStatistics))
        .RequireAccount()
        .Produces(StatusCodes.Status200OK, contentType: "text/csv")
        .Refuses(KernelRefusals.WrongDays);

    /// <param name="from">First day in UTC; by default thirty days are told.</param>
    /// <param name="to">Last day in UTC; today where left out.</param>
    /// <param name="sort">By what: revenue where left out.</param>
    static async Task<Results<PushStreamHttpResult, ProblemHttpResult>> Handle(
        Guid store, DateOnly? from, DateOnly? to,
        [AllowedValues("views", "adds", "orders", "units", "revenue", null)] string? sort, Caller caller,
        Database database, IStoreDesk desk, ProductList products, TimeProvider clock, CancellationToken stop)
    {
        await using var session = await database.ReadAsync(stop);
        var (standing, refusal) = await desk.EnterAsync(session, store, caller, StoreRight.See);
        if (standing is null) return refusal!.AsProblem();
        if (Days.Of(from, to, Days.Today(clock)) is not { } days) return KernelRefusals.WrongDays.AsProblem();
        var found = await products.ReadAsync(
            session, standing, days, sort ?? "revenue", ProductList.Position.Start, Most);
        return MeasuresFile.Answer(
            $"products-{days.First:yyyy-MM-dd}-{days.Last:yyyy-MM-dd}.csv", ["product", "title", "available"],
            found.Items.Select(one => (
                new[] { $"{one.Product}", one.Title, one.Available.ToString(CultureInfo.InvariantCulture) },
                one.Measures)));
    }
}
