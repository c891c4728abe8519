using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Insights;

/// <summary>A store's figures for a spreadsheet, a row a day.</summary>
public static class ExportStatistics
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/store/{store:guid}/statistics.csv", Handle)
        .WithName(nameof(ExportStatistics))
        .RequireAccount()
        .Produces(StatusCodes.Status200OK, contentType: "text/csv")
        .Refuses(KernelRefusals.WrongDays);

    /// <param name="from">First day in UTC; by default thirty days are told.</param>
    /// <param name="to">Last day in UTC; today where left out.</param>
    static async Task<Results<PushStreamHttpResult, ProblemHttpResult>> Handle(
        Guid store, DateOnly? from, DateOnly? to, Guid? product, Caller caller, Database database, IStoreDesk desk,
        IRatings ratings, TimeProvider clock, CancellationToken stop)
    {
        await using var session = await database.ReadAsync(stop);
        var (standing, refusal) = await desk.EnterAsync(session, store, caller, StoreRight.See);
        if (standing is null) return refusal!.AsProblem();
        if (Days.Of(from, to, Days.Today(clock)) is not { } days) return KernelRefusals.WrongDays.AsProblem();
        var found = await GetStatistics.ReadAsync(session, ratings, store, product, days, standing.Currency);
        return MeasuresFile.Answer(
            $"statistics-{days.First:yyyy-MM-dd}-{days.Last:yyyy-MM-dd}.csv", ["day"],
            found.Days.Select(day => (new[] { $"{day.Date:yyyy-MM-dd}" }, day.Measures)));
    }
}
