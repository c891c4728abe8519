using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Search;

/// <summary>What people searched for in some days, the most wanted first; or what found nothing.</summary>
public static class ListTerms
{
    const int MostDays = 92;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/admin/search/terms", Handle)
        .WithName(nameof(ListTerms))
        .RequireAccess(Permission.ManageSearch)
        .Refuses(KernelRefusals.MalformedCursor, KernelRefusals.WrongDays);

    /// <param name="Query">Empty for all that was asked too seldom to be kept by itself.</param>
    /// <param name="Searchers">People who agreed to be told apart, within some 7 %.</param>
    /// <param name="Empty">Searches that found nothing.</param>
    /// <param name="Found">How much the last search found; null where none said.</param>
    public sealed record Term(
        string Query, string Normal, long Searches, long Searchers, long Empty, int? Found, long Clicks,
        DateTime LastAt);

    /// <param name="from">First day in UTC; by default seven days are told, 92 at most.</param>
    /// <param name="to">Last day in UTC; today where left out.</param>
    /// <param name="language">Of the searcher; left out, all.</param>
    /// <param name="empty">Only what found nothing, by how often.</param>
    static async Task<Results<Ok<Page<Term>>, ProblemHttpResult>> Handle(
        DateOnly? from, DateOnly? to, [RegularExpression("^[a-z]{2}$")] string? language, bool? empty, int? limit,
        string? cursor, Database database, TimeProvider clock, CancellationToken stop)
    {
        if (!Cursor.TryRead<After>(cursor, out var after) || after is { Normal: null })
            return KernelRefusals.MalformedCursor.AsProblem();
        if (DaysOf(from, to, clock) is not var (first, last)) return KernelRefusals.WrongDays.AsProblem();
        await using var session = await database.ReadAsync(stop);
        var most = Cursor.Limit(limit);
        var rows = await ReadAsync(session, first, last, language, empty is true, after, most + 1);
        return TypedResults.Ok(Cursor.Cut(rows, most, row => After.Of(row, empty is true)));
    }

    internal sealed record After(long Count, string Normal)
    {
        public static After Of(Term last, bool empty) => new(empty ? last.Empty : last.Searches, last.Normal);
    }

    internal static (DateOnly First, DateOnly Last)? DaysOf(DateOnly? from, DateOnly? to, TimeProvider clock)
    {
        var last = to ?? Days.Today(clock);
        var first = from ?? (last.DayNumber > 6 ? last.AddDays(-6) : last);
        return first > last || last.DayNumber - first.DayNumber >= MostDays ? null : (first, last);
    }

    internal static async Task<IReadOnlyList<Term>> ReadAsync(
        Session session, DateOnly first, DateOnly last, string? language, bool empty, After? after, int most)
    {
        var rows = await session.ListAsync<Row>(
            empty ? EmptySql : ListSql,
            new { first, last, language, count = after?.Count, normal = after?.Normal ?? "", most });
        return [.. rows.Select(row => row.Term())];
    }

    sealed record Row(
        string Query, string Normal, long Searches, byte[] Sketches, long Empty, int? Found, long Clicks,
        DateTime LastAt)
    {
        public Term Term() => new(
            Query, Normal, Searches, Sketch.Count(Sketch.All(Sketches)), Empty, Found, Clicks,
            LastAt);
    }

    const string Sums = """
        select (array_agg(query order by last_at desc))[1] as query, normal, sum(searches)::bigint as searches,
            string_agg(sketch, ''::bytea) as sketches, sum(empty)::bigint as empty,
            (array_agg(found order by last_at desc) filter (where found is not null))[1] as found,
            sum(clicks)::bigint as clicks, max(last_at) as last_at
        from search.term_day
        where day between @first and @last and (@language::text is null or language = @language)
        group by normal
        """;

    const string ListSql = $"""
        -- search.list-terms.list
        {Sums}
        having @count::bigint is null or (sum(searches), normal) < (@count, @normal)
        order by sum(searches) desc, normal desc
        limit @most
        """;

    const string EmptySql = $"""
        -- search.list-terms.empty
        {Sums}
        having sum(empty) > 0 and normal <> '' and (@count::bigint is null or (sum(empty), normal) < (@count, @normal))
        order by sum(empty) desc, normal desc
        limit @most
        """;
}
