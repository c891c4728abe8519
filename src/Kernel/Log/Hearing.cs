using Microsoft.Extensions.Logging;
using Npgsql;

namespace Feria.Kernel;

/// <summary>
/// How a reaction hears: it takes whichever of the given shards nobody else holds, reads what lies under the snapshot
/// horizon, from the tail where that reaches back so far, and commits effect and position together.
/// </summary>
sealed class Hearing(Database database, Tail tail, ILogger log)
{
    /// <summary>What a step found of the shards it could take.</summary>
    public enum Step
    {
        Nothing,

        /// <summary>There may be more.</summary>
        Part,

        /// <summary>All that could be heard when it looked.</summary>
        All,
    }

    const int BatchPerShard = 100;
    const int AloneAtOnce = 10;

    /// <summary>Hears what comes next, parked events that somebody wants heard first.</summary>
    public async Task<Step> StepAsync(Reaction reaction, short[] shards, CancellationToken stop)
    {
        try
        {
            return await StepAsync(reaction, shards, alone: false, stop);
        }
        catch (Exception fault) when (!IsOutage(fault) && !stop.IsCancellationRequested)
        {
            log.LogWarning(fault, "Reaction {Reaction} failed on a batch; trying its events one by one", reaction.Name);
            return await StepAsync(reaction, shards, alone: true, stop);
        }
    }

    async Task<Step> StepAsync(Reaction reaction, short[] shards, bool alone, CancellationToken stop)
    {
        // Before anything is held.
        var now = await tail.NowAsync(stop);
        await using var tx = await database.WriteAsync(stop);
        var positions = await tx.ListAsync<Position>(TakeSql, new { reaction.Name, shards });
        if (positions.Count == 0) return Step.Nothing;
        short[] held = [.. positions.Select(position => position.Shard)];

        var limit = alone ? AloneAtOnce : BatchPerShard;
        var heardWanted = await HearWantedAsync(reaction, tx, held);
        var events = await NextAsync(reaction, tx, now, positions, limit);
        if (events.Count == 0 && !heardWanted) return Step.Nothing;
        if (events.Count > 0)
        {
            var byShard = positions.ToDictionary(position => position.Shard);
            await HearAsync(reaction, tx, [.. events.Where(said => !byShard[said.Shard].PassesOver(said))], alone);
            await MoveAsync(reaction, tx, events);
        }

        await tx.CommitAsync();
        return heardWanted || events.CountBy(said => said.Shard).Any(shard => shard.Value == limit)
            ? Step.Part
            : Step.All;
    }

    static async Task<IReadOnlyList<LoggedEvent>> NextAsync(
        Reaction reaction, Tx tx, Tail.Stretch now, IReadOnlyList<Position> positions, int limit)
    {
        var places = positions.ToDictionary(
            position => position.Shard, position => new Tail.Place(position.VisibleFrom, position.Seq));
        // A server that took over may lack what the tail was read from.
        if (now.ServingSince == positions[0].ServingSince && now.After(places, reaction.Hears, limit) is { } next)
            return next;
        return await tx.ListAsync<LoggedEvent>(ReadSql, new
        {
            shards = positions.Select(position => position.Shard).ToArray(),
            visible = positions.Select(position => position.VisibleFrom).ToArray(),
            seqs = positions.Select(position => position.Seq).ToArray(),
            kinds = reaction.Hears.ToArray(),
            limit,
        });
    }

    async Task HearAsync(Reaction reaction, Tx tx, IReadOnlyList<LoggedEvent> events, bool alone)
    {
        Guid[] keys = [.. events.Select(said => said.Key).Distinct()];
        var blocked = (await tx.ListAsync<Guid>(BlockedSql, new { reaction.Name, keys })).ToHashSet();
        foreach (var said in events.Where(said => blocked.Contains(said.Key)))
            await ParkAsync(reaction, tx, said, "An earlier event of its key is parked.", isBehind: true);

        LoggedEvent[] free = [.. events.Where(said => !blocked.Contains(said.Key))];
        if (alone) await HearOneByOneAsync(reaction, tx, free);
        else if (free.Length > 0) await reaction.HandleAsync(tx, free);
    }

    static Task MoveAsync(Reaction reaction, Tx tx, IReadOnlyList<LoggedEvent> events)
    {
        var reached = events.GroupBy(said => said.Shard).Select(shard => shard.Last()).ToList();
        return tx.ExecuteAsync(MoveSql, new
        {
            reaction.Name,
            shards = reached.Select(said => said.Shard).ToArray(),
            visible = reached.Select(said => said.VisibleFrom).ToArray(),
            seqs = reached.Select(said => said.Seq).ToArray(),
        });
    }

    async Task HearOneByOneAsync(Reaction reaction, Tx tx, IReadOnlyList<LoggedEvent> events)
    {
        var failed = new HashSet<Guid>();
        foreach (var said in events)
        {
            if (failed.Contains(said.Key))
            {
                await ParkAsync(reaction, tx, said, "An earlier event of its key is parked.", isBehind: true);
                continue;
            }

            try
            {
                await tx.PartAsync(() => reaction.HandleAsync(tx, [said]));
            }
            catch (Exception fault) when (!IsOutage(fault))
            {
                log.LogError(fault, "Reaction {Reaction} parked event {Event}", reaction.Name, said.Id);
                failed.Add(said.Key);
                await ParkAsync(reaction, tx, said, fault.Message, isBehind: false);
                Note(reaction, fault);
            }
        }
    }

