using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Feria.Kernel;

/// <summary>
/// Lets reactions hear what was said, in as many processes as run this. It looks which shards are behind when woken,
/// and gives each reaction's shards to a few hands, so that a long queue is worked off in parallel.
/// </summary>
public sealed class ReactionRunner(Database database, IEnumerable<Reaction> reactions, ILogger<ReactionRunner> log)
    : BackgroundService
{
    const int HandsOfAReaction = 4;
    const int HandsAtOnce = 8;
    const int StepsOfAHand = 10;
    static readonly TimeSpan Soonest = TimeSpan.FromMilliseconds(10);
    static readonly TimeSpan Latest = TimeSpan.FromSeconds(1);

    readonly Dictionary<string, Reaction> reactions = reactions.ToDictionary(reaction => reaction.Name);
    readonly Hearing hearing = new(database, log);

    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        await Task.Yield();
        await Patiently.DoAsync(() => RegisterAsync(stop), log, stop);
        var idle = Soonest;
        while (!stop.IsCancellationRequested)
        {
            var ring = database.Bell.Next;
            var soonest = Task.Delay(Soonest, CancellationToken.None);
            var moved = false;
            await DoAsync(async () => moved = await RoundAsync(DoAsync, stop));
            if (moved)
            {
                idle = Soonest;
                continue;
            }

            // A ring means a commit, but its event may still be under another transaction's horizon: look soon again,
            // though not at every one of a thousand commits a second.
            await Patiently.WaitAsync(ring, idle, stop);
            await soonest;
            idle = ring.IsCompleted ? Soonest : TimeSpan.FromTicks(Math.Min(Latest.Ticks, idle.Ticks * 2));
        }

        // One that cannot go on is none of the others' business.
        Task DoAsync(Func<Task> work) => Patiently.DoAsync(work, log, stop);
    }

    /// <summary>
    /// Handles everything that is there for all reactions, in the caller's flow: for tests and seeding.
    /// </summary>
    public async Task CatchUpAsync(CancellationToken stop)
    {
        await RegisterAsync(stop);
        while (await RoundAsync(work => work(), stop))
        {
        }
    }

    // A shard another process holds is that one's. A hand puts its work down after some steps, so that all get a turn.
    async Task<bool> RoundAsync(Func<Func<Task>, Task> how, CancellationToken stop)
    {
        var moved = 0;
        var work =
            from row in await BehindAsync(stop)
            from hand in row.Shards.GroupBy(shard => shard % HandsOfAReaction)
            select (Reaction: reactions[row.Reaction], Shards: hand.ToArray());
        await Parallel.ForEachAsync(
            work, new ParallelOptions { MaxDegreeOfParallelism = HandsAtOnce, CancellationToken = stop },
            async (hand, _) => await how(async () =>
            {
                for (var i = 0; i < StepsOfAHand && await hearing.StepAsync(hand.Reaction, hand.Shards, stop); i++)
                    Interlocked.Increment(ref moved);
            }));
        return moved > 0;
    }

    async Task<IReadOnlyList<Behind>> BehindAsync(CancellationToken stop)
    {
        await using var session = await database.ReadFreshAsync(stop);
        return await session.ListAsync<Behind>(BehindSql, new { names = reactions.Keys.ToArray(), Shard.Count });
    }

    async Task RegisterAsync(CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        foreach (var reaction in reactions.Values.OrderBy(reaction => reaction.Name, StringComparer.Ordinal))
            await tx.ExecuteAsync(
                RegisterSql, new { reaction.Name, hears = reaction.Hears.Order().ToArray(), Shard.Count });
        await tx.CommitAsync();
    }

    sealed record Behind(string Reaction, short[] Shards);

    const string RegisterSql = """
        -- kernel.reactions.register
        with known as (
            insert into kernel.reaction (name, hears) values (@Name, @hears)
            on conflict (name) do update set hears = excluded.hears where reaction.hears <> excluded.hears)
        insert into kernel.reaction_position (reaction, shard)
        select @Name, s.shard
        from generate_series(0, @Count - 1) as s(shard)
        on conflict do nothing
        """;

    // The last event of each kind and shard tells whether anybody is behind: some hundred looks into one index.
    const string BehindSql = """
        -- kernel.reactions.behind
        with latest as materialized (
            select k.kind, s.shard::smallint as shard, e.visible_from, e.seq
            from (select distinct unnest(hears) as kind from kernel.reaction where name = any(@names)) k
            cross join generate_series(0, @Count - 1) as s(shard)
            cross join lateral (
                select visible_from, seq
                from kernel.event
                where event.shard = s.shard
                    and event.kind = k.kind
                    and event.visible_from <= pg_snapshot_xmin(pg_current_snapshot())::text::bigint
                order by event.visible_from desc, event.seq desc
                limit 1) e
        )
        select b.reaction, array_agg(distinct b.shard) as shards
        from (
            select p.reaction, p.shard
            from kernel.reaction r
            join kernel.reaction_position p on p.reaction = r.name
            join latest l on l.shard = p.shard and l.kind = any(r.hears)
            where r.name = any(@names) and (l.visible_from, l.seq) > (p.visible_from, p.seq)
            union all
            select reaction, shard
            from kernel.parked_event
            where reaction = any(@names) and wanted_at is not null) b
        group by b.reaction
        """;
}
