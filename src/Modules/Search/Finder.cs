using Feria.Contracts;

namespace Feria.Search;

/// <summary>Where a page ended.</summary>
/// <param name="Key">The last product's place in the order, as the engine has it.</param>
/// <param name="Step">The step words were matched by.</param>
/// <param name="Seen">How many products the list has shown so far.</param>
/// <param name="By">The engine whose order it is.</param>
public sealed record Position(long Key, Guid Product, int Step, int Seen = 0, string By = MemoryEngine.Called);

/// <summary>What was found, and what lists show of it.</summary>
sealed record Answer(Found Found, IReadOnlyList<Shown> Items, IReadOnlyList<Shown> Nearest);

/// <summary>Answers a question: has an engine find products, and puts the cards to what was found.</summary>
public sealed class Finder(
    ICategoryBook categories, IndexFeed index, Cache cache, Engines engines, RuleBook rules, TimeProvider clock)
{
    const int MostNearest = 8;

    /// <summary>A list goes on by rank where another engine answers now; so deep, that would cost too much.</summary>
    const int MostSkipped = 1_000;

    readonly Names names = new(categories, cache);

    internal Engines Engines => engines;

    /// <summary>All categories as they are called now.</summary>
    internal Task<Categories> CategoriesAsync(string locale, CancellationToken stop) => names.InAsync(locale, stop);

    /// <summary>
    /// The index as it is now. To be taken before a session is opened: who waits for it with a connection in hand may
    /// wait for the very connection it comes by.
    /// </summary>
    internal Task<View> ViewAsync(CancellationToken stop) => index.NowAsync(stop);

    /// <summary>What an engine found; nobody has a session open while one outside is asked.</summary>
    /// <param name="Seen">How many products the list will have shown with this page.</param>
    /// <param name="Nearest">Where nothing was found: what else sells in the same place.</param>
    internal sealed record Looked(
        Matches Matches, string Engine, int Limit, int Seen, IReadOnlyList<Place> Nearest)
    {
        /// <summary>What stands before the page because somebody pinned it to the query.</summary>
        public IReadOnlyList<Guid> Pins { get; init; } = [];

        /// <summary>The page that is shown instead.</summary>
        public string? Redirect { get; init; }
    }

    /// <summary>Exactly one of the two is there.</summary>
    internal async Task<(Answer? Answer, Refusal? Refusal)> FindAsync(
        Asking asking, View view, Categories named, Question question, CategoryFacts? category, Position? after,
        CancellationToken stop)
    {
        var (looked, refusal) = await LookAsync(asking, view, question, category, after, stop);
        return looked is null ? (null, refusal) : (await ShowAsync(asking, view, named, looked), null);
    }

    /// <summary>Exactly one of the two is there.</summary>
    internal Task<(Looked? Looked, Refusal? Refusal)> LookAsync(
        Asking asking, View view, Question question, CategoryFacts? category, Position? after, CancellationToken stop)
    {
        var limit = Cursor.Limit(question.Limit);
        var now = rules.Now;
        var curation = now.Of(question.Q, question.Locale, clock.GetUtcNow().UtcDateTime);
        // A page is never of pins alone: it goes on from what was found.
        var pins = PinsOf(curation, question, category, view).Take(limit - 1).ToArray();
        var onPage = after is null ? pins : [];
        var wanted = new Wanted(
            now.Read(question.Q, question.Locale), NarrowingOf(view, question, category), question.Sort,
            limit - onPage.Length + 1)
        {
            Without = curation is null ? [] : [.. pins, .. curation.Hidden],
        };
        return engines.AskAsync<(Looked?, Refusal?)>(new MemoryEngine(view, asking), async engine =>
        {
            var isItsOwn = after is null || after.By == engine.Name;
            if (!isItsOwn && after!.Seen > MostSkipped) return (null, Refusals.ListBeganElsewhere);
            var matches = await engine.FindAsync(
                wanted with
                {
                    After = isItsOwn && after is not null ? new(after.Key, after.Product, after.Step) : null,
                    Skip = isItsOwn ? 0 : Math.Max(0, after!.Seen - pins.Length),
                }, stop);
            matches = matches with { Total = matches.Total + pins.Length };
            var nearest = matches.Total > 0 ? [] : (await engine.FindAsync(
                new(
                    AskedText.Nothing, Narrowing.None with { Category = wanted.Narrowing.Category }, Sort.Relevance,
                    MostNearest), stop)).Page;
            return (new Looked(matches, engine.Name, limit, (after?.Seen ?? 0) + limit, nearest)
            {
                Pins = onPage,
                Redirect = after is null && IsWhole(question, category) ? curation?.Redirect : null,
            }, null);
        });
    }

    // Pins are results of the whole query, in the usual order: who narrows or sorts asks for something else. Those that
    // left the index are skipped.
    static IReadOnlyList<Guid> PinsOf(Curation? curation, Question question, CategoryFacts? category, View view) =>
        curation is { Pins.Count: > 0 } && question.Sort == Sort.Relevance && IsWhole(question, category)
            ? [.. curation.Pins.Where(product => view.PlaceOf(product) is not null)]
            : [];

    static bool IsWhole(Question question, CategoryFacts? category) => category is null && question is
    {
        MinPrice: null, MaxPrice: null, MinRating: null, InStock: false, Brands: null or { Count: 0 },
    };

    /// <summary>What lists show of what was found.</summary>
    internal static async Task<Answer> ShowAsync(Asking asking, View view, Categories named, Looked looked)
    {
        var matches = looked.Matches;
        if (matches.Total == 0)
        {
            var nearest = await ShownAsync(asking, view, looked.Nearest);
            return new(
                new(
                    [], null, 0, new([], [], [], [], 0), Named(matches.Matched), matches.Corrected, matches.Ignored,
                    HitsOf(nearest), looked.Redirect),
                [], nearest);
        }

        var page = Cursor.Cut(
            matches.Page, looked.Limit - looked.Pins.Count,
            one => new Position(one.Key, one.Product, one.Step, looked.Seen, looked.Engine));
        var items = await ShownAsync(
            asking, view, [.. looked.Pins.Select(product => new Place(0, product, 0)), .. page.Items]);
        return new(
            new(
                HitsOf(items), page.Next, matches.Total, InWords.Of(matches.Counts, named), Named(matches.Matched),
                matches.Corrected, matches.Ignored, [], looked.Redirect),
            items, []);
    }

    internal static Narrowing NarrowingOf(View view, Question question, CategoryFacts? category) => new(
        category?.Number, question.Brands ?? [], question.MinPrice ?? 0, question.MaxPrice ?? long.MaxValue,
        question.MinPrice is null && question.MaxPrice is null ? null : question.Currency ?? view.CommonestCurrency,
        (int)Math.Ceiling((question.MinRating ?? 0) * 100), question.InStock);

    static string Named(Matched matched) => matched.ToString().ToLowerInvariant();

    static Hit[] HitsOf(IReadOnlyList<Shown> shown)
    {
        var hits = new Hit[shown.Count];
        for (var i = 0; i < hits.Length; i++) hits[i] = shown[i].Hit;
        return hits;
    }

    // Those that are not known as the index has them are asked for; those gone meanwhile are left out.
    internal static async Task<IReadOnlyList<Shown>> ShownAsync(
        Asking asking, View view, IReadOnlyList<Place> page)
    {
        var shown = new List<Shown>(page.Count);
        foreach (var one in page)
            if (view.CardOf(one.Product) is { } known) shown.Add(known);
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
