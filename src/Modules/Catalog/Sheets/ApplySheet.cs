using System.Collections.Concurrent;
using System.Diagnostics;
using Feria.Contracts;
using Npgsql;

namespace Feria.Catalog;

/// <summary>
/// Applies a sheet's rows, or undoes them, some listings a transaction, in which it says what became of each row. What
/// the database will not take is narrowed down to the listing at fault.
/// </summary>
sealed class ApplySheet(Database database, IStoreDesk desk, IPictures pictures, SheetWriter writer)
{
    const int ListingsAtOnce = 50;
    const int Patience = 5;
    static readonly TimeSpan Fetching = TimeSpan.FromSeconds(20);
    static readonly TimeSpan FetchingOne = TimeSpan.FromSeconds(60);

    static readonly string[] ToApply = [SheetRow.Create, SheetRow.Change];
    static readonly string[] ToUndo = [SheetRow.Created, SheetRow.Changed, SheetRow.Proposed];

    /// <summary>The next listings; where none is left, the sheet is done.</summary>
    public async Task StepAsync(Sheet.Row sheet, CancellationToken stop)
    {
        var rows = await NextAsync(sheet, stop);
        if (rows.Count == 0) await EndAsync(sheet, stop);
        else
        {
            var (ready, fetched) = sheet.Status == Sheet.Applying
                ? await FetchAsync(sheet, rows, stop)
                : (Leaders(rows), new(new Dictionary<string, string>(), new Dictionary<string, Refusal>()));
            await PutAsync(sheet, ready, fetched, stop);
        }
    }

    static int[] Leaders(IEnumerable<SheetRow.Stored> rows) => [.. rows.Select(row => row.Leader!.Value).Distinct()];

    async Task<IReadOnlyList<SheetRow.Stored>> NextAsync(Sheet.Row sheet, CancellationToken stop)
    {
        await using var session = await database.ReadFreshAsync(stop);
        return await session.ListAsync<SheetRow.Stored>(
            NextSql, new { sheet = sheet.Id, states = StatesOf(sheet), most = ListingsAtOnce });
    }

    static string[] StatesOf(Sheet.Row sheet) => sheet.Status == Sheet.Applying ? ToApply : ToUndo;

    // Outside any transaction; who is slow holds up the rest of the sheet for a while, and then only itself: what of a
    // listing is not there within a minute is not fetched.
    async Task<(int[] Ready, SheetWriter.Fetched Fetched)> FetchAsync(
        Sheet.Row sheet, IReadOnlyList<SheetRow.Stored> rows, CancellationToken stop)
    {
        var paths = new ConcurrentDictionary<string, string>();
        var refused = new ConcurrentDictionary<string, Refusal>();
        var ready = new List<int>();
        var begun = Stopwatch.GetTimestamp();
        foreach (var group in rows.GroupBy(row => row.Leader!.Value))
        {
            if (ready.Count > 0 && Stopwatch.GetElapsedTime(begun) > Fetching) break;
            using var patience = new CancellationTokenSource(FetchingOne);
            var wanted = SheetEdits.ForeignIn(group.SelectMany(row => row.Edits)).Distinct();
            await Parallel.ForEachAsync(wanted, Together(stop), async (url, stop) =>
            {
                if (paths.ContainsKey(url) || refused.ContainsKey(url)) return;
                var (path, refusal) = await pictures.FetchAsync(url, sheet.ByWhom, patience.Token, stop);
                if (path is null) refused[url] = refusal!.With("detail", Amounts.Shown(url));
                else paths[url] = path;
            });
            ready.Add(group.Key);
        }

        return ([.. ready], new(paths, refused));
    }

    static ParallelOptions Together(CancellationToken stop) =>
        new() { MaxDegreeOfParallelism = 4, CancellationToken = stop };

