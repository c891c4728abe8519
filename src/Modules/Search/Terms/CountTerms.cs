using System.Text.Json;
using Feria.Contracts;

namespace Feria.Search;

/// <summary>
/// Sums up by day what was searched for since it last looked. Of a day that is over the foremost terms stay by
/// themselves and the rest as one row; nothing is kept of who it was.
/// </summary>
public sealed class CountTerms(Database database, ISearchesDone searches) : Job
{
    public const int MostOfADay = 1_000;
    const int MostToday = 20_000;

    // A transaction that is still open may write rows of a time that was counted already: so long is waited for it.
    static readonly TimeSpan Late = TimeSpan.FromSeconds(10);

    public override string Name => "search.count-terms";

    public override TimeSpan? Every => TimeSpan.FromMinutes(1);

    public override Task RunAsync(JsonElement body, CancellationToken stop) => CarryOnAsync(Late, stop);

    /// <summary>Counts everything there is. Only while nobody else writes: what others commit later is lost.</summary>
    public Task CatchUpAsync(CancellationToken stop) => CarryOnAsync(TimeSpan.Zero, stop);

    async Task CarryOnAsync(TimeSpan late, CancellationToken stop)
    {
        for (var isBehind = true; isBehind;)
        {
            await using var tx = await database.WriteAsync(stop);
            isBehind = await StepAsync(tx, late);
            await tx.CommitAsync();
        }
    }

    // Whoever counts holds the position: two at once count one after the other, and each what the other did not.
    async Task<bool> StepAsync(Tx tx, TimeSpan late)
    {
        var step = await tx.OneAsync<Step>(StepSql, new { late });
        var done = step.Until > step.Since ? await searches.WrittenAsync(tx, step.Since, step.Until) : [];
        var terms = Fold(done);
        var known = (await tx.ListAsync<Known>(KnownSql, new
        {
            days = terms.Select(one => one.Key.Day).ToArray(),
            languages = terms.Select(one => one.Key.Language).ToArray(),
            normals = terms.Select(one => one.Key.Normal).ToArray(),
        })).ToDictionary(one => (one.Day, one.Language, one.Normal), one => one.Sketch);
        var sketches = terms.Select(one => Sketch.Of(one.People, known.GetValueOrDefault(one.Key))).ToList();
        await tx.ExecuteAsync(AddSql, new
        {
            until = step.Until > step.Since ? step.Until : step.Since,
            days = terms.Select(one => one.Key.Day).ToArray(),
            languages = terms.Select(one => one.Key.Language).ToArray(),
            normals = terms.Select(one => one.Key.Normal).ToArray(),
            queries = terms.Select(one => one.Query).ToArray(),
            searches = terms.Select(one => one.Searches).ToArray(),
            sketches = sketches.ToArray(),
            searchers = sketches.Select(Sketch.Count).ToArray(),
            empties = terms.Select(one => one.Empty).ToArray(),
            founds = terms.Select(one => one.Found).ToArray(),
            clicks = terms.Select(one => one.Clicks).ToArray(),
            lasts = terms.Select(one => one.LastAt).ToArray(),
        });
        await tx.ExecuteAsync(FoldSql, new { MostOfADay, MostToday });
        await tx.ExecuteAsync(ForgetSql);
        return step.IsBehind;
    }

    /// <summary>Queries that are the same to the search are one term, called as it was written last.</summary>
    internal static IReadOnlyList<Term> Fold(IReadOnlyList<SearchesOfTerm> done) =>
    [
        .. done.Select(one => (Key: (DateOnly.FromDateTime(one.Day), one.Language, Curation.NormalOf(one.Query)), one))
            .Where(one => one.Key.Item3.Length > 0)
            .GroupBy(one => one.Key, one => one.one)
            .OrderBy(same => same.Key.Item1).ThenBy(same => same.Key.Language, StringComparer.Ordinal)
            .ThenBy(same => same.Key.Item3, StringComparer.Ordinal)
            .Select(same =>
            {
                var last = same.MaxBy(one => one.LastAt)!;
                return new Term(
                    same.Key, Shorter.Of(last.Query, 200), same.Sum(one => one.Searches),
                    same.Sum(one => one.Empty),
                    same.OrderByDescending(one => one.LastAt).FirstOrDefault(one => one.Found is not null)?.Found,
                    same.Sum(one => one.Clicks), last.LastAt, [.. same.SelectMany(one => one.Searchers)]);
            }),
    ];

