using System.Text.Json;

namespace Feria.Kernel;

/// <summary>How far reactions have come, for whoever holds a copy against its source.</summary>
public static class Heard
{
    // Ids are made by the clocks of processes, times by the database's.
    static readonly TimeSpan Margin = TimeSpan.FromHours(1);

    /// <summary>The point of a session's snapshot: every event it can see stands before it.</summary>
    public static Task<long> PointAsync(Session session) => session.OneAsync<long>(PointSql);

    /// <summary>Whether these reactions have heard everything that stood before the point.</summary>
    public static Task<bool> HavePassedAsync(Session session, IReadOnlyCollection<string> reactions, long point) =>
        session.OneAsync<bool>(PassedSql, new { reactions = reactions.ToArray(), point });

    /// <summary>Whether such a job is ordered, under a key that begins so.</summary>
    public static Task<bool> IsOrderedAsync(Session session, string kind, string key) =>
        session.OneAsync<bool>(OrderedSql, new { kind, key });

    /// <summary>The day of the oldest event; null for an empty log.</summary>
    public static async Task<DateTime?> FirstDayAsync(Session session, string region) =>
        await session.OneOrNullAsync<Guid?>(FirstSql, new { region }) is { } id
            ? Id.TimeOf(id).UtcDateTime.Date
            : null;

    /// <summary>
    /// A day's events of a kind whose effect a reaction has had by the session's snapshot: neither those it has yet to
    /// hear nor those it parked.
    /// </summary>
    /// <param name="day">Midnight, in UTC.</param>
    public static async Task<IReadOnlyList<T>> OfDayAsync<T>(
        Session session, string region, string reaction, DateTime day) where T : IEvent
    {
        var next = day.AddDays(1);
        var bodies = await session.ListAsync<string>(OfDaySql, new
        {
            region,
            reaction,
            kind = EventKindAttribute.Of(typeof(T)),
            day,
            next,
            first = Id.FirstAt(new DateTimeOffset(day, TimeSpan.Zero) - Margin),
            last = Id.FirstAt(new DateTimeOffset(next, TimeSpan.Zero) + Margin),
        });
        return [.. bodies.Select(body => JsonSerializer.Deserialize<T>(body, Json.Options)!)];
    }

    /// <summary>
    /// Keeps a reaction from hearing more until the transaction ends; one that is just at it is waited for.
    /// </summary>
    public static Task PauseAsync(Tx tx, string reaction) => tx.ListAsync<short>(PauseSql, new { reaction });

    // An event's visible_from is never greater than the xmax of a snapshot that sees it: docs/decisions/0003.
    const string PointSql = """
        -- kernel.heard.point
        select pg_snapshot_xmax(pg_current_snapshot())::text::bigint
        """;

    const string PassedSql = """
        -- kernel.heard.passed
        select not exists (
            select
            from kernel.reaction r
            join kernel.reaction_position p on p.reaction = r.name
            cross join lateral unnest(r.hears) as k(kind)
            cross join lateral (
                select
                from kernel.event e
                where e.shard = p.shard and e.kind = k.kind and (e.visible_from, e.seq) > (p.visible_from, p.seq)
                    and e.visible_from <= @point
                limit 1) e
            where r.name = any(@reactions))
        """;

    const string OrderedSql = """
        -- kernel.heard.ordered
        select exists (
            select from kernel.job
            where kind = @kind and parked_at is null and (key = @key or starts_with(key, @key || ' ')))
        """;

    const string FirstSql = """
        -- kernel.heard.first
        select id from kernel.event where region = @region order by id limit 1
        """;

    // A reaction that was set back has still had the effect of what it did not forget.
    const string OfDaySql = """
        -- kernel.heard.of-day
        select e.body::text
        from kernel.event e
        join kernel.reaction_position p on p.reaction = @reaction and p.shard = e.shard
        where e.region = @region and e.id >= @first and e.id < @last and e.kind = @kind
            and e.at >= @day and e.at < @next
            and ((e.visible_from, e.seq) <= (p.visible_from, p.seq)
                or (e.at < p.again_from
                    and (e.visible_from, e.seq) <= (p.again_until_visible_from, p.again_until_seq)))
            and not exists (
                select from kernel.parked_event k where k.reaction = @reaction and k.event_id = e.id)
        """;

    const string PauseSql = """
        -- kernel.heard.pause
        select shard from kernel.reaction_position where reaction = @reaction order by shard for update
        """;
}
