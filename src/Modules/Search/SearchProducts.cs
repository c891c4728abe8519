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
        .Refuses(Refusals.CategoryUnknown, Refusals.PricesCrossed, Refusals.ListBeganElsewhere,
            KernelRefusals.MalformedCursor);

    static async Task<Results<Tagged<Found>, FoundAnswer, ProblemHttpResult>> Handle(
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
        Finder finder, Database db, Cache cache, CancellationToken stop)
    {
        // An address a category had before means it still.
        if (category is { Length: > 0 })
            category = (await finder.CategoriesAsync(locale ?? "en", stop)).NowOf(category);
        var question = new Question(
            q, category, minPrice, maxPrice, currency, minRating, inStock ?? false, brand,
            Enum.Parse<Sort>((sort ?? "relevance").Replace("_", ""), ignoreCase: true), limit, cursor, locale ?? "en");
        if (IsShelf(question))
            return await ShelfAsync(question, finder, db, cache, stop) is { } shelf
                ? new Tagged<Found>(shelf.Json)
                : Refusals.CategoryUnknown.AsProblem();
        var (answer, refusal) = await AnswerAsync(question, finder, db, stop);
        return refusal is null ? new FoundAnswer(answer!) : refusal.AsProblem();
    }

    /// <summary>Whether it is the first page of a whole category in the usual order: what many look at.</summary>
    public static bool IsShelf(Question question) => question is
    {
        Q: null or "", Category.Length: > 0, MinPrice: null, MaxPrice: null, Currency: null, MinRating: null,
        InStock: false, Brands: null or { Count: 0 }, Sort: Sort.Relevance, Cursor: null or "",
    };

    /// <summary>
    /// Such a page from its hot copy, which is of the index as it is now; null where there is no such category.
    /// </summary>
    public static async Task<Cache.Copy<Found>?> ShelfAsync(
        Question question, Finder finder, Database db, Cache cache, CancellationToken stop)
    {
        var named = await finder.CategoriesAsync(question.Locale, stop);
        if (named.Of(question.Category!) is not { } category) return null;
        var view = await finder.ViewAsync(stop);
        var limit = Cursor.Limit(question.Limit);
        return await cache.GetAsync<Found>(
            $"shelf:{finder.Engines.First}:{view.Version}:{question.Locale}:{limit}:{question.Category}",
            finder.Engines.Fresh,
            async () =>
            {
                await using var asking = new Asking(db, CancellationToken.None);
                var (looked, _) = await finder.LookAsync(
                    asking, view, question, category, null, CancellationToken.None);
                return async session => FilledWith((await Finder.ShowAsync(new(session), view, named, looked!)).Found);
            }, stop);
    }

    static Cache.Filled<Found> FilledWith(Found found) =>
        new(found, [Changes.Of<CategoriesChanged>(), .. found.Items.Concat(found.Nearest).Select(hit => hit.Id)]);

    /// <summary>What the endpoint answers, for pages of the same process. Exactly one of the two is there.</summary>
    public static async Task<(Found? Found, Refusal? Refusal)> FindAsync(
        Question question, Finder finder, Database db, CancellationToken stop)
    {
        var (answer, refusal) = await AnswerAsync(question, finder, db, stop);
        return (answer?.Found, refusal);
    }

    static async Task<(Answer? Answer, Refusal? Refusal)> AnswerAsync(
        Question question, Finder finder, Database db, CancellationToken stop)
    {
        if (question.MinPrice > question.MaxPrice) return (null, Refusals.PricesCrossed);
        if (!Cursor.TryRead<Position>(question.Cursor, out var after) || after is { Step: < 0 } or { Seen: < 0 })
            return (null, KernelRefusals.MalformedCursor);

        var named = await finder.CategoriesAsync(question.Locale, stop);
        CategoryFacts? category = null;
        if (!string.IsNullOrEmpty(question.Category) && (category = named.Of(question.Category)) is null)
            return (null, Refusals.CategoryUnknown);
        var view = await finder.ViewAsync(stop);
        await using var asking = new Asking(db, stop);
        return await finder.FindAsync(asking, view, named, question, category, after, stop);
    }
}
