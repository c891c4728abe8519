using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Feria.Catalog;

/// <summary>
/// Takes a file of a store's listings in: the body is its bytes, CSV with commas, semicolons or tabs between. Nothing
/// is changed yet; the answer says what its columns are taken for.
/// </summary>
public static class AddSheet
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/store/{store:guid}/sheets", Handle)
        .WithName(nameof(AddSheet))
        .Accepts<Stream>("text/csv", "application/octet-stream")
        .WithMetadata(new RequestSizeLimitAttribute(Sheet.MostBytes))
        .RequireAccountOrKey()
        .Allows(perMinute: 20, burst: 40)
        .Refuses(
            Refusals.StoreNotFound, Refusals.SheetTooLarge, Refusals.SheetEmpty, Refusals.ImportFileEmpty,
            Refusals.ImportFileNotText, Refusals.ImportEncodingWrong)
        .WithExample("sku,price\r\nLAMP-1,109.90\r\n");

    static async Task<Results<Created<Sheet>, ProblemHttpResult>> Handle(
        Guid store, [StringLength(200)] string? name, Stream body, Caller caller, Database database, IStoreDesk desk,
        CancellationToken stop)
    {
        await using (var session = await database.ReadAsync(stop))
        {
            var (standing, shut) = await desk.EnterAsync(session, store, caller, StoreRight.Edit);
            if (standing is null) return shut!.AsProblem();
        }

        if (await Bounded.ReadAsync(body, Sheet.MostBytes, stop) is not { } sent)
            return Refusals.SheetTooLarge.AsProblem();
        var (file, refusal) = SheetFile.Read(sent);
        if (file is null) return refusal!.AsProblem();
        await using var tx = await database.WriteAsync(stop);
        var (held, refused) = await desk.HoldAsync(tx, store, caller, StoreRight.Edit);
        if (held is null) return refused!.AsProblem();
        var had = await Sheet.HadAsync(tx, store);
        var fields = SheetFields.Propose(
            file.Columns, (had?.Columns ?? []).Zip(had?.Fields ?? []).DistinctBy(one => one.First)
                .ToDictionary(one => one.First, one => one.Second));
        var sheet = await NewSheet.AddAsync(
            tx, store, NameOf(name), "file", Sheet.Mapping, file.Columns, fields, file.Rows, caller);
        return await tx.CommitAsync(TypedResults.Created($"/api/v1/store/{store}/sheets/{sheet.Id}", sheet));
    }

    static string NameOf(string? name)
    {
        var shown = new string([.. (name ?? "").Where(letter => !char.IsControl(letter))]).Trim();
        return shown.Length > 0 ? shown : "listings.csv";
    }
}

/// <summary>The rows of a file that was sent, within what a sheet takes.</summary>
sealed record SheetFile(string[] Columns, IReadOnlyList<(int Line, string[] Cells)> Rows)
{
    public static (SheetFile? File, Refusal? Refusal) Read(byte[] sent)
    {
        var (file, refusal) = ImportFile.Of(sent);
        if (file is null) return (null, refusal);
        string[] columns = [.. file.Header.Select(name => Clean(Csv.Words(name)))];
        if (columns.Length > Sheet.MostColumns) return (null, Refusals.SheetTooLarge);
        var rows = new List<(int, string[])>();
        using var records = file.Records();
        while (records.Csv.Read())
        {
            if (records.Csv.Fields.All(string.IsNullOrWhiteSpace)) continue;
            if (rows.Count == Sheet.MostRows) return (null, Refusals.SheetTooLarge);
            rows.Add(((int)records.Csv.Row, CellsOf(records.Csv, columns.Length)));
        }

        return rows.Count == 0 ? (null, Refusals.SheetEmpty) : (new(columns, rows), null);
    }

    // A row that is torn, or holds what no text may, has no cells: it is told of as such. So is one with more cells
    // than columns: where a separator is too many, all behind it stand in the wrong place.
    static string[] CellsOf(CsvReader csv, int columns)
    {
        if (csv.Fault is not null || csv.Fields.Any(cell => cell.Length > Sheet.LongestCell || !Text.IsStorable(cell))
            || !csv.Fields.Skip(columns).All(string.IsNullOrWhiteSpace))
            return [];
        return [.. csv.Fields.Take(columns).Select(cell => Csv.Words(RowReader.Unquoted(cell)))];
    }

    static string Clean(string name) => Text.IsStorable(name) ? Shorter.Of(name, 100) : "?";
}

/// <summary>A sheet and its rows, whoever made them; the oldest of a store gives way.</summary>
static class NewSheet
{
    const int Kept = 20;

    public static async Task<Sheet> AddAsync(
        Tx tx, Guid store, string name, string kind, string status, string[] columns, string[] fields,
        IReadOnlyList<(int Line, string[] Cells)> rows, Caller caller)
    {
        var id = Id.New();
        await tx.ExecuteAsync(ForgetSql, new { store, kept = Kept - 1 });
        var sheet = await tx.OneAsync<Sheet.Row>(AddSql, new
        {
            id, store, name, kind, status, columns, fields, rows = rows.Count, by = caller.Actor,
            scopes = caller.Key?.Scopes.ToArray() ?? [],
        });
        await Copy.InAsync(tx, CopySql, rows, row => [id, row.Line, row.Cells]);
        return sheet.Shown(
            new Dictionary<string, int> { [SheetRow.Read] = rows.Count }, [.. rows.Take(3).Select(row => row.Cells)]);
    }

    // Not while it is worked on.
    const string ForgetSql = """
        -- catalog.new-sheet.forget
        delete from catalog.sheet
        where id in (
            select id from catalog.sheet where store_id = @store order by id desc offset @kept)
            and status not in ('checking', 'applying', 'undoing')
        """;

    const string AddSql = $"""
        -- catalog.new-sheet.add
        insert into catalog.sheet (id, store_id, name, kind, status, columns, fields, rows, by_whom, by_scopes)
        values (@id, @store, @name, @kind, @status, @columns, @fields, @rows, @by, @scopes)
        returning {Sheet.RowColumns}
        """;

    const string CopySql = "copy catalog.sheet_row (sheet_id, line, cells) from stdin (format binary)";
}
