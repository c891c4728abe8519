using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Search;

/// <summary>What people searched for in some days, for a spreadsheet; read while it is sent.</summary>
public static class ExportTerms
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/admin/search/terms.csv", Handle)
        .WithName(nameof(ExportTerms))
        .RequireAccess(Permission.ManageSearch)
        .Produces(StatusCodes.Status200OK, contentType: "text/csv")
        .Refuses(KernelRefusals.WrongDays);

    static Results<PushStreamHttpResult, ProblemHttpResult> Handle(
        DateOnly? from, DateOnly? to, [RegularExpression("^[a-z]{2}$")] string? language, bool? empty,
        Database database, TimeProvider clock, CancellationToken stop)
    {
        if (ListTerms.DaysOf(from, to, clock) is not var (first, last)) return KernelRefusals.WrongDays.AsProblem();
        return Csv.Answer(
            $"searches-{first:yyyy-MM-dd}-{last:yyyy-MM-dd}.csv",
            ["query", "searches", "searchers", "found_nothing", "found", "clicks", "last_at"],
            Csv.AllAsync<ListTerms.Term>(async (before, limit) =>
            {
                var after = before is null ? null : ListTerms.After.Of(before, empty is true);
                await using var session = await database.ReadAsync(stop);
                return await ListTerms.ReadAsync(session, first, last, language, empty is true, after, limit);
            }),
            row =>
            [
                Csv.Field(row.Query), Csv.Field(row.Searches), Csv.Field(row.Searchers), Csv.Field(row.Empty),
                row.Found is { } found ? Csv.Field(found) : "", Csv.Field(row.Clicks), $"{row.LastAt:O}",
            ]);
    }
}
