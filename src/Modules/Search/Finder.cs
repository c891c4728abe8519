using Feria.Contracts;

namespace Feria.Search;

/// <summary>Where a page ended: the last product's place in the order, and the step words were matched by.</summary>
public sealed record Position(long Key, Guid Product, int Step);

/// <summary>
/// Runs a question against the index. All words first; with too few results, words of a lesser share of its weight, so
/// that a page is filled without ever ranking the whole catalogue.
/// </summary>
public sealed class Finder(ICategoryBook categories, TimeProvider clock)
{
    /// <summary>Fewer results than this and a word may be missing.</summary>
    const int Enough = 50;

    const int MostNearest = 8;

    /// <summary>
    /// A word may not be missing where this many could then be found, unless nothing is found with it.
    /// </summary>
    const int TooMany = 6_000;

    const int Many = 1_500;

    readonly CountCache cache = new(clock);
    readonly Names names = new(categories, clock);

    public Task<CategoryFacts?> CategoryAsync(Session session, Question question) =>
        categories.BySlugAsync(session, question.Category!, question.Locale);

    public async Task<Found> FindAsync(Session session, Question question, CategoryFacts? category, Position? after)
    {
        var read = await QueryReader.ReadAsync(session, question.Q);
        var asked = !string.IsNullOrWhiteSpace(question.Q);
        var filters = await Narrowed.OfAsync(session, question, category, cache);
        var limit = Cursor.Limit(question.Limit);
        if (asked && read.Slots.Count == 0 && read.Coded.Length == 0)
            return await NoneAsync(session, question, read, filters, "none");

        var sought = new Sought(read, filters, question.Sort, limit + 1, after);
        var (rows, counts, step) = await RunAsync(session, sought);
        if (counts.Total == 0) return await NoneAsync(session, question, read, filters, Matched(read, step));

        var page = Cursor.Cut(rows, limit, row => new Position(row.Key!.Value, row.Product!.Value, step));
        return new(
            await HitsAsync(session, [.. page.Items.Select(row => row.Product!.Value)]), page.Next, counts.Total,
            await InWordsAsync(session, counts, question.Locale), Matched(read, step),
            read.Corrected, read.Ignored, []);
    }

    async Task<Facets> InWordsAsync(Session session, Counts counts, string locale) => counts.InWords(
        await names.OfCategoriesAsync(session, counts.Categories.Keys, locale),
        await names.OfBrandsAsync(session, counts.Brands.Select(one => one.Brand)));

    static string Matched(ReadQuery read, int step) => read.IsCode ? "code" : step == 0 ? "all" : "some";

    async Task<(IReadOnlyList<Row> Rows, Counts Counts, int Step)> RunAsync(Session session, Sought sought)
    {
        // Another order than by relevance would lift what matches least: there, the strictest that finds anything.
        var enough = sought.Sort == Sort.Relevance ? Enough : 1;
        for (var step = Math.Min(sought.After?.Step ?? 0, sought.LastStep); ; step++)
        {
            // What cannot be enough need not be tried, unless the next step would be too much.
            if (sought.Bound(step) < enough && sought.After is null && step < sought.LastStep
                && sought.Bound(step + 1) <= TooMany) continue;
            var (rows, counts) = await StepAsync(session, sought, step);
            if (counts.Matched >= enough || step >= sought.LastStep || sought.After is not null
                || (counts.Matched > 0 && sought.Bound(step + 1) > TooMany))
                return (rows, counts, step);
        }
    }

    // Of few products page and counts are made in one go. Of many it is cheaper not to keep them all in between, and
    // their counts are remembered.
    async Task<(IReadOnlyList<Row> Rows, Counts Counts)> StepAsync(Session session, Sought sought, int step)
    {
        if (cache.Find(sought, step) is { } known) return (await PartAsync(Part.Page), known);
        if (sought.Bound(step) < Many)
        {
            var both = await PartAsync(Part.Both);
            return ([.. both.Where(row => row.Kind == 0)], Counts.Of(both, sought.Filters.Which));
        }

        var counts = Counts.Of(await PartAsync(Part.Counts), sought.Filters.Which);
        cache.Keep(sought, step, counts);
        return (await PartAsync(Part.Page), counts);

        Task<IReadOnlyList<Row>> PartAsync(Part part) => Row.ReadAsync(session, sought, step, part);
    }

    async Task<Found> NoneAsync(Session session, Question question, ReadQuery read, Narrowed filters, string matched)
    {
        var empty = ReadQuery.Empty;
        var near = filters with { Which = filters.Which & Filters.Category };
        var sought = new Sought(empty, near, Sort.Relevance, MostNearest, null);
        var rows = await Row.ReadAsync(session, sought, 0, Part.Page);
        return new([], null, 0, new([], [], [], [], 0), matched, read.Corrected, read.Ignored,
            await HitsAsync(session, [.. rows.Select(row => row.Product!.Value)]));
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
