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

    // A title may change beside its document, a moment after what it tells of did.
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
        ICategoryBook categories, IndexFeed index, Cache cache, CancellationToken stop) =>
        new((await FindAsync(q ?? "", locale ?? "en", categories, index, cache, stop)).Json);

    /// <summary>What the endpoint answers, from its hot copy, which is of the index as it is now.</summary>
    public static async Task<Cache.Copy<Suggestions>> FindAsync(
        string typed, string locale, ICategoryBook categories, IndexFeed index, Cache cache, CancellationToken stop)
    {
        var view = await index.NowAsync(stop);
        return (await cache.GetAsync($"suggestions:{view.Version}:{locale}:{typed}", Fresh,
            session => ReadAsync(session, view, typed, locale, categories), stop))!;
    }

    static async Task<Cache.Filled<Suggestions>> ReadAsync(
        Session session, View view, string typed, string locale, ICategoryBook categories)
    {
        var tokens = Scanner.Scan(typed);
        if (tokens.Count == 0) return None;

        var begun = tokens[^1];
        var (words, meant) = await CompleteAsync(session, view, begun);
        var before = string.Join(' ', tokens.SkipLast(1).Select(token => token.Raw));
        var head = await QueryReader.ReadAsync(session, view, before);
        Slot[] slots =
        [
            .. head.Slots.Append(new(begun.Raw, begun.Kind, meant)).Where(slot => slot.Meanings.Count > 0)
                .Take(MostSlots),
        ];
        var (products, leaves) = Seen(view, slots);
        if (products.Length == 0) return None;

        var titles = await session.ListAsync<Titled>(TitlesSql, new { products });
        var named = await categories.ByNumberAsync(session, leaves, locale);
        return new(new(
            [.. words.Select(word => $"{head.Corrected ?? before} {word}".Trim())],
            [.. named.OrderBy(one => Array.IndexOf(leaves, one.Number))
                .Select(one => new Suggested(one.Slug, one.Name))],
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
            [.. top.Ordered().Select(one => one.Product)],
            [.. leaves.OrderByDescending(one => one.Value).ThenBy(one => one.Key).Take(MostCategories)
                .Select(one => one.Key)]);
    }

    // The words it begins, and where there are none, those it may be a slip of.
    static async Task<(IReadOnlyList<string> Words, IReadOnlyList<Meaning> Meant)> CompleteAsync(
        Session session, View view, Token begun)
    {
        if (begun.Kind != Kind.Word)
        {
            var known = await Dictionary.OpenAsync(session, view, [begun.Text], "");
            return ([begun.Raw], known.Meanings([begun.Text], 100, "exact"));
        }

        var words = await session.ListAsync<Word>(WordsSql, new
        {
            from = begun.Text, until = begun.Text + "\U0010FFFF", most = MostWords,
        });
        if (words.Count > 0) return (
            [.. words.Select(word => word.Text).Distinct()],
            [.. words.DistinctBy(word => word.Term).Select(
                word => new Meaning(word.Term, word.Text, word.Documents, 100, "begins"))]);

        var dictionary = await Dictionary.OpenAsync(session, view, [], "");
        var near = (await dictionary.NearAsync(begun.Text)).Take(MostWords).ToList();
        return ([.. near.Select(one => one.Word).Distinct()], [.. near.Select(one => one.Meaning)]);
    }

    sealed record Word(string Text, int Term, int Documents);

    sealed record Titled(Guid Product, string Slug, string Title);

    // A single letter may begin half the dictionary, so only the commonest words and so many products are looked at.
    const string WordsSql = """
        -- search.suggest-queries.words
        select w.word as text, w.term_id as term, t.documents
        from search.word w
        join search.term t on t.id = w.term_id
        where w.word ~>=~ @from and w.word ~<~ @until and t.documents > 0
        order by w.word = @from desc, t.documents desc, w.word
        limit @most
        """;

    const string TitlesSql = """
        -- search.suggest-queries.titles
        select product_id as product, slug, title from search.card where product_id = any(@products)
        """;
}
