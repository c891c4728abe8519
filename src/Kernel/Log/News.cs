using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Feria.Kernel;

/// <summary>A kind of event that copies depend on; modules name theirs by <c>AddNews</c>.</summary>
public sealed record NewsKind(string Kind);

/// <summary>
/// What was said, as soon as it can be seen, for this process's copies. It begins a while ago, so that a copy another
/// process left can be judged, and reads above the horizon too: again and again until the horizon has passed.
/// </summary>
public sealed class News(Database database, IEnumerable<NewsKind> kinds, ILogger<News> log) : BackgroundService
{
    const int PageRows = 5_000;
    const int MostAtStart = 200_000;

    static readonly TimeSpan Soonest = TimeSpan.FromMilliseconds(10);
    static readonly TimeSpan Latest = TimeSpan.FromSeconds(1);
    static readonly TimeSpan Stale = TimeSpan.FromSeconds(3);

    readonly string[] kinds = [.. kinds.Select(one => one.Kind).Distinct().Order()];
    (long VisibleFrom, long Seq) position;
    long heardAt = long.MinValue;

    /// <summary>How long before its start a process knows what was said.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromMinutes(11);

    /// <summary>
    /// Transactions up to this one may have said what this process never heard; null until it has begun to hear.
    /// </summary>
    public long? DeafUntil { get; private set; }

    /// <summary>Whether the last look at the log was a moment ago.</summary>
    public bool IsCurrent => DeafUntil is not null && Stopwatch.GetElapsedTime(Interlocked.Read(ref heardAt)) < Stale;

    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        await Task.Yield();
        var idle = Soonest;
        while (!stop.IsCancellationRequested)
        {
            var ring = database.Bell.Next;
            var soonest = Task.Delay(Soonest, CancellationToken.None);
            await Patiently.DoAsync(() => LookAsync(stop), log, stop);
            await Patiently.WaitAsync(ring, idle, stop);
            await soonest;
            idle = ring.IsCompleted ? Soonest : TimeSpan.FromTicks(Math.Min(Latest.Ticks, idle.Ticks * 2));
        }
    }

    /// <summary>Hears what there is now, in the caller's flow.</summary>
    public async Task LookAsync(CancellationToken stop)
    {
        var began = Stopwatch.GetTimestamp();
        await using var session = await database.ReadFreshAsync(stop);
        if (DeafUntil is null) await BeginAsync(session);
        var (visibleFrom, seq) = position;
        IReadOnlyList<Row> rows;
        do
        {
            rows = await session.ListAsync<Row>(NextSql, new { kinds, visibleFrom, seq, PageRows, Shard.Count });
            Tell(rows);
            if (rows.LastOrDefault(row => row.VisibleFrom <= row.Horizon) is { } settled)
                position = (settled.VisibleFrom, settled.Seq);
            if (rows.Count > 0) (visibleFrom, seq) = (rows[^1].VisibleFrom, rows[^1].Seq);
        }
        while (rows.Count == PageRows);

        Interlocked.Exchange(ref heardAt, began);
    }

    async Task BeginAsync(Session session)
    {
        var start = await session.OneAsync<Start>(StartSql, new
        {
            database.Region, first = Id.FirstAt(DateTimeOffset.UtcNow - Memory), MostAtStart,
        });
        position = (start.VisibleFrom, 0);
        DeafUntil = start.Tx;
    }

    void Tell(IReadOnlyList<Row> rows)
    {
        var changes = new HashSet<Change>();
        foreach (var row in rows)
        {
            changes.Add(new(row.Key, row.Tx));
            changes.Add(new(Changes.OfKind(row.Kind), row.Tx));
        }

        database.Changes.Tell(changes);
    }

    sealed record Row(string Kind, Guid Key, long Tx, long VisibleFrom, long Seq, long Horizon);

    sealed record Start(long VisibleFrom, long Tx);

    // From the first event of the last minutes; where there were too many, from now.
    const string StartSql = """
        -- kernel.news.start
        select case when count(*) < @MostAtStart then coalesce(min(visible_from) - 1, h.xmin) else h.xmin end
                as visible_from,
            case when count(*) < @MostAtStart then 0 else h.xmin end as tx
        from (select pg_snapshot_xmin(pg_current_snapshot())::text::bigint as xmin) h
        left join (
            select visible_from
            from kernel.event
            where region = @Region and id >= @first
            order by id
            limit @MostAtStart) e on true
        group by h.xmin
        """;

    const string NextSql = """
        -- kernel.news.next
        select e.kind, e.key, e.tx::text::bigint as tx, e.visible_from, e.seq,
            pg_snapshot_xmin(pg_current_snapshot())::text::bigint as horizon
        from unnest(@kinds::text[]) as k(kind)
        cross join generate_series(0, @Count - 1) as s(shard)
        cross join lateral (
            select kind, key, tx, visible_from, seq
            from kernel.event
            where event.shard = s.shard
                and event.kind = k.kind
                and (event.visible_from, event.seq) > (@visibleFrom, @seq)
            order by event.visible_from, event.seq
            limit @PageRows) e
        order by e.visible_from, e.seq
        limit @PageRows
        """;
}
