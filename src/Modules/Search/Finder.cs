using Feria.Contracts;

namespace Feria.Search;

/// <summary>Where a page ended: the last product's place in the order, and the step words were matched by.</summary>
public sealed record Position(long Key, Guid Product, int Step);

/// <summary>Answers a question: reads its words, asks the index, and puts the cards to what was found.</summary>
public sealed class Finder(ICategoryBook categories, IndexFeed index, TimeProvider clock)
{
    const int MostNearest = 8;

    readonly Names names = new(categories, clock);

    public Task<CategoryFacts?> CategoryAsync(Session session, Question question) =>
        categories.BySlugAsync(session, question.Category!, question.Locale);

    /// <summary>
    /// The index as it is now. To be taken before a session is opened: who waits for it with a connection in hand may
    /// wait for the very connection it comes by.
    /// </summary>
    internal Task<View> ViewAsync(CancellationToken stop) => index.NowAsync(stop);

    internal async Task<Found> FindAsync(
        Session session, View view, Question question, CategoryFacts? category, Position? after)
    {
        var read = await QueryReader.ReadAsync(session, view, question.Q);
        var filters = await Narrowed.OfAsync(session, view, question, category);
        var limit = Cursor.Limit(question.Limit);
        var sought = new Sought(read, filters, question.Sort, limit + 1, after);
        if (sought.IsBrowsing && !string.IsNullOrWhiteSpace(question.Q))
            return await NoneAsync(session, view, sought, "none");

        var matched = Matcher.Run(view, sought);
        if (matched.Counts.Total == 0) return await NoneAsync(session, view, sought, HowMatched(read, matched.Step));

        var page = Cursor.Cut(matched.Page, limit, one => new Position(one.Key, one.Product, matched.Step));
        return new(
            await HitsAsync(session, [.. page.Items.Select(one => one.Product)]), page.Next, matched.Counts.Total,
            await InWordsAsync(session, matched.Counts, question.Locale), HowMatched(read, matched.Step),
            read.Corrected, read.Ignored, []);
    }

    async Task<Facets> InWordsAsync(Session session, Counts counts, string locale) => counts.InWords(
        await names.OfCategoriesAsync(session, counts.Categories.Keys, locale),
        await names.OfBrandsAsync(session, counts.Brands.Select(one => one.Brand)));

    static string HowMatched(ReadQuery read, int step) => read.IsCode ? "code" : step == 0 ? "all" : "some";

    // Nothing: shown is what else sells in the same place.
    static async Task<Found> NoneAsync(Session session, View view, Sought sought, string matched)
    {
        var near = sought.Filters with { Which = sought.Filters.Which & Filters.Category };
        var nearest = Matcher.Run(view, new(ReadQuery.Empty, near, Sort.Relevance, MostNearest, null));
        return new(
            [], null, 0, new([], [], [], [], 0), matched, sought.Read.Corrected, sought.Read.Ignored,
            await HitsAsync(session, [.. nearest.Page.Select(one => one.Product)]));
    }

    /// <summary>Cards of the products, in the order of their ids here; those gone meanwhile are left out.</summary>
    public static async Task<IReadOnlyList<Hit>> HitsAsync(Session session, Guid[] ids)
    {
        if (ids.Length == 0) return [];
        var cards = (await session.ListAsync<Card>(CardsSql, new { ids })).ToDictionary(card => card.Product);
        return [.. ids.Select(cards.GetValueOrDefault).OfType<Card>().Select(card => card.Hit())];
    }

    sealed record Card(
        Guid Product, string Slug, string Title, string Language, string? Picture, string? Brand, long? PriceMinor,
        long? ListPriceMinor, string? Currency, short Rating, int RatingCount, bool InStock, Guid? OfferId,
            Guid? StoreId)
    {
        public Hit Hit() => new(
            Product, Slug, Title, Language, Picture, Brand,
            PriceMinor is { } price ? new Money(price, Currency!) : null,
            ListPriceMinor is { } list && Currency is not null ? new Money(list, Currency) : null,
            RatingCount > 0 ? Rating : null, RatingCount, InStock, OfferId, StoreId);
    }

    const string CardsSql = """
        -- search.finder.cards
        select d.product_id as product, c.slug, c.title, c.language, c.picture, b.name as brand, d.price_minor,
            c.list_price_minor, d.currency, d.rating, c.rating_count, d.in_stock, c.offer_id, c.store_id
        from search.document d
        join search.card c on c.product_id = d.product_id
        left join search.brand b on b.number = d.brand
        where d.product_id = any(@ids)
        """;
}
