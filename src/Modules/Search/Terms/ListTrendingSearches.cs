using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Feria.Search;

/// <summary>
/// What more people search for in these three days than in the four weeks before, in one language, the greatest rise
/// first. Nothing is told that fewer than three people asked, that found nothing, or that holds forbidden words.
/// </summary>
public static class ListTrendingSearches
{
    public const int Most = 10;
    const int LeastPeople = 3;
    const int Looked = 60;

    static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/searches/trending", Handle)
        .WithName(nameof(ListTrendingSearches))
        .AllowAnyone();

    public sealed record Answer(IReadOnlyList<string> Items);

    static async Task<Tagged<Answer>> Handle(
        [RegularExpression("^[a-z]{2}$")] string? locale, Cache cache, ITextWatch watch, CancellationToken stop) =>
        new((await CopyAsync(locale ?? "en", cache, watch, stop)).Json);

    /// <summary>At most ten queries, from their hot copy.</summary>
    public static async Task<Cache.Copy<Answer>> CopyAsync(
        string locale, Cache cache, ITextWatch watch, CancellationToken stop) =>
        (await cache.GetAsync($"trending-searches:{locale}", Fresh, async session =>
            new Cache.Filled<Answer>(new(await ReadAsync(session, locale, watch)), []), stop))!;

    static async Task<IReadOnlyList<string>> ReadAsync(Session session, string language, ITextWatch watch)
    {
        var rising = (await session.ListAsync<Row>(RisingSql, new { language, LeastPeople, Looked }))
            .Where(row => Sketch.Count(Sketch.All(row.Sketches)) >= LeastPeople)
            .Select(row => row.Query).Take(2 * Most).ToList();
        var signs = await watch.NewInAsync(
            session, [.. rising.Select(query => new Reworded(language, [], [new("query", query)]))]);
        return [.. rising.Zip(signs).Where(one => one.Second.Count == 0).Select(one => one.First).Take(Most)];
    }

    sealed record Row(string Query, byte[] Sketches);

    // By how many standard deviations there are more of them than usual, as if they came at random (Poisson).
    const string RisingSql = """
        -- search.list-trending-searches.rising
        with said as (
            select normal, query, searches, sketch, found, last_at,
                day >= (now() at time zone 'UTC')::date - 2 as is_new
            from search.term_day
            where day >= (now() at time zone 'UTC')::date - 30 and language = @language and normal <> ''),
        summed as (
            select normal, (array_agg(query order by last_at desc))[1] as query,
                string_agg(sketch, ''::bytea) filter (where is_new) as sketches,
                (array_agg(found order by last_at desc) filter (where found is not null))[1] as found,
                sum(searches) filter (where is_new) as searches,
                coalesce(sum(searches) filter (where not is_new), 0) * 3 / 28 as usual
            from said
            group by normal)
        select query, sketches
        from summed
        where searches >= @LeastPeople and found > 0
        order by (searches - usual) / sqrt(usual + 1) desc, searches desc, normal
        limit @Looked
        """;
}
