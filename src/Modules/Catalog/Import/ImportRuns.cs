using System.Text.Json;

namespace Feria.Catalog;

/// <summary>What an import keeps so that it can be cut off anywhere: its run and the rows it has read.</summary>
sealed class ImportRuns(Database db)
{
    public sealed record Run(
        Guid Id, bool IsRead, long RowsRead, long Reached, long ProductsCreated, long ProductsChanged,
        long ProductsUnchanged, long RowsMerged, DateTime StartedAt);

    /// <summary>The unfinished run of the very same order, or a new one. Another of the source is given up.</summary>
    public async Task<(Run Run, bool IsResumed)> StartAsync(
        string source, byte[] fingerprint, string language, string? currency, Guid? store, bool isDry,
        CancellationToken stop)
    {
        await using var tx = await db.WriteAsync(stop);
        await tx.ExecuteAsync(GiveUpSql, new { source, fingerprint, isDry });
        var open = await tx.OneOrNullAsync<Run>(OpenSql, new { source, fingerprint });
        if (open is { IsRead: false })
        {
            // What was read of it is read again: that is quicker than finding out where it stopped.
            await tx.ExecuteAsync(ClearSql, new { open.Id });
            open = open with { RowsRead = 0 };
        }

        var run = open ?? await tx.OneAsync<Run>(
            StartSql, new { id = Id.New(), source, fingerprint, language, currency, store, isDry });
        await tx.CommitAsync();
        return (run, open is not null);
    }

    public async Task StageAsync(Guid run, IReadOnlyList<(ReadRow Row, long? Leader)> rows, CancellationToken stop)
    {
        await using var tx = await db.WriteAsync(stop);
        await Copy.InAsync(tx, StageSql, rows, row =>
        [
            run, row.Row.Number, row.Leader,
            row.Row.Row is { } body ? JsonSerializer.Serialize(body, Json.Options) : null, row.Row.Reason,
        ]);
        await tx.CommitAsync();
    }

    public async Task ReadAllAsync(Guid run, long rows, CancellationToken stop)
    {
        await using var tx = await db.WriteAsync(stop);
        await tx.ExecuteAsync(ReadAllSql, new { run, rows });
        await tx.CommitAsync();
    }

    /// <summary>The rows of the next products, grouped, in the order of the file.</summary>
    public static async Task<IReadOnlyList<IReadOnlyList<ReadRow>>> NextAsync(
        Session session, Guid run, long after, int products)
    {
        var rows = await session.ListAsync<Staged>(NextSql, new { run, after, products });
        return
        [
            .. rows.GroupBy(row => row.Leader)
                .Select(group => (IReadOnlyList<ReadRow>)[.. group.Select(row => row.Read())]),
        ];
    }

    public static async Task RefuseAsync(Tx tx, Guid run, IReadOnlyList<(long Number, string Reason)> refused)
    {
        if (refused.Count == 0) return;
        await tx.ExecuteAsync(RefuseSql, new
        {
            run,
            numbers = refused.Select(row => row.Number).ToArray(),
            reasons = refused.Select(row => row.Reason).ToArray(),
        });
    }

    public static Task AdvanceAsync(Tx tx, Run run) => tx.ExecuteAsync(AdvanceSql, run);

    public async Task<IReadOnlyDictionary<long, string>> RefusedAsync(Guid run, CancellationToken stop)
    {
        await using var session = await db.ReadFreshAsync(stop);
        return (await session.ListAsync<Refused>(RefusedSql, new { run }))
            .ToDictionary(row => row.Number, row => row.Reason);
    }

    /// <summary>Forgets the rows; of a dry run, everything.</summary>
    public async Task FinishAsync(Guid run, long rejected, bool isDry)
    {
        await using var tx = await db.WriteAsync();
        await tx.ExecuteAsync(ClearSql, new { id = run });
        await tx.ExecuteAsync(isDry ? DropSql : FinishSql, new { run, rejected });
        await tx.CommitAsync();
    }

    sealed record Staged(long Number, long Leader, string? Body, string? Reason)
    {
        public ReadRow Read() => new(
            Number, Body is null ? null : JsonSerializer.Deserialize<ImportRow>(Body, Json.Options), Reason, null);
    }

    sealed record Refused(long Number, string Reason);

    const string GiveUpSql = """
        -- catalog.import-runs.give-up
        delete from catalog.import_run
        where source = @source and finished_at is null and (is_dry or @isDry or fingerprint <> @fingerprint)
            and (is_dry or not @isDry)
        """;

    const string OpenSql = """
        -- catalog.import-runs.open
        select id, is_read, rows_read, reached, products_created, products_changed, products_unchanged, rows_merged,
            started_at
        from catalog.import_run
        where source = @source and fingerprint = @fingerprint and finished_at is null and not is_dry
        """;

    const string StartSql = """
        -- catalog.import-runs.start
        insert into catalog.import_run (id, source, fingerprint, language, currency, store_id, is_dry)
        values (@id, @source, @fingerprint, @language, @currency, @store, @isDry)
        returning id, is_read, rows_read, reached, products_created, products_changed, products_unchanged, rows_merged,
            started_at
        """;

    const string ClearSql = """
        -- catalog.import-runs.clear
        delete from catalog.import_row where run_id = @id
        """;

    const string StageSql =
        "copy catalog.import_row (run_id, number, leader, body, reason) from stdin (format binary)";

    const string ReadAllSql = """
        -- catalog.import-runs.read-all
        update catalog.import_run set is_read = true, rows_read = @rows where id = @run
        """;

    const string NextSql = """
        -- catalog.import-runs.next
        select r.number, r.leader, r.body, r.reason
        from (
            select leader from catalog.import_row
            where run_id = @run and leader > @after and leader = number
            order by leader
            limit @products) l
        cross join lateral (
            -- A fence: by the index, product by product, whatever the statistics of a run never seen before say.
            select number, leader, body, reason from catalog.import_row
            where run_id = @run and leader = l.leader
            offset 0) r
        order by r.leader, r.number
        """;

    const string RefuseSql = """
        -- catalog.import-runs.refuse
        update catalog.import_row r set reason = s.reason
        from unnest(@numbers::bigint[], @reasons::text[]) as s(number, reason)
        where r.run_id = @run and r.number = s.number
        """;

    const string AdvanceSql = """
        -- catalog.import-runs.advance
        update catalog.import_run
        set reached = @Reached, products_created = @ProductsCreated, products_changed = @ProductsChanged,
            products_unchanged = @ProductsUnchanged, rows_merged = @RowsMerged
        where id = @Id
        """;

    const string RefusedSql = """
        -- catalog.import-runs.refused
        select number, reason from catalog.import_row where run_id = @run and reason is not null order by number
        """;

    const string FinishSql = """
        -- catalog.import-runs.finish
        update catalog.import_run set finished_at = now(), rows_rejected = @rejected where id = @run
        """;

    const string DropSql = """
        -- catalog.import-runs.drop
        delete from catalog.import_run where id = @run
        """;
}
