using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Search;

/// <summary>
/// Says why a product ranks where it does for a query: every part of its score, in words and numbers.
/// </summary>
public static class ExplainRank
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/admin/search/explain", Handle)
        .WithName(nameof(ExplainRank))
        .RequireAccess(Permission.ExplainSearch)
        .Refuses(Refusals.ProductNotIndexed);

    /// <param name="Engine">Whose ranking it is.</param>
    /// <param name="Score">The sum of the parts; results are in its descending order.</param>
    /// <param name="Understood">How each word was read.</param>
    /// <param name="Steps">What had to match, from the strictest step on, and whether this product does.</param>
    public sealed record Explanation(
        Guid Product, string Title, string Engine, long Score, IReadOnlyList<RankingPart> Parts,
        IReadOnlyList<RankingWord> Understood, IReadOnlyList<RankingStep> Steps, string? Corrected,
        IReadOnlyList<string> Ignored)
    {
        /// <summary>Its place among what is pinned to the query, from 1; null where it is not.</summary>
        public int? PinnedAt { get; init; }

        /// <summary>Whether somebody hid it from this query.</summary>
        public bool Hidden { get; init; }

        /// <summary>What synonyms made of the words, as <c>sofa = couch</c>.</summary>
        public IReadOnlyList<string> Synonyms { get; init; } = [];

        /// <summary>What was judged of it for this query; null where nobody did.</summary>
        public int? Grade { get; init; }
    }

    public static async Task<Results<Ok<Explanation>, ProblemHttpResult>> Handle(
        [Required, StringLength(200)] string q, Guid product, IndexFeed index, Engines engines, Database db,
        [RegularExpression("^[a-z]{2}$")] string? locale, RuleBook rules, TimeProvider clock, CancellationToken stop)
    {
        var now = rules.Now;
        var asked = now.Read(q, locale ?? Locale.Default);
        var curation = now.Of(q, locale ?? Locale.Default, clock.GetUtcNow().UtcDateTime);
        var view = await index.NowAsync(stop);
        await using var asking = new Asking(db, stop);
        var (ranking, engine) = await engines.AskAsync(
            new MemoryEngine(view, asking),
            async one => (await one.ExplainAsync(asked, product, stop), one.Name));
        var session = await asking.SessionAsync();
        var title = ranking is null ? null : await session.OneOrNullAsync<string>(TitleSql, new { product });
        if (ranking is null || title is null) return Refusals.ProductNotIndexed.AsProblem();
        return TypedResults.Ok(new Explanation(
            product, title, engine, ranking.Score, ranking.Parts, ranking.Understood, ranking.Steps, ranking.Corrected,
            ranking.Ignored)
        {
            PinnedAt = curation?.Pins.Contains(product) is true
                ? curation.Pins.TakeWhile(pin => pin != product).Count() + 1
                : null,
            Hidden = curation?.Hidden.Contains(product) is true,
            Synonyms =
            [
                .. asked.Words.Where(word => word.Also.Count > 0).Select(word =>
                    $"{word.Raw} = {string.Join(", ", word.Also.SelectMany(also => also).Distinct())}"),
            ],
            Grade = await session.OneOrNullAsync<short?>(GradeSql, new { normal = Curation.NormalOf(q), product }),
        });
    }

    const string GradeSql = """
        -- search.explain-rank.grade
        select grade from search.judgement where normal = @normal and product_id = @product
        """;

    const string TitleSql = """
        -- search.explain-rank.title
        select title from search.card where product_id = @product
        """;
}
