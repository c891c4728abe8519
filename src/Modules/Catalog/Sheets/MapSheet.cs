using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Catalog;

/// <summary>
/// Says what the columns of a sheet mean, and has it checked: each row is told what it would do. The store's next file
/// is read the same way.
/// </summary>
public static class MapSheet
{
    const int Remembered = 200;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/store/{store:guid}/sheets/{sheet:guid}/mapping", Handle)
        .WithName(nameof(MapSheet))
        .RequireAccountOrKey()
        .Refuses(
            Refusals.StoreNotFound, Refusals.SheetNotFound, Refusals.SheetBusy, Refusals.SheetColumnsWrong,
            Refusals.SheetFieldUnknown, Refusals.SheetFieldTwice, Refusals.SheetSkuMissing, Refusals.SheetSaysNothing)
        .WithExample(new Body(["sku", "price", ""]));

    /// <param name="Fields">One a column, in their order; '' for a column that says nothing.</param>
    public sealed record Body([Required, Length(1, Sheet.MostColumns)] IReadOnlyList<string> Fields);

    static async Task<Results<Ok<Sheet>, ProblemHttpResult>> Handle(
        Guid store, Guid sheet, Body body, Caller caller, Database database, IStoreDesk desk, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var (standing, refusal) = await desk.HoldAsync(tx, store, caller, StoreRight.Edit);
        if (standing is null) return refusal!.AsProblem();
        if (await Sheet.LockAsync(tx, store, sheet) is not { } found) return Refusals.SheetNotFound.AsProblem();
        var counts = await Sheet.CountsAsync(tx, sheet);
        if (found.Status == Sheet.Checking && found.Fields.SequenceEqual(body.Fields))
            return TypedResults.Ok(found.Shown(counts));
        if (Refuse(found, counts, body.Fields) is { } no) return no.AsProblem();
        var had = await Sheet.HadAsync(tx, store);
        var columns = found.Columns.Select(GuessMapping.Plain).ToList();
        var kept = (had?.Columns ?? []).Zip(had?.Fields ?? []).Where(one => !columns.Contains(one.First));
        var all = columns.Zip(body.Fields).Concat(kept).Take(Remembered).ToList();
        if (found.Kind == "file")
            await tx.ExecuteAsync(RememberSql, new
            {
                store,
                columns = all.Select(one => one.First).ToArray(),
                fields = all.Select(one => one.Second).ToArray(),
            });
        await tx.ExecuteAsync(MapSql, new { sheet, fields = body.Fields.ToArray() });
        return await tx.CommitAsync(TypedResults.Ok(await Sheet.OrderAsync(
            tx, found with { Fields = [.. body.Fields] }, Sheet.Checking, caller)));
    }

    // What was applied is known by the columns it was applied with.
    internal static Refusal? Refuse(
        Sheet.Row sheet, IReadOnlyDictionary<string, int> counts, IReadOnlyList<string> fields) =>
        sheet.Status is not (Sheet.Mapping or Sheet.Checked)
            || counts.ContainsKey(SheetRow.Created) || counts.ContainsKey(SheetRow.Changed)
            || counts.ContainsKey(SheetRow.Proposed)
            ? Refusals.SheetBusy
        : SheetFields.Refuse(fields, sheet.Columns.Length);

    const string RememberSql = """
        -- catalog.map-sheet.remember
        insert into catalog.sheet_mapping (store_id, columns, fields)
        values (@store, @columns, @fields)
        on conflict (store_id) do update set columns = excluded.columns, fields = excluded.fields
        """;

    const string MapSql = """
        -- catalog.map-sheet.map
        with again as (
            update catalog.sheet_row
            set state = 'read', changes = '[]', code = null, field = null, detail = null, leader = null,
                product_id = null
            where sheet_id = @sheet and state in ('same', 'create', 'change', 'error'))
        update catalog.sheet set fields = @fields where id = @sheet
        """;
}
