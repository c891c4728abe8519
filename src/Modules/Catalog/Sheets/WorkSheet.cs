using System.Diagnostics;
using System.Text.Json;

namespace Feria.Catalog;

/// <summary>
/// Works on a sheet: checks, applies or undoes it, as its status says, in small transactions that each keep how far it
/// came. After a while it lets other work go first and goes on behind it.
/// </summary>
sealed class WorkSheet(Database database, CheckSheet check, ApplySheet apply) : Job
{
    public const string Kind = "catalog.work-sheet";

    static readonly TimeSpan Turn = TimeSpan.FromSeconds(20);

    public override string Name => Kind;

    // It may wait for pictures of somebody's.
    public override int HandsAtMost => 1;

    public sealed record Order(Guid Sheet);

    public static void Enqueue(Tx tx, Guid sheet) => tx.Enqueue(Kind, new Order(sheet), key: sheet.ToString("N"));

    public override async Task RunAsync(JsonElement body, CancellationToken stop)
    {
        var id = body.Deserialize<Order>(Json.Options)!.Sheet;
        var begun = Stopwatch.GetTimestamp();
        while (await FindAsync(id, stop) is { } sheet && Sheet.IsBusy(sheet.Status))
        {
            if (Stopwatch.GetElapsedTime(begun) > Turn)
            {
                await using var tx = await database.WriteAsync(stop);
                // So that nobody takes it for given up.
                await tx.ExecuteAsync(TurnSql, new { sheet = id });
                Enqueue(tx, id);
                await tx.CommitAsync();
                return;
            }

            if (sheet.Status == Sheet.Checking) await check.RunAsync(sheet, stop);
            else await apply.StepAsync(sheet, stop);
        }
    }

    async Task<Sheet.Row?> FindAsync(Guid sheet, CancellationToken stop)
    {
        await using var session = await database.ReadFreshAsync(stop);
        return await session.OneOrNullAsync<Sheet.Row>(FindSql, new { sheet });
    }

    const string TurnSql = """
        -- catalog.work-sheet.turn
        update catalog.sheet set changed_at = now() where id = @sheet
        """;

    const string FindSql = $"""
        -- catalog.work-sheet.find
        select {Sheet.RowColumns} from catalog.sheet where id = @sheet
        """;
}

/// <summary>Forgets sheets that nobody touched for thirty days.</summary>
sealed class SweepSheets(Database database) : Sweep(database)
{
    public override string Name => "catalog.sweep-sheets";

    public override TimeSpan? Every => TimeSpan.FromHours(1);

    protected override IReadOnlyList<string> Statements => [RowsSql, SheetsSql];

    // Rows first, a bounded number at a time: a sheet may have thousands.
    const string RowsSql = """
        -- catalog.sweep-sheets.rows
        delete from catalog.sheet_row
        where (sheet_id, line) in (
            select r.sheet_id, r.line
            from catalog.sheet s
            join catalog.sheet_row r on r.sheet_id = s.id
            where s.changed_at < now() - interval '30 days'
            limit @AtMost
            for update of r skip locked)
        """;

    const string SheetsSql = """
        -- catalog.sweep-sheets.sheets
        delete from catalog.sheet
        where id = any(array(
            select id from catalog.sheet
            where changed_at < now() - interval '30 days'
            order by changed_at
            limit @AtMost
            for update skip locked))
        """;
}
