using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Trust;

/// <summary>
/// How long things wait until somebody looks and until it is decided, of the last days, and what waits now, by kind.
/// </summary>
public static class GetServiceTimes
{
    const int CountAtMost = 10_000;

    static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/admin/cases/times", Handle)
        .WithName(nameof(GetServiceTimes))
        .RequireAccess(Permission.Moderate);

    /// <param name="Week">Of what was decided in the last seven days.</param>
    /// <param name="Month">Of what was decided in the last thirty.</param>
    public sealed record Times(IReadOnlyList<Of> Week, IReadOnlyList<Of> Month, IReadOnlyList<Left> Open);

    /// <param name="Kind">Null for all of them.</param>
    /// <param name="LookMedian">Seconds until the first look: half were faster.</param>
    /// <param name="LookMost">Nine of ten were faster.</param>
    /// <param name="DecisionMedian">Seconds until the decision.</param>
    public sealed record Of(
        string? Kind, int Decided, long LookMedian, long LookMost, long DecisionMedian, long DecisionMost);

    /// <param name="Kind">Null for all of them.</param>
    /// <param name="Many">Counted to ten thousand a kind.</param>
    public sealed record Left(string? Kind, int Many, DateTime? Oldest);

    static async Task<Ok<Times>> Handle(Cache cache, CancellationToken stop) => TypedResults.Ok(
        (await cache.GetAsync("trust:times", Fresh, async session => new Cache.Filled<Times>(
            await ReadAsync(session), []), stop))!.Value);

    internal static async Task<Times> ReadAsync(Session session) => new(
        await session.ListAsync<Of>(TakenSql, new { days = 7 }),
        await session.ListAsync<Of>(TakenSql, new { days = 30 }),
        await session.ListAsync<Left>(OpenSql, new { kinds = ThingKind.All.ToArray(), CountAtMost }));

    // Of what was decided in a month, by an index of when that was; what a store ended was not.
    const string TakenSql = """
        -- trust.get-service-times.taken
        select c.kind, count(*)::int as decided,
            percentile_disc(0.5) within group (order by c.look)::bigint as look_median,
            percentile_disc(0.9) within group (order by c.look)::bigint as look_most,
            percentile_disc(0.5) within group (order by c.decision)::bigint as decision_median,
            percentile_disc(0.9) within group (order by c.decision)::bigint as decision_most
        from (
            select kind, extract(epoch from looked_at - opened_at)::bigint as look,
                extract(epoch from decided_at - opened_at)::bigint as decision
            from trust.case_file f
            cross join lateral (select outcome from trust.decision where case_id = f.id limit 1) d
            where decided_at is not null and decided_at > now() - @days * interval '1 day'
                and d.outcome not in ('withdrawn', 'superseded', 'void')) c
        group by grouping sets ((), (c.kind))
        having count(*) > 0
        order by c.kind nulls first
        """;

    const string OpenSql = """
        -- trust.get-service-times.open
        select k.kind, sum(o.many)::int as many, min(o.oldest) as oldest
        from unnest(@kinds::text[]) as k(kind)
        cross join lateral (
            select count(*)::int as many, min(opened_at) as oldest
            from (
                select opened_at from trust.case_file
                where is_open and case_file.kind = k.kind
                order by rank_at, id
                limit @CountAtMost) c) o
        group by grouping sets ((), (k.kind))
        having sum(o.many) > 0
        order by k.kind nulls first
        """;
}
