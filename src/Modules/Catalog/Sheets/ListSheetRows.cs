using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Catalog;

/// <summary>
/// The rows of a sheet in their order, all or those of some states: what each changes, or why it does not.
/// </summary>
public static class ListSheetRows
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/store/{store:guid}/sheets/{sheet:guid}/rows", Handle)
        .WithName(nameof(ListSheetRows))
        .RequireAccountOrKey()
        .Refuses(Refusals.StoreNotFound, Refusals.SheetNotFound, KernelRefusals.MalformedCursor);

    /// <param name="states">With commas between: <c>error,failed</c>.</param>
    static async Task<Results<Ok<Page<SheetRow>>, ProblemHttpResult>> Handle(
        Guid store, Guid sheet, [StringLength(100)] string? states, int? limit, string? cursor, Caller caller,
        Database database, IStoreDesk desk, CancellationToken stop)
    {
        if (!Cursor.TryRead<int?>(cursor, out var after)) return KernelRefusals.MalformedCursor.AsProblem();
        await using var session = await database.ReadAsync(stop);
        var (standing, refusal) = await desk.EnterAsync(session, store, caller, StoreRight.See);
        if (standing is null) return refusal!.AsProblem();
        if (await Sheet.FindAsync(session, store, sheet) is not { } found) return Refusals.SheetNotFound.AsProblem();
        var most = Cursor.Limit(limit);
        var rows = await session.ListAsync<SheetRow.Stored>(RowsSql, new
        {
            sheet, after = after ?? 0, limit = most + 1,
            states = string.IsNullOrEmpty(states) ? [.. SheetRow.States] : states.Split(','),
        });
        var page = Cursor.Cut(rows, most, row => row.Line);
        return TypedResults.Ok(new Page<SheetRow>(
        [
            .. page.Items.Select(row => new SheetRow(
                row.Line, row.State, found.SkuOf(row.Cells), row.ProductId, row.Edits, row.Code, row.Field,
                row.Detail)),
        ], page.Next));
    }

    const string RowsSql = $"""
        -- catalog.list-sheet-rows.rows
        select {SheetRow.Columns}
        from catalog.sheet_row
        where sheet_id = @sheet and line > @after and state = any(@states)
        order by line
        limit @limit
        """;
}
