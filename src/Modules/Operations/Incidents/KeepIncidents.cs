using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Feria.Operations;

/// <summary>
/// Writes down once a second what went wrong in this process: a row for each fault, however often it came. What cannot
/// be written stays as it is, and is tried again; nothing waits for it, and its own failures are no incidents.
/// </summary>
public sealed class KeepIncidents(
    Database database, SettingBook settings, TimeProvider clock, ILogger<KeepIncidents> log) : BackgroundService
{
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    static readonly TimeSpan LastWord = TimeSpan.FromSeconds(2);

    readonly string process = $"{Environment.MachineName}:{Environment.ProcessId}";
    readonly string life = Id.New().ToString("N");
    readonly SemaphoreSlim turn = new(1);
    IReadOnlyDictionary<Mishap, Mishaps.Tally> batch = new Dictionary<Mishap, Mishaps.Tally>();
    long number;
    bool isAway;

    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        await Task.Yield();
        while (!stop.IsCancellationRequested)
        {
            await TryAsync();
            await Patiently.WaitAsync(Task.Delay(Timeout.Infinite, stop), Pause, stop);
        }
    }

    public override async Task StopAsync(CancellationToken stop)
    {
        await base.StopAsync(stop);
        await Task.WhenAny(TryAsync(), Task.Delay(LastWord, CancellationToken.None));
    }

    async Task TryAsync()
    {
        try
        {
            await WriteAsync();
            isAway = false;
        }
        catch (Exception failure) when (failure is NpgsqlException or TimeoutException or OperationCanceledException
            or Overloaded)
        {
            if (!isAway) log.LogWarning("Incidents wait to be written down: {Why}", failure.GetBaseException().Message);
            isAway = true;
        }
        catch (Exception broken) // whatever it is, the next second tries again
        {
            log.LogError(broken, "Incidents could not be written down");
        }
    }

    /// <summary>Writes what was noted until now.</summary>
    public async Task WriteAsync()
    {
        await turn.WaitAsync();
        try
        {
            // What could not be written before, then what came since: a flood is two batches, not a chase.
            if (batch.Count > 0) await WriteBatchAsync();
            await WriteBatchAsync();
        }
        finally
        {
            turn.Release();
        }
    }

    async Task WriteBatchAsync()
    {
        if (batch.Count == 0)
        {
            batch = database.Mishaps.Take();
            if (batch.Count == 0) return;
            number++;
        }

        // In one order, so that two processes with the same faults do not wait for each other.
        var rows = batch.Select(one => new Row(one.Key, one.Value)).OrderBy(row => row.Print).ToList();
        await using var tx = await database.WriteAsync(CancellationToken.None);
        if (await tx.ExecuteAsync(BatchSql, new { process = $"{process} {life}", number }) == 1)
        {
            var late = await tx.ListAsync<Guid>(LateSql, Args(rows));
            var fresh = rows.Where(row => !late.Contains(row.Print)).ToList();
            var opened = fresh.Count == 0 ? [] : await tx.ListAsync<Opened>(CountSql, Args(fresh));
            foreach (var one in opened.Where(one => one.IsNew))
                await tx.ExecuteAsync(
                    StepSql, new { one.Id, step = Id.New(), at = clock.GetUtcNow().UtcDateTime });
            await tx.CommitAsync();
        }

        batch = new Dictionary<Mishap, Mishaps.Tally>();
    }

    object Args(List<Row> rows) => new
    {
        ids = rows.Select(_ => Id.New()).ToArray(),
        prints = rows.Select(row => row.Print).ToArray(),
        sources = rows.Select(row => row.Mishap.Source).ToArray(),
        kinds = rows.Select(row => row.Mishap.Kind).ToArray(),
        services = rows.Select(row => row.Mishap.Service).ToArray(),
        places = rows.Select(row => row.Mishap.Place).ToArray(),
        severities = rows.Select(row => (short)row.Mishap.Severity).ToArray(),
        counts = rows.Select(row => row.Tally.Count).ToArray(),
        firsts = rows.Select(row => (DateTime?)row.Tally.First).ToArray(),
        lasts = rows.Select(row => (DateTime?)row.Tally.Last).ToArray(),
        traces = rows.Select(row => row.Tally.Trace).ToArray(),
        messages = rows.Select(row => JsonSerializer.Serialize(row.Tally.Messages, Json.Options)).ToArray(),
        process,
        now = clock.GetUtcNow().UtcDateTime,
        window = settings.Of(IncidentSettings.TellWithin),
    };

    sealed record Row(Mishap Mishap, Mishaps.Tally Tally)
    {
        public Guid Print { get; } = Mishap.Print;
    }

    sealed record Opened(Guid Id, bool IsNew);

    // Nothing where this batch was written and only the answer was lost.
    const string BatchSql = """
        -- operations.keep-incidents.batch
        with old as (delete from operations.incident_batch where at < now() - interval '1 day' and process <> @process)
        insert into operations.incident_batch as b (process, number) values (@process, @number)
        on conflict (process) do update set number = excluded.number, at = now() where b.number < excluded.number
        """;

    // Noted before somebody resolved it, written after.
    const string LateSql = """
        -- operations.keep-incidents.late
        with late as (
            select l.id, f.print, f.count
            from unnest(@prints::uuid[], @counts::bigint[], @lasts::timestamptz[]) as f(print, count, last_at)
            cross join lateral (
                select id, resolved_at from operations.incident i
                where i.print = f.print order by i.id desc limit 1) l
            where l.resolved_at >= f.last_at)
        update operations.incident i set count = i.count + l.count
        from late l
        where i.id = l.id
        returning i.print
        """;

    const string CountSql = """
        -- operations.keep-incidents.count
        insert into operations.incident as i (id, print, source, kind, service, place, severity, count, first_at,
            last_at, window_at, window_count, most_in_window, trace, messages, processes, former_id, opened_at)
        select f.id, f.print, f.source, f.kind, f.service, f.place, f.severity, f.count, f.first_at, f.last_at,
            f.first_at, f.count, f.count, f.trace, f.messages::jsonb, array[@process], (
                select o.id from operations.incident o where o.print = f.print order by o.id desc limit 1), @now
        from unnest(@ids::uuid[], @prints::uuid[], @sources::text[], @kinds::text[], @services::text[],
            @places::text[], @severities::smallint[], @counts::bigint[], @firsts::timestamptz[],
            @lasts::timestamptz[], @traces::text[], @messages::text[])
            as f(id, print, source, kind, service, place, severity, count, first_at, last_at, trace, messages)
        order by f.print
        on conflict (print) where resolved_at is null do update
        set count = i.count + excluded.count,
            first_at = least(i.first_at, excluded.first_at),
            last_at = greatest(i.last_at, excluded.last_at),
            severity = greatest(i.severity, excluded.severity),
            window_at = case when excluded.last_at - i.window_at > @window then excluded.first_at else i.window_at end,
            window_count = excluded.count
                + case when excluded.last_at - i.window_at > @window then 0 else i.window_count end,
            most_in_window = greatest(i.most_in_window, excluded.count
                + case when excluded.last_at - i.window_at > @window then 0 else i.window_count end),
            trace = coalesce(excluded.trace, i.trace),
            messages = case
                when jsonb_array_length(i.messages) >= 5 or i.messages @> excluded.messages then i.messages
                else (
                    select jsonb_agg(m) from (
                        select distinct m from jsonb_array_elements(i.messages || excluded.messages) as e(m)
                        limit 5) few)
                end,
            processes = case
                when i.processes @> excluded.processes or cardinality(i.processes) >= 20 then i.processes
                else i.processes || excluded.processes
                end
        returning i.id, i.xmax = 0 as is_new
        """;

    const string StepSql = """
        -- operations.keep-incidents.step
        insert into operations.incident_step (incident_id, id, step, at) values (@Id, @step, 'opened', @at)
        """;
}
