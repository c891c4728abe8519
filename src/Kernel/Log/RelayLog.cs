namespace Feria.Kernel;

/// <summary>
/// The log for whoever hands it on outside: what comes next, and how far it was handed on. One process of the
/// installation is at it at a time. docs/decisions/0110.
/// </summary>
public sealed class RelayLog
{
    // Ids are made a moment before their event is written, in several processes.
    static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    readonly Database database;
    readonly SoleProcess leader;

    public RelayLog(Database database)
    {
        (this.database, leader) = (database, new(database, "relay"));
        database.Changes.Settled += _ => Readable.Wake();
    }

    /// <summary>Rung when there may be more to read.</summary>
    public Bell Readable { get; } = new();

    /// <summary>How far the log was handed on.</summary>
    /// <param name="Waiting">Events that are still to be, counted up to a bound.</param>
    /// <param name="LagSeconds">Age of the oldest of them; 0 without any.</param>
    /// <param name="IsLed">Whether some process is at it now.</param>
    /// <param name="MovedAt">Null where nothing was handed on yet.</param>
    public sealed record Standing(long Waiting, double LagSeconds, bool IsLed, DateTime? MovedAt);

    /// <summary>A place in the log.</summary>
    public sealed record Place(long VisibleFrom, long Seq);

    /// <summary>Takes the lead; null while another process has it.</summary>
    /// <param name="young">How old what is handed on may be where nothing was before.</param>
    public async Task<Lead?> TryLeadAsync(TimeSpan young, CancellationToken stop)
    {
        if (await leader.TryTakeAsync(stop) is not { } turn) return null;
        try
        {
            return new Lead(database, turn, await BeginAsync(young, stop));
        }
        catch
        {
            await turn.DisposeAsync();
            throw;
        }
    }

    /// <param name="countAtMost">Beyond that it is simply far behind.</param>
    public async Task<Standing> LookAsync(int countAtMost, CancellationToken stop)
    {
        var isLed = await leader.IsTakenAsync(stop);
        await using var session = await database.ReadFreshAsync(stop);
        var waiting = await session.OneOrNullAsync<Waiting>(WaitingSql, new { countAtMost });
        return new(waiting?.Events ?? 0, waiting?.LagSeconds ?? 0, isLed, waiting?.MovedAt);
    }

    internal sealed record Waiting(long Events, double LagSeconds, DateTime? MovedAt);

    async Task<Place> BeginAsync(TimeSpan young, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        await tx.ExecuteAsync(BeginSql, new
        {
            tx.Region, first = Id.FirstAt(DateTimeOffset.UtcNow - young - Margin),
        });
        var place = await tx.OneAsync<Place>(PlaceSql);
        await tx.CommitAsync();
        return place;
    }

    /// <summary>Another process took the lead, or the connection that held it is gone.</summary>
    public sealed class LeadLost(string why) : Exception(why);

    /// <summary>Who hands the log on, until it is disposed of or its connection ends.</summary>
    public sealed class Lead(Database database, SoleProcess.Turn turn, Place begin) : IAsyncDisposable
    {
        Place place = begin;

        /// <summary>What comes next, in the order of the log.</summary>
        public async Task<IReadOnlyList<LoggedEvent>> NextAsync(int limit, CancellationToken stop)
        {
            if (!await turn.LastsAsync(stop)) throw new LeadLost("The session that held the lead ended.");
            await using var session = await database.ReadFreshAsync(stop);
            return await session.ListAsync<LoggedEvent>(NextSql, new { place.VisibleFrom, place.Seq, limit });
        }

        /// <summary>All up to this one is kept outside.</summary>
        /// <exception cref="LeadLost">Another moved it meanwhile.</exception>
        public async Task MoveAsync(LoggedEvent last, CancellationToken stop)
        {
            await using var tx = await database.WriteAsync(stop);
            var moved = await tx.ExecuteAsync(MoveSql, new
            {
                last.VisibleFrom, last.Seq, fromVisible = place.VisibleFrom, fromSeq = place.Seq,
            });
            if (moved == 0) throw new LeadLost("Another process has handed the log on meanwhile.");
            await tx.CommitAsync();
            place = new(last.VisibleFrom, last.Seq);
        }

        public ValueTask DisposeAsync() => turn.DisposeAsync();
    }

    // The first time, from the oldest event that is young enough.
    const string BeginSql = """
        -- kernel.relay-log.begin
        insert into kernel.relay (visible_from, seq)
        select coalesce(min(visible_from), pg_snapshot_xmin(pg_current_snapshot())::text::bigint) - 1, 0
        from (
            select visible_from
            from kernel.event
            where region = @Region and id >= @first
            order by id
            limit 10000) e
        on conflict do nothing
        """;

    const string PlaceSql = """
        -- kernel.relay-log.place
        select visible_from, seq from kernel.relay
        """;

    const string NextSql = """
        -- kernel.relay-log.next
        select id, shard, visible_from, seq, tx::text::bigint as tx, kind, key, body::text as body, at
        from kernel.event
        where (visible_from, seq) > (@VisibleFrom, @Seq)
            and visible_from <= pg_snapshot_xmin(pg_current_snapshot())::text::bigint
        order by visible_from, seq
        limit @limit
        """;

    const string MoveSql = """
        -- kernel.relay-log.move
        update kernel.relay set visible_from = @VisibleFrom, seq = @Seq, moved_at = now()
        where visible_from = @fromVisible and seq = @fromSeq
        """;

    const string WaitingSql = """
        -- kernel.relay-log.waiting
        select count(e.at) as events,
            greatest(0, coalesce(extract(epoch from clock_timestamp() - min(e.at)), 0))::float8 as lag_seconds,
            r.moved_at
        from kernel.relay r
        left join lateral (
            select at
            from kernel.event
            where (event.visible_from, event.seq) > (r.visible_from, r.seq)
            order by event.visible_from, event.seq
            limit @countAtMost) e on true
        group by r.moved_at
        """;
}
