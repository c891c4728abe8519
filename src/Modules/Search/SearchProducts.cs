using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Search;

/// <summary>Finds products by words, category, price, rating, stock and brand, with counts to narrow them by.</summary>
public static class SearchProducts
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/products", Handle)
        .WithName(nameof(SearchProducts))
        .AllowAnyone()
        .Refuses(Refusals.CategoryUnknown, Refusals.PricesCrossed, KernelRefusals.MalformedCursor);

    static async Task<Results<Ok<Found>, ProblemHttpResult>> Handle(
        [StringLength(200)] string? q,
        [StringLength(120)] string? category,
        [Range(0, 1_000_000_000_000)] long? minPrice,
        [Range(0, 1_000_000_000_000)] long? maxPrice,
        [RegularExpression("^[A-Z]{3}$")] string? currency,
        [Range(0.0, 5.0)] decimal? minRating,
        bool? inStock,
        [MaxLength(20)] string[]? brand,
        [AllowedValues(null, "relevance", "price_asc", "price_desc", "rating", "newest", "bestselling")] string? sort,
        [Range(1, Cursor.MaxLimit)] int? limit,
        string? cursor,
        [RegularExpression("^[a-z]{2}$")] string? locale,
        Finder finder, Database db, CancellationToken stop)
    {
        var question = new Question(
            q, category, minPrice, maxPrice, currency, minRating, inStock ?? false, brand,
            Enum.Parse<Sort>((sort ?? "relevance").Replace("_", ""), ignoreCase: true), limit, cursor, locale ?? "en");
        var (found, refusal) = await FindAsync(question, finder, db, stop);
        return refusal is null ? TypedResults.Ok(found) : refusal.AsProblem();
    }

    /// <summary>What the endpoint answers, for pages of the same process. Exactly one of the two is there.</summary>
    public static async Task<(Found? Found, Refusal? Refusal)> FindAsync(
        Question question, Finder finder, Database db, CancellationToken stop)
    {
        if (question.MinPrice > question.MaxPrice) return (null, Refusals.PricesCrossed);
        if (!Cursor.TryRead<Position>(question.Cursor, out var after) || after is { Step: < 0 })
            return (null, KernelRefusals.MalformedCursor);

        var view = await finder.ViewAsync(stop);
        await using var session = await db.ReadAsync(stop);
        CategoryFacts? category = null;
        if (!string.IsNullOrEmpty(question.Category)
            && (category = await finder.CategoryAsync(session, question)) is null)
            return (null, Refusals.CategoryUnknown);
        return (await finder.FindAsync(session, view, question, category, after), null);
    }
}
