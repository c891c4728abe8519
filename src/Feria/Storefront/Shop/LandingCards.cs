using Feria.Contracts;
using Feria.Marketing;
using Feria.Recommendations;
using Feria.Search;
using Feria.Storefront.Parts;

namespace Feria.Storefront;

/// <summary>The products of a landing page's blocks as cards, each from a copy of what it shows.</summary>
public sealed class LandingCards(Cache cache, Finder finder, Database database, ProductCards cards)
{
    static readonly TimeSpan Fresh = TimeSpan.FromSeconds(10);

    /// <param name="Of">The copy they are made of.</param>
    public sealed record Row(IReadOnlyList<Card.Listed> Cards, Rendered Of)
    {
        public static readonly Row Empty = new([], Rendered.Kept<Page<ProductCard>>(new([], null)));
    }

    /// <summary>Of each block that is of products, by its place.</summary>
    public async Task<IReadOnlyDictionary<int, Row>> OfAsync(LandingShown page, string locale, CancellationToken stop)
    {
        var rows = new Dictionary<int, Row>();
        foreach (var (place, block) in page.Blocks.Index())
            if (block.Products is { } shelf) rows[place] = await OfAsync(shelf, locale, stop);
        return rows;
    }

    async Task<Row> OfAsync(LandingShelf shelf, string locale, CancellationToken stop)
    {
        if (shelf.Category is not null)
            return await SearchProducts.ShelfAsync(
                new Question(Category: shelf.Category, Limit: shelf.Most, Locale: locale), finder, database, cache,
                stop) is { } found
                ? new([.. found.Value.Items.Select(Shelf.Of)], found.Json)
                : Row.Empty;
        var copy = shelf.Query is { } query
            ? await cache.GetAsync<Page<ProductCard>>(
                $"landing.found:{locale}:{shelf.Most}:{query}", Fresh,
                async () =>
                {
                    var asked = new Question(query, Limit: shelf.Most, Locale: locale);
                    var (found, _) = await SearchProducts.FindAsync(asked, finder, database, CancellationToken.None);
                    Guid[] ids = [.. found?.Items.Select(hit => hit.Id) ?? []];
                    return session => ReadAsync(session, ids);
                }, stop)
            : await cache.GetAsync<Page<ProductCard>>(
                $"landing.picked:{string.Join(',', shelf.Products!.Take(shelf.Most).Select(id => id.ToString("N")))}",
                Fresh, session => ReadAsync(session, [.. shelf.Products!.Take(shelf.Most)]), stop);
        return new([.. copy!.Value.Items.Select(Shelf.Of)], copy.Json);
    }

    // What somebody withdrew is missing, and seen again where it comes back: it depends on those as well.
    async Task<Cache.Filled<Page<ProductCard>>> ReadAsync(Session session, Guid[] ids) =>
        new(new(await cards.OfAsync(session, ids), null), ids);
}
