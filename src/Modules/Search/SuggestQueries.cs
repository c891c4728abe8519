using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Feria.Search;

/// <summary>Completes a query while it is typed: words, categories and products, forgiving slips.</summary>
public static class SuggestQueries
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/suggestions", Handle)
        .WithName(nameof(SuggestQueries))
        .AllowAnyone();

    /// <param name="Queries">The query with its last word completed or corrected, the likeliest first.</param>
    public sealed record Suggestions(
        IReadOnlyList<string> Queries, IReadOnlyList<Suggested> Categories, IReadOnlyList<Suggested> Products);

    public sealed record Suggested(string Slug, string Name);

    static async Task<Tagged<Suggestions>> Handle(
        [StringLength(200)] string? q, [RegularExpression("^[a-z]{2}$")] string? locale,
        Finder finder, Database db, Cache cache, CancellationToken stop) =>
        new((await FindAsync(q ?? "", locale ?? "en", finder, db, cache, stop)).Json);

    /// <summary>What the endpoint answers, from its hot copy, which is of the index as it is now.</summary>
    public static async Task<Cache.Copy<Suggestions>> FindAsync(
        string typed, string locale, Finder finder, Database db, Cache cache, CancellationToken stop)
    {
        var named = await finder.CategoriesAsync(locale, stop);
        var view = await finder.ViewAsync(stop);
        return (await cache.GetAsync<Suggestions>(
            $"suggestions:{finder.Engines.First}:{view.Version}:{locale}:{typed}", finder.Engines.Fresh,
            async () =>
            {
                var completion = await CompleteAsync(finder.Engines, db, view, typed);
                return session => ReadAsync(session, completion, named);
            }, stop))!;
    }

    static async Task<Completion> CompleteAsync(Engines engines, Database db, View view, string typed)
    {
        await using var asking = new Asking(db, CancellationToken.None);
        return await engines.AskAsync(
            new MemoryEngine(view, asking),
            engine => engine.CompleteAsync(AskedTexts.Of(typed), CancellationToken.None));
    }

    static async Task<Cache.Filled<Suggestions>> ReadAsync(Session session, Completion completion, Categories named)
    {
        var (queries, products, leaves) = completion;
        if (products.Count == 0) return None;

        var titles = await session.ListAsync<Titled>(TitlesSql, new { products = products.ToArray() });
        var order = products.Index().ToDictionary(one => one.Item, one => one.Index);
        return new(new(
            queries,
            [.. leaves.Select(named.Of).OfType<CategoryFacts>().Select(one => new Suggested(one.Slug, one.Name))],
            [.. titles.OrderBy(one => order[one.Product]).Select(one => new Suggested(one.Slug, one.Title))]),
            [Changes.Of<CategoriesChanged>(), .. products]);
    }

    static Cache.Filled<Suggestions> None => new(new([], [], []), []);

    sealed record Titled(Guid Product, string Slug, string Title);

    const string TitlesSql = """
        -- search.suggest-queries.titles
        select product_id as product, slug, title from search.card where product_id = any(@products)
        """;
}
