using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Feria.Kernel;

/// <summary>
/// Feeds reactions from the event table. Each takes whichever of its shards nobody else holds, reads what lies under
/// the snapshot horizon, and commits effect and position together.
/// </summary>
public sealed class ReactionRunner(Database database, IEnumerable<Reaction> reactions, ILogger<ReactionRunner> log)
    : BackgroundService
{
    const int BatchPerShard = 100;
    readonly IReadOnlyList<Reaction> reactions = [.. reactions];

    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        await Task.Yield();
        await Patiently.DoAsync(() => RegisterAsync(stop), log, stop);
        await Task.WhenAll(reactions.Select(reaction => FollowAsync(reaction, stop)));
    }

    async Task FollowAsync(Reaction reaction, CancellationToken stop)
    {
        var idle = TimeSpan.FromMilliseconds(20);
        while (!stop.IsCancellationRequested)
        {
            var ring = database.Bell.Next;
            var moved = false;
            await Patiently.DoAsync(async () => moved = await StepAsync(reaction, stop), log, stop);
            idle = moved ? TimeSpan.FromMilliseconds(20)
                : TimeSpan.FromMilliseconds(Math.Min(1000, idle.TotalMilliseconds * 2));
            if (moved) continue;

            // A ring means a commit here, but its event may still be under another transaction's horizon: look soon
            // again.
            await Patiently.WaitAsync(ring, idle, stop);
            if (ring.IsCompleted) idle = TimeSpan.FromMilliseconds(5);
        }
    }

    /// <summary>
    /// Handles everything that is there for all reactions, in the caller's flow: for tests and seeding.
    /// </summary>
    public async Task CatchUpAsync(CancellationToken stop)
    {
        await RegisterAsync(stop);
        bool moved;
        do
        {
            moved = false;
            foreach (var reaction in reactions) moved |= await StepAsync(reaction, stop);
        }
        while (moved);
    }

    async Task<bool> StepAsync(Reaction reaction, CancellationToken stop)
    {
        try
        {
            return await StepAsync(reaction, alone: false, stop);
        }
        catch (Exception fault) when (!IsOutage(fault) && !stop.IsCancellationRequested)
        {
            log.LogWarning(fault, "Reaction {Reaction} failed on a batch; trying its events one by one", reaction.Name);
            return await StepAsync(reaction, alone: true, stop);
        }
    }

    async Task<bool> StepAsync(Reaction reaction, bool alone, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        if (!await tx.OneAsync<bool>(PeekSql, new { reaction.Name })) return false;
        var positions = await tx.ListAsync<Position>(TakeSql, new { reaction.Name });
        if (positions.Count == 0) return false;

        var events = await tx.ListAsync<LoggedEvent>(ReadSql, new
        {
            shards = positions.Select(position => position.Shard).ToArray(),
            visible = positions.Select(position => position.VisibleFrom).ToArray(),
            seqs = positions.Select(position => position.Seq).ToArray(),
            kinds = reaction.Hears.ToArray(),
            limit = alone ? 10 : BatchPerShard,
        });
        if (events.Count == 0) return false;

        var heard = events.Where(said => said.Body is not null).ToList();
        if (heard.Count > 0 && !alone) await reaction.HandleAsync(tx, heard);
        if (alone) await HandleOneByOneAsync(reaction, tx, heard);

        var reached = events.GroupBy(said => said.Shard).Select(shard => shard.Last()).ToList();
        await tx.ExecuteAsync(MoveSql, new
        {
            reaction.Name,
            shards = reached.Select(said => said.Shard).ToArray(),
            visible = reached.Select(said => said.VisibleFrom).ToArray(),
            seqs = reached.Select(said => said.Seq).ToArray(),
        });
        await tx.CommitAsync();
        return true;
    }

    async Task HandleOneByOneAsync(Reaction reaction, Tx tx, IReadOnlyList<LoggedEvent> events)
    {
        foreach (var said in events)
        {
            try
            {
                await tx.PartAsync(() => reaction.HandleAsync(tx, [said]));
            }
            catch (Exception fault) when (!IsOutage(fault))
            {
                log.LogError(fault, "Reaction {Reaction} parked event {Event}", reaction.Name, said.Id);
                await tx.ExecuteAsync(ParkSql, new { reaction.Name, said.Id, said.Seq, reason = fault.Message });
            }
        }
    }

    // The database going away says nothing about the event: it is tried again, never parked.
    static bool IsOutage(Exception fault) =>
        fault is OperationCanceledException or TimeoutException or NpgsqlException { IsTransient: true }
        || fault is NpgsqlException and not PostgresException;

    async Task RegisterAsync(CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        await tx.ExecuteAsync(
            RegisterSql, new { names = reactions.Select(reaction => reaction.Name).ToArray(), Shard.Count });
        await tx.CommitAsync();
    }

    sealed record Position(short Shard, long VisibleFrom, long Seq);

    const string RegisterSql = """
        -- kernel.reactions.register
        insert into kernel.reaction_position (reaction, shard)
        select r.name, s.shard
        from unnest(@names::text[]) as r(name), generate_series(0, @Count - 1) as s(shard)
        on conflict do nothing
        """;

    // Locking takes a transaction id, so an idle poll only looks.
    const string PeekSql = """
        -- kernel.reactions.peek
        select exists (
            select
            from kernel.reaction_position p
            cross join lateral (
                select
                from kernel.event e
                where e.shard = p.shard
                    and (e.visible_from, e.seq) > (p.visible_from, p.seq)
                    and e.visible_from <= pg_snapshot_xmin(pg_current_snapshot())::text::bigint
                limit 1) e
            where p.reaction = @Name)
        """;

    const string TakeSql = """
        -- kernel.reactions.take
        select shard, visible_from, seq
        from kernel.reaction_position
        where reaction = @Name
        order by shard
        for update skip locked
        """;

    const string ReadSql = """
        -- kernel.reactions.read
        select e.id, e.shard, e.visible_from, e.seq, e.kind, e.key,
            case when e.kind = any(@kinds) then e.body::text end as body, e.at
        from unnest(@shards::smallint[], @visible::bigint[], @seqs::bigint[]) as p(shard, visible_from, seq)
        cross join lateral (
            select id, shard, visible_from, seq, kind, key, body, at
            from kernel.event
            where event.shard = p.shard
                and (event.visible_from, event.seq) > (p.visible_from, p.seq)
                and event.visible_from <= pg_snapshot_xmin(pg_current_snapshot())::text::bigint
            order by event.visible_from, event.seq
            limit @limit
        ) e
        order by e.visible_from, e.seq
        """;

    const string MoveSql = """
        -- kernel.reactions.move
        update kernel.reaction_position r
        set visible_from = m.visible_from, seq = m.seq, moved_at = now()
        from unnest(@shards::smallint[], @visible::bigint[], @seqs::bigint[]) as m(shard, visible_from, seq)
        where r.reaction = @Name and r.shard = m.shard
        """;

    const string ParkSql = """
        -- kernel.reactions.park
        insert into kernel.parked_event (reaction, event_id, seq, reason) values (@Name, @Id, @Seq, left(@reason, 2000))
        on conflict do nothing
        """;
}
