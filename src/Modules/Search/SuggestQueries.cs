using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Search;

/// <summary>Completes a query while it is typed: words, categories and products, forgiving slips.</summary>
public static class SuggestQueries
{
    const int MostWords = 6;
    const int MostCategories = 3;
    const int MostProducts = 5;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/suggestions", Handle)
        .WithName(nameof(SuggestQueries))
        .AllowAnyone();

    /// <param name="Queries">The query with its last word completed or corrected, the likeliest first.</param>
    public sealed record Suggestions(
        IReadOnlyList<string> Queries, IReadOnlyList<Suggested> Categories, IReadOnlyList<Suggested> Products);

    public sealed record Suggested(string Slug, string Name);

    public static async Task<Ok<Suggestions>> Handle(
        [StringLength(200)] string? q, [RegularExpression("^[a-z]{2}$")] string? locale,
        ICategoryBook categories, Database db, CancellationToken stop)
    {
        var tokens = Scanner.Scan(q ?? "");
        if (tokens.Count == 0) return TypedResults.Ok(new Suggestions([], [], []));

        await using var session = await db.ReadAsync(stop);
        var begun = tokens[^1];
        var (words, meant) = await CompleteAsync(session, begun);
        var before = string.Join(' ', tokens.SkipLast(1).Select(token => token.Raw));
        var head = await QueryReader.ReadAsync(session, before);
        var all = head.Slots.Select(slot => slot.Terms).Append(meant).Where(terms => terms.Length > 0).Take(4).ToList();
        if (all.Count == 0) return TypedResults.Ok(new Suggestions([], [], []));

        var found = await session.ListAsync<Seen>(SeenSql, new
        {
            first = all[0], second = all.ElementAtOrDefault(1) ?? all[0], third = all.ElementAtOrDefault(2) ?? all[0],
            fourth = all.ElementAtOrDefault(3) ?? all[0], most = MostProducts,
        });
        int[] numbers =
        [
            .. found.Where(one => one.Category is not null).OrderByDescending(one => one.Count)
                .Take(MostCategories).Select(one => one.Category!.Value),
        ];
        var named = numbers.Length == 0 ? [] : await categories.ByNumberAsync(session, numbers, locale ?? "en");
        return TypedResults.Ok(new Suggestions(
            [.. words.Select(word => $"{head.Corrected ?? before} {word}".Trim())],
            [.. named.OrderBy(one => Array.IndexOf(numbers, one.Number))
                .Select(one => new Suggested(one.Slug, one.Name))],
            [.. found.Where(one => one.Slug is not null).Select(one => new Suggested(one.Slug!, one.Title!))]));
    }

    // The words it begins, and where there are none, those it may be a slip of.
    static async Task<(IReadOnlyList<string> Words, int[] Terms)> CompleteAsync(Session session, Token begun)
    {
        if (begun.Kind != Kind.Word)
        {
            var known = await Dictionary.OpenAsync(session, [begun.Text], "");
            return ([begun.Raw], [.. known.Meanings([begun.Text], 100, "exact").Select(meaning => meaning.Term)]);
        }

        var words = await session.ListAsync<Word>(WordsSql, new
        {
            from = begun.Text, until = begun.Text + "\U0010FFFF", most = MostWords,
        });
        if (words.Count > 0) return (
            [.. words.Select(word => word.Text).Distinct()], [.. words.Select(word => word.Term)]);

        var dictionary = await Dictionary.OpenAsync(session, [], "");
        var near = (await dictionary.NearAsync(begun.Text)).Take(MostWords).ToList();
        return ([.. near.Select(one => one.Word).Distinct()], [.. near.Select(one => one.Meaning.Term)]);
    }

    sealed record Word(string Text, int Term);

    sealed record Seen(string? Slug, string? Title, int? Category, long Count);

    // A single letter may begin half the dictionary, so only the commonest words and so many products are looked at.
    const string WordsSql = """
        -- search.suggest-queries.words
        select w.word as text, w.term_id as term
        from search.word w
        join search.term t on t.id = w.term_id
        where w.word ~>=~ @from and w.word ~<~ @until and t.documents > 0
        order by w.word = @from desc, t.documents desc, w.word
        limit @most
        """;

    const string SeenSql = """
        -- search.suggest-queries.seen
        with seen as materialized (
            select product_id, categories, prior
            from search.document
            where terms && @first and terms && @second and terms && @third and terms && @fourth
            limit 400
        ),
        best as (
            select product_id from seen order by prior desc, product_id limit @most
        )
        (select null as slug, null as title, categories[cardinality(categories)] as category, count(*) as count
        from seen
        where cardinality(categories) > 0
        group by categories[cardinality(categories)]
        order by count(*) desc
        limit 3)
        union all
        select c.slug, c.title, null, 0 from best b join search.card c on c.product_id = b.product_id
        """;
}
