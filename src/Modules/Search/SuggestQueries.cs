using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Feria.Search;

/// <summary>Completes a query while it is typed: words, categories and products, forgiving slips.</summary>
public static class SuggestQueries
{
    const int MostWords = 6;
    const int MostCategories = 3;
    const int MostProducts = 5;
    const int MostSlots = 4;

    // Its key says which state of the index it is of, so it is dropped long before.
    static readonly TimeSpan Fresh = TimeSpan.FromSeconds(10);

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
        return (await cache.GetAsync($"suggestions:{view.Version}:{locale}:{typed}", Fresh,
            session => ReadAsync(session, view, typed, named), stop))!;
    }

    static async Task<Cache.Filled<Suggestions>> ReadAsync(
        Session session, View view, string typed, Categories named)
    {
        var tokens = Scanner.Scan(typed);
        if (tokens.Count == 0) return None;

        var begun = tokens[^1];
        var (words, meant) = Complete(view, begun);
        var before = string.Join(' ', tokens.SkipLast(1).Select(token => token.Raw));
        var head = QueryReader.Read(view, before, await Dictionary.CodedAsync(new(session), view, before));
        Slot[] slots =
        [
            .. head.Slots.Append(new(begun.Raw, begun.Kind, meant)).Where(slot => slot.Meanings.Count > 0)
                .Take(MostSlots),
        ];
        var (products, leaves) = Seen(view, slots);
        if (products.Length == 0) return None;

        var titles = await session.ListAsync<Titled>(TitlesSql, new { products });
        return new(new(
            [.. words.Select(word => $"{head.Corrected ?? before} {word}".Trim())],
            [.. leaves.Select(named.Of).OfType<CategoryFacts>().Select(one => new Suggested(one.Slug, one.Name))],
            [.. titles.OrderBy(one => Array.IndexOf(products, one.Product))
                .Select(one => new Suggested(one.Slug, one.Title))]),
            [Changes.Of<CategoriesChanged>(), .. products]);
    }

    static Cache.Filled<Suggestions> None => new(new([], [], []), []);

    // Of the products that have all the words, the foremost, and the categories most of them stand in.
    static (Guid[] Products, int[] Leaves) Seen(View view, Slot[] slots)
    {
        var scores = Scores.Of(view, new(slots, null, [], [], false));
        var top = new TopList(MostProducts, null);
        var leaves = new Dictionary<int, int>();
        foreach (var place in scores.Touched)
        {
            if (scores.SlotsAt(place) != (1 << slots.Length) - 1 || !view.IsAlive(place)) continue;
            var entry = view.Entries.Span[place];
            top.Offer(-entry.Prior, entry.Product);
            if (view.Categories.Span[entry.Categories] is [.., var leaf])
                leaves[leaf] = leaves.GetValueOrDefault(leaf) + 1;
        }

        scores.Clear();
        return (
            [.. top.Ordered.Select(one => one.Product)],
            [.. leaves.OrderByDescending(one => one.Value).ThenBy(one => one.Key).Take(MostCategories)
                .Select(one => one.Key)]);
    }

    // The words it begins, and where there are none, those it may be a slip of.
    static (IReadOnlyList<string> Words, IReadOnlyList<Meaning> Meant) Complete(View view, Token begun)
    {
        var known = new Dictionary(view, []);
        if (begun.Kind != Kind.Word) return ([begun.Raw], known.Exactly([begun.Text], 100, "exact"));

        if (known.Foremost(begun.Text, MostWords) is { Count: > 0 } words) return (
            [.. words.Select(word => word.Text).Distinct()],
            [.. words.DistinctBy(word => word.Term).Select(word => known.Means(word.Term, 100, "begins"))]);

        var near = known.Near(begun.Text).Take(MostWords).ToList();
        return ([.. near.Select(one => one.Word).Distinct()], [.. near.Select(one => one.Meaning)]);
    }

    sealed record Titled(Guid Product, string Slug, string Title);

    const string TitlesSql = """
        -- search.suggest-queries.titles
        select product_id as product, slug, title from search.card where product_id = any(@products)
        """;
}
