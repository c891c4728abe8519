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
        IReadOnlyList<string> Ignored);

    public static async Task<Results<Ok<Explanation>, ProblemHttpResult>> Handle(
        [Required, StringLength(200)] string q, Guid product, IndexFeed index, Engines engines, Database db,
        CancellationToken stop)
    {
        var view = await index.NowAsync(stop);
        await using var asking = new Asking(db, stop);
        var (ranking, engine) = await engines.AskAsync(
            new MemoryEngine(view, asking),
            async one => (await one.ExplainAsync(AskedTexts.Of(q), product, stop), one.Name));
        var session = await asking.SessionAsync();
        var title = ranking is null ? null : await session.OneOrNullAsync<string>(TitleSql, new { product });
        if (ranking is null || title is null) return Refusals.ProductNotIndexed.AsProblem();
        return TypedResults.Ok(new Explanation(
            product, title, engine, ranking.Score, ranking.Parts, ranking.Understood, ranking.Steps, ranking.Corrected,
            ranking.Ignored));
    }

    const string TitleSql = """
        -- search.explain-rank.title
        select title from search.card where product_id = @product
        """;
}
