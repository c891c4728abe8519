using System.Text.Json.Serialization;

namespace Feria.Kernel;

/// <summary>What a person can see of reactions and do to them, while they run.</summary>
public sealed class ReactionDesk(Database database, IEnumerable<Reaction> reactions)
{
    /// <summary>Of these reactions, those that parked something.</summary>
    public static Task<IReadOnlyList<string>> InTroubleAsync(Session session, string[] names) =>
        session.ListAsync<string>(InTroubleSql, new { names });

    /// <summary>How many events are parked, counted to so many, and since when.</summary>
    public static Task<(int Many, DateTime? Since)> ParkedAsync(Session session, int atMost) =>
        session.OneAsync<(int, DateTime?)>(CountParkedSql, new { atMost });

    // A reaction further behind than this is simply far behind; counting on would cost more than it tells.
    public const int CountAtMost = 20_000;

    // Ids are made a moment before their event is written, in several processes.
    static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    readonly Dictionary<string, Reaction> reactions = reactions.ToDictionary(reaction => reaction.Name);

    /// <param name="Waiting">Events not heard yet, counted up to <see cref="CountAtMost"/>.</param>
    /// <param name="LagSeconds">Age of the oldest of them; 0 without any.</param>
    /// <param name="Parked">Events it failed on, and those that wait behind them.</param>
    /// <param name="MovedAt">When it last heard something.</param>
    public sealed record Standing(
        string Name, string[] Hears, long Waiting, double LagSeconds, long Parked, DateTime? MovedAt);

    /// <param name="Wanted">Somebody asked that it be heard again; it soon will.</param>
    /// <param name="Behind">Parked only because an earlier event of its key is.</param>
    public sealed record Parked(
        Guid Event, string Kind, Guid Key, string Reason, bool Behind, int Tries, bool Wanted, DateTime ParkedAt,
        [property: JsonIgnore] long VisibleFrom, [property: JsonIgnore] long Seq)
    {
        [JsonIgnore]
        public Place Place => new(VisibleFrom, Seq);
    }

    /// <summary>Where in the log an event stands.</summary>
    public sealed record Place(long VisibleFrom, long Seq)
    {
        public static readonly Place Start = new(0, 0);
    }

    public bool Knows(string reaction) => reactions.ContainsKey(reaction);

    /// <summary>All reactions by name, read on the primary.</summary>
    public async Task<IReadOnlyList<Standing>> ListAsync(CancellationToken stop)
    {
        await using var session = await database.ReadFreshAsync(stop);
        return await session.ListAsync<Standing>(
            ListSql, new { names = reactions.Keys.ToArray(), CountAtMost, perShard = CountAtMost / Shard.Count });
    }

    /// <summary>Events a reaction failed on, in the order they would be heard.</summary>
    /// <param name="after">Where the page before ended; it need not be parked any more.</param>
    public async Task<IReadOnlyList<Parked>> ParkedAsync(
        string reaction, Place after, int limit, CancellationToken stop)
    {
        await using var session = await database.ReadFreshAsync(stop);
        return await session.ListAsync<Parked>(ParkedSql, new { reaction, after.VisibleFrom, after.Seq, limit });
    }

    /// <summary>
    /// Has a parked event heard again, with all of its key; all of the reaction's where none is named.
    /// </summary>
    /// <returns>How many events that is; 0 where the named one is not parked.</returns>
    public Task<int> ReplayAsync(Tx tx, string reaction, Guid? parked) =>
        tx.ExecuteAsync(parked is null ? WantAllSql : WantSql, new { reaction, parked });

    /// <summary>
    /// Gives a parked event up: the reaction will never have heard it. Those behind it are heard next.
    /// </summary>
    /// <returns>False where it is not parked.</returns>
    public async Task<bool> DropAsync(Tx tx, string reaction, Guid parked)
    {
        // The reaction may be at it this moment: whoever holds the position has its way first.
        await tx.ExecuteAsync(LockOneSql, new { reaction, parked });
        if (await tx.OneOrNullAsync<Guid?>(DropSql, new { reaction, parked }) is not { } key) return false;
        await tx.ExecuteAsync(FreeSql, new { reaction, key });
        return true;
    }

    /// <summary>
    /// Sets a reaction back: it hears again what was said since, in order, while others go on writing. What would
    /// count twice is forgotten first, so that the end is as if each event had been heard once. Where it is still on
    /// its way from being set back before, it goes back to the earlier of the two times.
    /// </summary>
    /// <returns>From when on it hears again.</returns>
    public async Task<DateTime> ResetAsync(Tx tx, string reaction, DateTime since)
    {
        var stillFrom = (await tx.ListAsync<DateTime?>(LockSql, new { reaction })).Min();
        var from = await reactions[reaction].ForgetAsync(tx, stillFrom < since ? stillFrom.Value : since);
        await tx.ExecuteAsync(ResetSql, new
        {
            tx.Region,
            reaction,
            from,
            first = from <= DateTime.UnixEpoch + Margin ? Guid.Empty : Id.FirstAt(from - Margin),
        });
        return from;
    }

