using Feria.Contracts;

namespace Feria.Search;

/// <summary>Where a page ended: the last product's place in the order, and the step words were matched by.</summary>
public sealed record Position(long Key, Guid Product, int Step);

/// <summary>What was found, and what lists show of it.</summary>
sealed record Answer(Found Found, IReadOnlyList<Shown> Items, IReadOnlyList<Shown> Nearest);

/// <summary>Answers a question: reads its words, asks the index, and puts the cards to what was found.</summary>
public sealed class Finder(ICategoryBook categories, IndexFeed index, Cache cache)
{
    const int MostNearest = 8;

    readonly Names names = new(categories, cache);

    /// <summary>All categories as they are called now.</summary>
    internal Task<Categories> CategoriesAsync(string locale, CancellationToken stop) => names.InAsync(locale, stop);

    /// <summary>
    /// The index as it is now. To be taken before a session is opened: who waits for it with a connection in hand may
    /// wait for the very connection it comes by.
    /// </summary>
    internal Task<View> ViewAsync(CancellationToken stop) => index.NowAsync(stop);

    internal static async Task<Answer> FindAsync(
        Asking asking, View view, Categories named, Question question, CategoryFacts? category, Position? after)
    {
        var read = QueryReader.Read(view, question.Q, await Dictionary.CodedAsync(asking, view, question.Q));
        var filters = Narrowed.Of(view, question, category);
        var limit = Cursor.Limit(question.Limit);
        var sought = new Sought(read, filters, question.Sort, limit + 1, after);
        if (sought.IsBrowsing && !string.IsNullOrWhiteSpace(question.Q))
            return await NoneAsync(asking, view, named, sought, "none");

        var matched = Matcher.Run(view, sought, named);
        if (matched.Total == 0) return await NoneAsync(asking, view, named, sought, HowMatched(read, matched.Step));

        var page = Cursor.Cut(matched.Page, limit, one => new Position(one.Key, one.Product, matched.Step));
        var items = await ShownAsync(asking, view, page.Items);
        return new(
            new(
                HitsOf(items), page.Next, matched.Total, matched.Facets, HowMatched(read, matched.Step), read.Corrected,
                read.Ignored, []),
            items, []);
    }

    static string HowMatched(ReadQuery read, int step) => read.IsCode ? "code" : step == 0 ? "all" : "some";

    // Nothing: shown is what else sells in the same place.
    static async Task<Answer> NoneAsync(
        Asking asking, View view, Categories named, Sought sought, string matched)
    {
        var near = sought.Filters with { Which = sought.Filters.Which & Filters.Category };
        var browsed = Matcher.Run(view, new(ReadQuery.Empty, near, Sort.Relevance, MostNearest, null), named);
        var nearest = await ShownAsync(asking, view, browsed.Page);
        return new(
            new(
                [], null, 0, new([], [], [], [], 0), matched, sought.Read.Corrected, sought.Read.Ignored,
                HitsOf(nearest)),
            [], nearest);
    }

    static Hit[] HitsOf(IReadOnlyList<Shown> shown)
    {
        var hits = new Hit[shown.Count];
        for (var i = 0; i < hits.Length; i++) hits[i] = shown[i].Hit;
        return hits;
    }

    // Those that are not known as the index has them are asked for; those gone meanwhile are left out.
    static async Task<IReadOnlyList<Shown>> ShownAsync(
        Asking asking, View view, IReadOnlyList<(long Key, Guid Product)> page)
    {
        var shown = new List<Shown>(page.Count);
        foreach (var (_, product) in page)
            if (view.CardOf(product) is { } known) shown.Add(known);
        if (shown.Count == page.Count) return shown;

        Guid[] ids = [.. page.Select(one => one.Product).Where(product => view.CardOf(product) is null)];
        var session = await asking.SessionAsync();
        var read = (await session.ListAsync<Card>(CardsSql, new { ids })).ToDictionary(card => card.Product);
        var made = new Dictionary<Guid, Shown>();
        foreach (var card in read.Values) view.Cards.Put(card.Version, made[card.Product] = new(card.Hit()));
        return [.. page.Select(one => made.GetValueOrDefault(one.Product) ?? view.CardOf(one.Product)).OfType<Shown>()];
    }

    sealed record Card(
        Guid Product, long Version, string Slug, string Title, string Language, string? Picture, string? Brand,
        long? PriceMinor, long? ListPriceMinor, string? Currency, short Rating, int RatingCount, bool InStock,
        Guid? OfferId, Guid? StoreId)
    {
        public Hit Hit() => new(
            Product, Slug, Title, Language, Picture, Brand,
            PriceMinor is { } price ? new Money(price, Currency!) : null,
            ListPriceMinor is { } list && Currency is not null ? new Money(list, Currency) : null,
            RatingCount > 0 ? Rating : null, RatingCount, InStock, OfferId, StoreId);
    }

    const string CardsSql = """
        -- search.finder.cards
        select d.product_id as product, d.version, c.slug, c.title, c.language, c.picture, b.name as brand,
            d.price_minor, c.list_price_minor, d.currency, d.rating, c.rating_count, d.in_stock, c.offer_id, c.store_id
        from search.document d
        join search.card c on c.product_id = d.product_id
        left join search.brand b on b.number = d.brand
        where d.product_id = any(@ids)
        """;
}