    internal sealed record Term(
        (DateOnly Day, string Language, string Normal) Key, string Query, long Searches, long Empty, int? Found,
        long Clicks, DateTime LastAt, long[] People);

    sealed record Step(DateTime Since, DateTime Until, bool IsBehind);

    sealed record Known(DateOnly Day, string Language, string Normal, byte[] Sketch);

    const string StepSql = """
        -- search.count-terms.step
        select until as since, least(until + interval '6 hours', now() - @late::interval) as until,
            until + interval '6 hours' < now() - @late::interval as is_behind
        from search.term_position
        for update
        """;

    const string KnownSql = """
        -- search.count-terms.known
        select t.day, t.language, t.normal, t.sketch
        from unnest(@days::date[], @languages::text[], @normals::text[]) as n(day, language, normal)
        join search.term_day t on t.day = n.day and t.language = n.language and t.normal = n.normal
        """;

    const string AddSql = """
        -- search.count-terms.add
        with carried as (update search.term_position set until = @until)
        insert into search.term_day as t (
            day, language, normal, query, searches, sketch, searchers, empty, found, clicks, last_at)
        select n.day, n.language, n.normal, n.query, n.searches, n.sketch, n.searchers, n.empty, n.found, n.clicks, n.at
        from unnest(@days::date[], @languages::text[], @normals::text[], @queries::text[], @searches::bigint[],
            @sketches::bytea[], @searchers::bigint[], @empties::bigint[], @founds::int[], @clicks::bigint[],
            @lasts::timestamptz[])
            as n(day, language, normal, query, searches, sketch, searchers, empty, found, clicks, at)
        on conflict (day, language, normal) do update
            set query = excluded.query, searches = t.searches + excluded.searches, sketch = excluded.sketch,
                searchers = excluded.searchers, empty = t.empty + excluded.empty,
                found = coalesce(excluded.found, t.found), clicks = t.clicks + excluded.clicks,
                last_at = greatest(t.last_at, excluded.last_at)
        """;

    // Of yesterday and today: what is older was folded when it was that.
    const string FoldSql = """
        -- search.count-terms.fold
        with ranked as (
            select day, language, normal,
                row_number() over (partition by day, language order by searches desc, clicks desc, normal) as place
            from search.term_day
            where day >= (now() at time zone 'UTC')::date - 2 and normal <> ''),
        gone as (
            delete from search.term_day t
            using ranked r
            where t.day = r.day and t.language = r.language and t.normal = r.normal
                and r.place > case
                    when t.day < (now() at time zone 'UTC')::date then @MostOfADay::int
                    else @MostToday::int end
            returning t.day, t.language, t.searches, t.empty, t.clicks, t.last_at)
        insert into search.term_day as t (
            day, language, normal, query, searches, sketch, searchers, empty, found, clicks, last_at)
        select day, language, '', '', sum(searches), '', 0, sum(empty), null, sum(clicks), max(last_at)
        from gone
        group by day, language
        on conflict (day, language, normal) do update
            set searches = t.searches + excluded.searches, empty = t.empty + excluded.empty,
                clicks = t.clicks + excluded.clicks, last_at = greatest(t.last_at, excluded.last_at)
        """;

    const string ForgetSql = """
        -- search.count-terms.forget
        delete from search.term_day where day < (now() at time zone 'UTC')::date - 400
        """;
}