    async Task PutAsync(Sheet.Row sheet, int[] leaders, SheetWriter.Fetched fetched, CancellationToken stop)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await TryAsync(sheet, leaders, fetched, stop);
                return;
            }
            catch (PostgresException crossed) when (
                attempt < Patience && crossed.SqlState is "40P01" or "40001" or "55P03")
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50 * attempt), stop);
            }
            catch (PostgresException bad) when (bad.SqlState[..2] is "22" or "23")
            {
                if (leaders.Length == 1) await FailAsync(sheet, leaders[0], bad, stop);
                else
                {
                    await PutAsync(sheet, leaders[..(leaders.Length / 2)], fetched, stop);
                    await PutAsync(sheet, leaders[(leaders.Length / 2)..], fetched, stop);
                }

                return;
            }
        }
    }

    // What the writer refuses is rolled back with all beside it, and done again without it.
    async Task TryAsync(Sheet.Row sheet, int[] leaders, SheetWriter.Fetched fetched, CancellationToken stop)
    {
        var refused = new Dictionary<int, Refusal>();
        while (!await TryAsync(sheet, leaders, fetched, refused, stop)) { }
    }

    async Task<bool> TryAsync(
        Sheet.Row sheet, int[] leaders, SheetWriter.Fetched fetched, Dictionary<int, Refusal> refused,
        CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var (standing, refusal) = await desk.HoldAsync(tx, sheet.StoreId, sheet.By, StoreRight.Edit);
        if (await LockedAsync(tx, sheet) is null) return true;
        if (standing is null) await FailAllAsync(tx, sheet, refusal!);
        else
        {
            var rows = await tx.ListAsync<SheetRow.Stored>(
                TheseSql, new { sheet = sheet.Id, states = StatesOf(sheet), leaders });
            if (rows.Count == 0) return true;
            if (await writer.WriteAsync(tx, standing, sheet, rows, fetched, refused) is not { } told) return false;
            await SheetRow.TellAsync(tx, sheet.Id, told);
        }

        await tx.CommitAsync();
        return true;
    }

    // Whoever else ran this step before has moved it on.
    static async Task<Sheet.Row?> LockedAsync(Tx tx, Sheet.Row sheet) =>
        await Sheet.LockAsync(tx, sheet.StoreId, sheet.Id) is { } now && now.Status == sheet.Status ? now : null;

    async Task FailAsync(Sheet.Row sheet, int leader, PostgresException bad, CancellationToken stop)
    {
        var why = bad.ConstraintName == "offer_sku" ? Refusals.SkuTaken : Refusals.CellMalformed;
        await using var tx = await database.WriteAsync(stop);
        if (await LockedAsync(tx, sheet) is null) return;
        var rows = await tx.ListAsync<SheetRow.Stored>(
            TheseSql, new { sheet = sheet.Id, states = StatesOf(sheet), leaders = new[] { leader } });
        await SheetRow.TellAsync(tx, sheet.Id, [.. rows.Select(row => SheetWriter.Failed(
            row, sheet, why.With("detail", bad.ConstraintName ?? bad.SqlState)))]);
        if (rows.Count > 0) await tx.CommitAsync();
    }

    static Task FailAllAsync(Tx tx, Sheet.Row sheet, Refusal refusal) => tx.ExecuteAsync(FailAllSql, new
    {
        sheet = sheet.Id,
        states = StatesOf(sheet),
        state = sheet.Status == Sheet.Applying ? SheetRow.Failed : SheetRow.Kept,
        code = refusal.Code,
    });

    async Task EndAsync(Sheet.Row sheet, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        if (await LockedAsync(tx, sheet) is null) return;
        await Sheet.MoveAsync(tx, sheet.Id, sheet.Status == Sheet.Applying ? Sheet.Applied : Sheet.Undone);
        await tx.CommitAsync();
    }

    const string NextSql = $"""
        -- catalog.apply-sheet.next
        select {SheetRow.Columns}
        from catalog.sheet_row
        where sheet_id = @sheet and state = any(@states) and leader in (
            select distinct leader
            from catalog.sheet_row
            where sheet_id = @sheet and state = any(@states)
            order by leader
            limit @most)
        order by leader, line
        """;

    const string TheseSql = $"""
        -- catalog.apply-sheet.these
        select {SheetRow.Columns}
        from catalog.sheet_row
        where sheet_id = @sheet and state = any(@states) and leader = any(@leaders)
        order by leader, line
        """;

    const string FailAllSql = """
        -- catalog.apply-sheet.fail-all
        update catalog.sheet_row set state = @state, code = @code, field = null, detail = null
        where sheet_id = @sheet and state = any(@states)
        """;
}
