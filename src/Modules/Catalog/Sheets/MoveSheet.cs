using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Catalog;

/// <summary>
/// What a store orders of a sheet that was checked: that it is applied, that what failed is checked anew, that what was
/// done is undone. Ordered again while it is done, or after, it changes nothing, but what rested for minutes goes on.
/// Of a store's sheets one at a time is applied or undone.
/// </summary>
public static class MoveSheet
{
    public const string Apply = "ApplySheet";
    public const string Retry = "RetrySheet";
    public const string Undo = "UndoSheet";

    public static void Map(IEndpointRouteBuilder routes)
    {
        Declare(routes, Apply, "apply", "Applies what a sheet was told to do.", Refusals.SheetNotChecked, RefuseApply);
        Declare(
            routes, Retry, "retry", "Checks the rows that failed anew, against what is there now.",
            Refusals.SheetFaultless, RefuseRetry);
        Declare(
            routes, Undo, "undo", "Puts back what a sheet changed, where nobody changed it since.",
            Refusals.SheetNotApplied, RefuseUndo);
    }

    static void Declare(
        IEndpointRouteBuilder routes, string name, string path, string summary, Refusal unready,
        Func<Sheet.Row, IReadOnlyDictionary<string, int>, (string? Status, Refusal? Refusal)> decide) => routes
        .MapPost($"/store/{{store:guid}}/sheets/{{sheet:guid}}/{path}", (
            Guid store, Guid sheet, Caller caller, Database database, IStoreDesk desk, CancellationToken stop) =>
            Handle(store, sheet, caller, database, desk, decide, stop))
        .WithName(name)
        .WithSummary(summary)
        .RequireAccountOrKey()
        .Refuses(Refusals.StoreNotFound, Refusals.SheetNotFound, Refusals.SheetBusy, unready);

    static async Task<Results<Ok<Sheet>, ProblemHttpResult>> Handle(
        Guid store, Guid sheet, Caller caller, Database database, IStoreDesk desk,
        Func<Sheet.Row, IReadOnlyDictionary<string, int>, (string? Status, Refusal? Refusal)> decide,
        CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var (standing, refusal) = await desk.HoldAsync(tx, store, caller, StoreRight.Edit);
        if (standing is null) return refusal!.AsProblem();
        var sheets = await Sheet.LockAllAsync(tx, store);
        if (sheets.FirstOrDefault(one => one.Id == sheet) is not { } found)
            return Refusals.SheetNotFound.AsProblem();
        var counts = await Sheet.CountsAsync(tx, sheet);
        var (status, no) = decide(found, counts);
        if (found.Rests)
        {
            // Its job was given up: whoever asks for it sets it going again.
            var again = await Sheet.OrderAsync(tx, found, found.Status, caller);
            await tx.CommitAsync();
            return no is null ? TypedResults.Ok(again) : no.AsProblem();
        }

        if (no is not null) return no.AsProblem();
        if (status is null) return TypedResults.Ok(found.Shown(counts));
        if (status is Sheet.Applying or Sheet.Undoing
            && sheets.Any(one => one.Status is Sheet.Applying or Sheet.Undoing))
            return Refusals.SheetBusy.AsProblem();
        if (status == Sheet.Checking) await tx.ExecuteAsync(AgainSql, new { sheet });
        return await tx.CommitAsync(TypedResults.Ok(await Sheet.OrderAsync(tx, found, status, caller)));
    }

    // A status to go to; neither that nor a refusal where it is so already.
    internal static (string?, Refusal?) RefuseApply(Sheet.Row sheet, IReadOnlyDictionary<string, int> counts) =>
        sheet.Status switch
        {
            Sheet.Applying or Sheet.Applied => (null, null),
            Sheet.Checked when Any(counts, SheetRow.Create, SheetRow.Change) => (Sheet.Applying, null),
            Sheet.Checking or Sheet.Undoing => (null, Refusals.SheetBusy),
            _ => (null, Refusals.SheetNotChecked),
        };

    internal static (string?, Refusal?) RefuseRetry(Sheet.Row sheet, IReadOnlyDictionary<string, int> counts) =>
        sheet.Status switch
        {
            Sheet.Checking => (null, null),
            Sheet.Applying or Sheet.Undoing => (null, Refusals.SheetBusy),
            Sheet.Checked or Sheet.Applied when Any(counts, SheetRow.Error, SheetRow.Failed) => (Sheet.Checking, null),
            _ => (null, Refusals.SheetFaultless),
        };

    internal static (string?, Refusal?) RefuseUndo(Sheet.Row sheet, IReadOnlyDictionary<string, int> counts) =>
        sheet.Status switch
        {
            Sheet.Undoing or Sheet.Undone => (null, null),
            Sheet.Checking or Sheet.Applying => (null, Refusals.SheetBusy),
            _ when Any(counts, SheetRow.Created, SheetRow.Changed, SheetRow.Proposed) => (Sheet.Undoing, null),
            _ => (null, Refusals.SheetNotApplied),
        };

    static bool Any(IReadOnlyDictionary<string, int> counts, params string[] states) => states.Any(counts.ContainsKey);

    const string AgainSql = """
        -- catalog.move-sheet.again
        update catalog.sheet_row
        set state = 'read', changes = '[]', code = null, field = null, detail = null
        where sheet_id = @sheet and state in ('error', 'failed')
        """;
}
