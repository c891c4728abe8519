using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Feria.Kernel;

/// <summary>A kind of event that copies depend on; modules name theirs by <c>AddNews</c>.</summary>
public sealed record NewsKind(string Kind);

/// <summary>
/// What was said, for this process: its copies hear of it as soon as it can be seen, its reactions are woken once the
/// horizon has passed it. It begins a while ago, so that a copy another process left can be judged.
/// </summary>
public sealed class News : BackgroundService
{
    const int PageRows = 5_000;
    const int MostAtStart = 200_000;

    static readonly TimeSpan Soonest = TimeSpan.FromMilliseconds(10);
    static readonly TimeSpan Latest = TimeSpan.FromSeconds(1);
    static readonly TimeSpan Stale = TimeSpan.FromSeconds(3);

    readonly Database database;
    readonly ILogger<News> log;
    readonly HashSet<string> kinds;
    (long VisibleFrom, long Seq) position;
    long heardAt;
    bool isUnsettled;
    volatile bool isToBegin = true;
    volatile Reach? heardUntil;

    public News(Database database, IEnumerable<NewsKind> kinds, ILogger<News> log)
    {
        (this.database, this.kinds, this.log) = (database, [.. kinds.Select(one => one.Kind)], log);
        // On another timeline transaction ids come again: what was heard says nothing about them.
        database.Nodes.TimelineChanged += () => isToBegin = true;
    }

    /// <summary>How long before its start a process knows what was said.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromMinutes(11);

    /// <summary>
    /// Transactions up to this one may have said what this process never heard; null until it has begun to hear.
    /// </summary>
    public long? DeafUntil { get; private set; }

    /// <summary>Whether the last look at the log was a moment ago.</summary>
    public bool IsCurrent => DeafUntil is not null && Stopwatch.GetElapsedTime(Interlocked.Read(ref heardAt)) < Stale;

    /// <summary>Whether what was committed up to there was heard; a moment later it may be.</summary>
    internal bool HasHeard(Position position) => heardUntil is { } heard && heard.Until.CompareTo(position) > 0;

    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        await Task.Yield();
        while (!stop.IsCancellationRequested)
        {
            var ring = database.Bell.Next;
            var soonest = Task.Delay(Soonest, CancellationToken.None);
            await Patiently.DoAsync(() => LookAsync(stop), log, stop);
            await Patiently.WaitAsync(ring, isUnsettled ? Soonest : Latest, stop);
            await soonest;
        }
    }

    /// <summary>Hears what there is now, in the caller's flow.</summary>
    public async Task LookAsync(CancellationToken stop)
    {
        var began = Stopwatch.GetTimestamp();
        // Before the look: whatever was committed by then is seen by it.
        var until = database.Nodes.AreSeveral ? await database.Latest.NowAsync() : null;
        await using var session = await database.ReadFreshAsync(stop);
        if (isToBegin) await BeginAsync(session);
        var (visibleFrom, seq) = position;
        IReadOnlyList<Row> rows;
        do
        {
            rows = await session.ListAsync<Row>(NextSql, new { visibleFrom, seq, PageRows });
            Tell(rows);
            Row[] settled = [.. rows.Where(row => row.VisibleFrom <= row.Horizon)];
            if (settled.Length > 0) position = (settled[^1].VisibleFrom, settled[^1].Seq);
            database.Changes.Settle(settled.Select(row => (row.Kind, row.Shard)).ToHashSet());
            if (rows.Count > 0) (visibleFrom, seq) = (rows[^1].VisibleFrom, rows[^1].Seq);
        }
        while (rows.Count == PageRows);
        heardUntil = until is null ? null : new(until.Value);
        isUnsettled = rows.Count > 0 && rows[^1].VisibleFrom > rows[^1].Horizon;

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
        isToBegin = false;
    }

    void Tell(IReadOnlyList<Row> rows)
    {
        var changes = new HashSet<Change>();
        foreach (var row in rows.Where(row => kinds.Contains(row.Kind)))
        {
            changes.Add(new(row.Key, row.Tx));
            changes.Add(new(Changes.OfKind(row.Kind), row.Tx));
        }

        database.Changes.Tell(changes);
    }

    sealed record Reach(Position Until);

    sealed record Row(string Kind, short Shard, Guid Key, long Tx, long VisibleFrom, long Seq, long Horizon);

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
        select kind, shard, key, tx::text::bigint as tx, visible_from, seq,
            pg_snapshot_xmin(pg_current_snapshot())::text::bigint as horizon
        from kernel.event
        where (visible_from, seq) > (@visibleFrom, @seq)
        order by visible_from, seq
        limit @PageRows
        """;
}
