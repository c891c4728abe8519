using System.Collections.Concurrent;
using Feria.Contracts;

namespace Feria.Search;

/// <summary>All categories in a language, by number and by slug.</summary>
sealed class Categories(IReadOnlyList<CategoryFacts> all, IReadOnlyDictionary<string, int> former)
{
    readonly Dictionary<int, CategoryFacts> byNumber = all.ToDictionary(one => one.Number);
    readonly Dictionary<string, CategoryFacts> bySlug = all.ToDictionary(one => one.Slug, StringComparer.Ordinal);

    public IReadOnlyList<CategoryFacts> All => all;

    public CategoryFacts? Of(int number) => byNumber.GetValueOrDefault(number);

    /// <summary>The address a category has now that had this one, or has it.</summary>
    public string NowOf(string slug) =>
        !bySlug.ContainsKey(slug) && former.TryGetValue(slug, out var number) && Of(number) is { } now
            ? now.Slug
            : slug;

    public CategoryFacts? Of(string slug) => bySlug.GetValueOrDefault(slug);
}

/// <summary>What categories are called, from a hot copy of them all.</summary>
sealed class Names(ICategoryBook book, Cache cache)
{
    const int MostLocales = 16;

    static readonly TimeSpan Fresh = TimeSpan.FromMinutes(5);

    readonly ConcurrentDictionary<string, Categories> byLocale = [];

    public sealed record Listed(IReadOnlyList<CategoryFacts> All, IReadOnlyDictionary<string, int> Former);

    /// <summary>To be asked before a session is opened, as whatever may have to be read in another.</summary>
    public async Task<Categories> InAsync(string locale, CancellationToken stop)
    {
        var copy = await cache.GetAsync($"search.categories:{locale}", Fresh, async session => new Cache.Filled<Listed>(
            new(await book.AllAsync(session, locale), await book.FormerAsync(session)),
            [Changes.Of<CategoriesChanged>()]), stop);
        var all = copy!.Value.All;
        if (byLocale.TryGetValue(locale, out var known) && ReferenceEquals(known.All, all)) return known;
        if (byLocale.Count >= MostLocales) byLocale.Clear();
        return byLocale[locale] = new(all, copy.Value.Former);
    }
}
