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
        Finder finder, Cache cache, CancellationToken stop) =>
        new((await FindAsync(q ?? "", locale ?? "en", finder, cache, stop)).Json);

    /// <summary>What the endpoint answers, from its hot copy, which is of the index as it is now.</summary>
    public static async Task<Cache.Copy<Suggestions>> FindAsync(
        string typed, string locale, Finder finder, Cache cache, CancellationToken stop)
    {
        var named = await finder.CategoriesAsync(locale, stop);
        var view = await finder.ViewAsync(stop);
        return (await cache.GetAsync(
            $"suggestions:{finder.Engines.First}:{view.Version}:{locale}:{typed}", finder.Engines.Fresh,
            session => ReadAsync(session, view, typed, named, finder.Engines), stop))!;
    }

    static async Task<Cache.Filled<Suggestions>> ReadAsync(
        Session session, View view, string typed, Categories named, Engines engines)
    {
        var (queries, products, leaves) = await engines.AskAsync(
            new MemoryEngine(view, new(session)),
            engine => engine.CompleteAsync(AskedTexts.Of(typed), CancellationToken.None));
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
