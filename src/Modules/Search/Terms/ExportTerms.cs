using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Runtime.CompilerServices;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Search;

/// <summary>What people searched for in some days, for a spreadsheet; read while it is sent.</summary>
public static class ExportTerms
{
    const int AtOnce = 1_000;

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
            RowsAsync(database, first, last, language, empty is true, stop));
    }

    static async IAsyncEnumerable<IEnumerable<string>> RowsAsync(
        Database database, DateOnly first, DateOnly last, string? language, bool empty,
        [EnumeratorCancellation] CancellationToken stop)
    {
        ListTerms.After? after = null;
        while (true)
        {
            IReadOnlyList<ListTerms.Term> rows;
            await using (var session = await database.ReadAsync(stop))
                rows = await ListTerms.ReadAsync(session, first, last, language, empty, after, AtOnce);
            foreach (var row in rows)
                yield return
                [
                    Csv.Field(row.Query), Number(row.Searches), Number(row.Searchers), Number(row.Empty),
                    row.Found is { } found ? Number(found) : "", Number(row.Clicks), $"{row.LastAt:O}",
                ];
            if (rows.Count < AtOnce) yield break;
            after = new(empty ? rows[^1].Empty : rows[^1].Searches, rows[^1].Normal);
        }
    }

    static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
