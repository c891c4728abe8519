using System.Runtime.CompilerServices;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Catalog;

/// <summary>
/// The rows of a sheet that were refused or failed, as they were sent, with the line and the reason: put right, they
/// can be sent again.
/// </summary>
public static class ExportSheetRows
{
    const int AtOnce = 500;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/store/{store:guid}/sheets/{sheet:guid}/rows.csv", Handle)
        .WithName(nameof(ExportSheetRows))
        .RequireAccountOrKey()
        .Produces(StatusCodes.Status200OK, contentType: "text/csv")
        .Refuses(Refusals.StoreNotFound, Refusals.SheetNotFound);

    static async Task<Results<PushStreamHttpResult, ProblemHttpResult>> Handle(
        Guid store, Guid sheet, Caller caller, Database database, IStoreDesk desk, CancellationToken stop)
    {
        await using var session = await database.ReadAsync(stop);
        var (standing, refusal) = await desk.EnterAsync(session, store, caller, StoreRight.See);
        if (standing is null) return refusal!.AsProblem();
        if (await Sheet.FindAsync(session, store, sheet) is not { } found) return Refusals.SheetNotFound.AsProblem();
        return Csv.Answer(
            "rows-to-put-right.csv", [.. found.Columns.Select(Csv.Field), "error_line", "error"],
            RowsAsync(database, found, stop), row => row);
    }

    static async IAsyncEnumerable<IEnumerable<string>> RowsAsync(
        Database database, Sheet.Row sheet, [EnumeratorCancellation] CancellationToken stop)
    {
        var after = 0;
        while (true)
        {
            IReadOnlyList<SheetRow.Stored> rows;
            await using (var session = await database.ReadAsync(stop))
                rows = await session.ListAsync<SheetRow.Stored>(
                    RowsSql, new { sheet = sheet.Id, after, limit = AtOnce });
            foreach (var row in rows)
                yield return
                [
                    .. Enumerable.Range(0, sheet.Columns.Length)
                        .Select(place => Csv.Field(row.Cells.ElementAtOrDefault(place) ?? "")),
                    $"{row.Line}", Csv.Field(string.Join(": ", ReasonOf(row))),
                ];
            if (rows.Count < AtOnce) yield break;
            after = rows[^1].Line;
        }
    }

    static IEnumerable<string> ReasonOf(SheetRow.Stored row) =>
        new[] { row.Code, row.Field, row.Detail }.OfType<string>();

    const string RowsSql = $"""
        -- catalog.export-sheet-rows.rows
        select {SheetRow.Columns}
        from catalog.sheet_row
        where sheet_id = @sheet and line > @after and state in ('error', 'failed')
        order by line
        limit @limit
        """;
}