    const string CountParkedSql = """
        -- kernel.reaction-desk.count-parked
        select count(*)::int as many, min(parked_at) as since
        from (select parked_at from kernel.parked_event limit @atMost) as parked
        """;

    const string ListSql = """
        -- kernel.reaction-desk.list
        select r.name, r.hears, least(coalesce(sum(w.waiting), 0), @CountAtMost)::bigint as waiting,
            greatest(0, coalesce(extract(epoch from clock_timestamp() - min(w.oldest)), 0))::float8 as lag_seconds,
            (select count(*) from kernel.parked_event k where k.reaction = r.name) as parked,
            max(p.moved_at) as moved_at
        from kernel.reaction r
        join kernel.reaction_position p on p.reaction = r.name
        cross join lateral (
            select count(*) as waiting, min(e.at) as oldest
            from unnest(r.hears) as k(kind)
            cross join lateral (
                select at
                from kernel.event
                where event.shard = p.shard
                    and event.kind = k.kind
                    and (event.visible_from, event.seq) > (p.visible_from, p.seq)
                order by event.visible_from, event.seq
                limit @perShard) e
        ) w
        where r.name = any(@names)
        group by r.name
        order by r.name
        """;

    const string ParkedSql = """
        -- kernel.reaction-desk.parked
        select p.event_id as event, p.kind, p.key, p.reason, p.is_behind as behind, p.tries,
            p.wanted_at is not null as wanted, p.parked_at, p.visible_from, p.seq
        from kernel.parked_event p
        where p.reaction = @reaction and (p.visible_from, p.seq) > (@VisibleFrom, @Seq)
        order by p.visible_from, p.seq
        limit @limit
        """;

    const string WantSql = """
        -- kernel.reaction-desk.want
        update kernel.parked_event set wanted_at = now()
        where reaction = @reaction
            and key = (select key from kernel.parked_event where reaction = @reaction and event_id = @parked)
        """;

    const string WantAllSql = """
        -- kernel.reaction-desk.want-all
        update kernel.parked_event set wanted_at = now() where reaction = @reaction
        """;

    const string LockOneSql = """
        -- kernel.reaction-desk.lock-one
        select from kernel.reaction_position r
        join kernel.parked_event p on p.reaction = r.reaction and p.shard = r.shard
        where r.reaction = @reaction and p.event_id = @parked
        for update of r
        """;

    const string DropSql = """
        -- kernel.reaction-desk.drop
        delete from kernel.parked_event where reaction = @reaction and event_id = @parked
        returning key
        """;

    // Where the first of a key is gone, those that only waited for it need wait no longer.
    const string FreeSql = """
        -- kernel.reaction-desk.free
        update kernel.parked_event set wanted_at = now()
        where reaction = @reaction and key = @key
            and not exists (
                select from kernel.parked_event p
                where p.reaction = @reaction and p.key = @key and not p.is_behind)
        """;

    const string LockSql = """
        -- kernel.reaction-desk.lock
        select case when (visible_from, seq) < (again_until_visible_from, again_until_seq) then again_from end
        from kernel.reaction_position
        where reaction = @reaction
        order by shard
        for update
        """;

    // Events parked since are heard again with the others.
    const string ResetSql = """
        -- kernel.reaction-desk.reset
        with start as (
            select min(visible_from) as visible_from
            from (
                select visible_from
                from kernel.event
                where region = @Region and id >= @first
                order by id
                limit 10000) e
        ), dropped as (
            delete from kernel.parked_event p
            using kernel.event e
            where p.reaction = @reaction
                and e.shard = p.shard and e.kind = p.kind and e.visible_from = p.visible_from and e.seq = p.seq
                and e.at >= @from
        )
        update kernel.reaction_position p
        set visible_from = s.visible_from,
            seq = 0,
            again_from = @from,
            again_until_visible_from = greatest(p.visible_from, p.again_until_visible_from),
            again_until_seq = case
                when (p.visible_from, p.seq) > (p.again_until_visible_from, p.again_until_seq) then p.seq
                else p.again_until_seq
            end
        from start s
        where p.reaction = @reaction and (p.visible_from, p.seq) > (s.visible_from, 0)
        """;

    const string InTroubleSql = """
        -- kernel.reaction-desk.in-trouble
        select r.name
        from unnest(@names::text[]) as r(name)
        where exists (select from kernel.parked_event p where p.reaction = r.name)
        """;
}
