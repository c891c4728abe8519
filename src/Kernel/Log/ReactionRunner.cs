using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Feria.Kernel;

/// <summary>
/// Lets reactions hear what was said, in as many processes as run this. <see cref="News"/> tells which shards have
/// something for whom; a look at all positions every second is behind it. What is said at about the same time is heard
/// together, in one transaction a reaction; the shards of one with a long queue are given to a few hands.
/// </summary>
public sealed class ReactionRunner : BackgroundService
{
    const int HandsOfAReaction = 4;
    const int HandsAtOnce = 8;
    const int StepsOfAHand = 10;
    static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    // Where shards are dealt out: so seldom it hears what is left lying of others'.
    const int LooksBetweenHelp = 10;

    // Rounds without a queue begin so far apart: a transaction costs about as much for one event as for ten.
    static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(40);

    // Where there is much to do rounds take longer and the processors are wanted by others: of the time between two
    // beginnings a round takes one part of so many, up to the longest there is.
    const int PartsOfARound = 8;
    static readonly TimeSpan LongestPace = TimeSpan.FromMilliseconds(250);

    readonly Database database;
    readonly ILogger<ReactionRunner> log;
    readonly Dictionary<string, Reaction> reactions;
    readonly ILookup<string, string> hearers;
    readonly Tail tail;
    readonly Hearing hearing;
    readonly Shares? shares;
    readonly Lock gate = new();
    readonly Bell bell = new();
    HashSet<(string Reaction, short Shard)> waiting = [];
    HashSet<string> withQueues = [];

    /// <param name="shares">Where somebody deals out the shards.</param>
    public ReactionRunner(
        Database database, IEnumerable<Reaction> reactions, ILogger<ReactionRunner> log, Shares? shares = null)
    {
        (this.database, this.log, this.shares) = (database, log, shares);
        this.reactions = reactions.ToDictionary(reaction => reaction.Name);
        hearers = this.reactions.Values.SelectMany(one => one.Hears, (one, kind) => (kind, one.Name))
            .ToLookup(pair => pair.kind, pair => pair.Name);
        tail = new Tail(database, [.. hearers.Select(heard => heard.Key)]);
        hearing = new Hearing(database, tail, log);
    }

    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        await Task.Yield();
        await Patiently.DoAsync(() => RegisterAsync(stop), log, stop);
        database.Changes.Settled += NoteSettled;
        if (shares is not null) shares.Brought += NoteBrought;
        var (lookedAt, looks) = (0L, 0);
        while (!stop.IsCancellationRequested)
        {
            var ring = bell.Next;
            var began = Stopwatch.GetTimestamp();
            await Patiently.DoAsync(async () =>
            {
                var helps = false;
                if (Stopwatch.GetElapsedTime(lookedAt) >= LookEvery)
                {
                    Note(await BehindAsync(stop));
                    lookedAt = Stopwatch.GetTimestamp();
                    helps = ++looks % LooksBetweenHelp == 0;
                }

                if (!helps) LeaveOthers();

                // One that cannot go on is none of the others' business.
                await RoundAsync(work => Patiently.DoAsync(work, log, stop), stop);
            }, log, stop);
            if (withQueues.Count > 0) continue;
            var soonest = Task.Delay(RestAfter(Stopwatch.GetElapsedTime(began)), CancellationToken.None);
            if (!IsAnythingWaiting()) await Patiently.WaitAsync(ring, LookEvery, stop);
            await soonest;
        }

        database.Changes.Settled -= NoteSettled;
        if (shares is not null) shares.Brought -= NoteBrought;
    }

    internal static TimeSpan RestAfter(TimeSpan round)
    {
        var pace = TimeSpan.FromTicks(Math.Clamp(round.Ticks * PartsOfARound, Pace.Ticks, LongestPace.Ticks));
        return pace > round ? pace - round : TimeSpan.Zero;
    }

    /// <summary>
    /// Handles everything that is there for all reactions, in the caller's flow: for tests and seeding.
    /// </summary>
    public async Task CatchUpAsync(CancellationToken stop)
    {
        await RegisterAsync(stop);
        do Note(await BehindAsync(stop));
        while (await RoundAsync(work => work(), stop));
    }

    // Where they are dealt out, who deals brings them too.
    void NoteSettled(IReadOnlyCollection<(string Kind, short Shard)> settled)
    {
        if (shares is not { AreDealt: true }) Note(settled);
    }

    void NoteBrought(string kind, short shard) => Note([(kind, shard)]);

    void LeaveOthers()
    {
        if (shares is { AreDealt: true })
            lock (gate) waiting.RemoveWhere(one => !shares.Has(one.Shard));
    }

    void Note(IReadOnlyCollection<(string Kind, short Shard)> settled)
    {
        lock (gate)
            foreach (var (kind, shard) in settled)
                foreach (var reaction in hearers[kind]) waiting.Add((reaction, shard));
        bell.Wake();
    }

    void Note(IEnumerable<Behind> behind)
    {
        lock (gate)
            foreach (var one in behind) waiting.UnionWith(one.Shards.Select(shard => (one.Reaction, shard)));
    }

    bool IsAnythingWaiting()
    {
        lock (gate) return waiting.Count > 0;
    }

    // A shard another process holds is that one's. A hand puts its work down after some steps, so that all get a turn.
    async Task<bool> RoundAsync(Func<Func<Task>, Task> how, CancellationToken stop)
    {
        HashSet<(string Reaction, short Shard)> taken;
        lock (gate) (taken, waiting) = (waiting, []);
        tail.BeginRound();
        var moved = 0;
        var queues = new ConcurrentBag<string>();
        var hands = taken.GroupBy(
            one => (one.Reaction, Hand: withQueues.Contains(one.Reaction) ? one.Shard % HandsOfAReaction : 0),
            one => one.Shard);
        await Parallel.ForEachAsync(
            hands, new ParallelOptions { MaxDegreeOfParallelism = HandsAtOnce, CancellationToken = stop },
            async (hand, _) => await how(async () =>
            {
                short[] shards = [.. hand];
                var steps = withQueues.Contains(hand.Key.Reaction) ? StepsOfAHand : 1;
                for (var i = 0; i < steps; i++)
                {
                    var step = await hearing.StepAsync(reactions[hand.Key.Reaction], shards, stop);
                    if (step != Hearing.Step.Nothing) Interlocked.Increment(ref moved);
                    if (step != Hearing.Step.Part) return;
                }

                queues.Add(hand.Key.Reaction);
                Note([new Behind(hand.Key.Reaction, shards)]);
            }));
        withQueues = [.. queues];
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