    // The wanted keys' parked events, each key's in order, up to the first that fails again.
    async Task<bool> HearWantedAsync(Reaction reaction, Tx tx, short[] shards)
    {
        var wanted = await tx.ListAsync<LoggedEvent>(WantedSql, new { reaction.Name, shards, limit = BatchPerShard });
        var failed = new HashSet<Guid>();
        foreach (var said in wanted.Where(said => !failed.Contains(said.Key)))
        {
            try
            {
                await tx.PartAsync(() => reaction.HandleAsync(tx, [said]));
                await tx.ExecuteAsync(HeardSql, new { reaction.Name, said.Id });
            }
            catch (Exception fault) when (!IsOutage(fault))
            {
                log.LogError(fault, "Reaction {Reaction} failed again on event {Event}", reaction.Name, said.Id);
                failed.Add(said.Key);
                await tx.ExecuteAsync(FailedAgainSql, new { reaction.Name, said.Id, said.Key, reason = fault.Message });
                Note(reaction, fault);
            }
        }

        return wanted.Count > 0;
    }

    void Note(Reaction reaction, Exception fault) => database.Mishaps.Note(
        new Mishap(
            Mishap.Parked, fault.GetBaseException().GetType().Name, reaction.Name.Split('.')[0], reaction.Name,
            Severity.Error),
        fault.GetBaseException().Message);

    static Task ParkAsync(Reaction reaction, Tx tx, LoggedEvent said, string reason, bool isBehind) => tx.ExecuteAsync(
        ParkSql,
        new { reaction.Name, said.Id, said.Shard, said.VisibleFrom, said.Seq, said.Kind, said.Key, reason, isBehind });

    // The database going away says nothing about the event: it is tried again, never parked.
    static bool IsOutage(Exception fault) =>
        fault is OperationCanceledException or TimeoutException or NpgsqlException { IsTransient: true }
        || fault is NpgsqlException and not PostgresException;

    /// <param name="AgainFrom">Since when a reaction that was set back forgot; null where it never was.</param>
    /// <param name="ServingSince">When the server that says so was started.</param>
    /// <param name="AgainUntilVisibleFrom">With the next: where it was when it was set back.</param>
    sealed record Position(
        short Shard, long VisibleFrom, long Seq, DateTime? AgainFrom, long AgainUntilVisibleFrom, long AgainUntilSeq,
        DateTime ServingSince)
    {
        public bool PassesOver(LoggedEvent said) =>
            said.At < AgainFrom
            && (said.VisibleFrom, said.Seq).CompareTo((AgainUntilVisibleFrom, AgainUntilSeq)) <= 0;
    }

    const string TakeSql = """
        -- kernel.hearing.take
        select shard, visible_from, seq, again_from, again_until_visible_from, again_until_seq,
            pg_postmaster_start_time() as serving_since
        from kernel.reaction_position
        where reaction = @Name and shard = any(@shards)
        order by shard
        for update skip locked
        """;

    const string ReadSql = """
        -- kernel.hearing.read
        select e.id, e.shard, e.visible_from, e.seq, e.tx::text::bigint as tx, e.kind, e.key, e.body::text as body, e.at
        from unnest(@shards::smallint[], @visible::bigint[], @seqs::bigint[]) as p(shard, visible_from, seq)
        cross join lateral (
            select e.*
            from unnest(@kinds::text[]) as k(kind)
            cross join lateral (
                select id, shard, visible_from, seq, tx, kind, key, body, at
                from kernel.event
                where event.shard = p.shard
                    and event.kind = k.kind
                    and (event.visible_from, event.seq) > (p.visible_from, p.seq)
                    and event.visible_from <= pg_snapshot_xmin(pg_current_snapshot())::text::bigint
                order by event.visible_from, event.seq
                limit @limit) e
            order by e.visible_from, e.seq
            limit @limit
        ) e
        order by e.visible_from, e.seq
        """;

    const string MoveSql = """
        -- kernel.hearing.move
        update kernel.reaction_position r
        set visible_from = m.visible_from, seq = m.seq, moved_at = now()
        from unnest(@shards::smallint[], @visible::bigint[], @seqs::bigint[]) as m(shard, visible_from, seq)
        where r.reaction = @Name and r.shard = m.shard
        """;

    const string BlockedSql = """
        -- kernel.hearing.blocked
        select distinct key from kernel.parked_event where reaction = @Name and key = any(@keys)
        """;

    const string ParkSql = """
        -- kernel.hearing.park
        insert into kernel.parked_event
            (reaction, event_id, shard, visible_from, seq, kind, key, reason, is_behind)
        values (@Name, @Id, @Shard, @VisibleFrom, @Seq, @Kind, @Key, left(@reason, 2000), @isBehind)
        on conflict do nothing
        """;

    const string WantedSql = """
        -- kernel.hearing.wanted
        select e.id, e.shard, e.visible_from, e.seq, e.tx::text::bigint as tx, e.kind, e.key, e.body::text as body, e.at
        from (
            select distinct key
            from kernel.parked_event
            where reaction = @Name and shard = any(@shards) and wanted_at is not null) w
        join kernel.parked_event p on p.reaction = @Name and p.key = w.key
        join kernel.event e
            on e.shard = p.shard and e.kind = p.kind and e.visible_from = p.visible_from and e.seq = p.seq
        order by p.visible_from, p.seq
        limit @limit
        """;

    const string HeardSql = """
        -- kernel.hearing.heard
        delete from kernel.parked_event where reaction = @Name and event_id = @Id
        """;

    const string FailedAgainSql = """
        -- kernel.hearing.failed-again
        update kernel.parked_event
        set wanted_at = null,
            is_behind = event_id <> @Id,
            tries = tries + (event_id = @Id)::int,
            reason = case when event_id = @Id then left(@reason, 2000) else reason end
        where reaction = @Name and key = @Key
        """;
}
