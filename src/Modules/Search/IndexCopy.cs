using System.Globalization;
using Feria.Contracts;

namespace Feria.Search;

/// <summary>
/// The index in the database, held against what the indexer would write now: the same reckoning, so the two cannot
/// drift apart.
/// </summary>
sealed class IndexCopy(Indexer indexer, IProductBook products) : TableCopy
{
    public const string Called = "search.index";

    public override string Name => Called;

    public override string Group => "search";

    public override IReadOnlyCollection<string> FedBy => ["search.on-product-changed", OnStoreChanged.Called];

    // The index has one writer at a time: whoever sells meanwhile waits for no more than this.
    public override int Batch => 50;

    public override async Task<IReadOnlyList<Guid>> WalkAsync(Session session, Guid after, int limit) =>
    [
        .. (await products.WalkAsync(session, after, limit))
            .Union(await session.ListAsync<Guid>(WalkSql, new { after, limit })).Order().Take(limit),
    ];

    public override async Task<IReadOnlyList<Difference>> CompareAsync(Session session, Guid[] subjects)
    {
        var source = (await indexer.ExpectAsync(session, subjects)).ToDictionary(one => one.Facts.Product, Texts.Of);
        var copy = (await session.ListAsync<Row>(RowsSql, new { subjects })).ToDictionary(row => row.Product, Texts.Of);
        return
        [
            .. from product in subjects
               let expected = source.GetValueOrDefault(product, Texts.None)
               let found = copy.GetValueOrDefault(product, Texts.None)
               from difference in new[]
               {
                   Difference.Of(product, "document", expected.Document, found.Document),
                   Difference.Of(product, "card", expected.Card, found.Card),
                   Difference.Of(product, "codes", expected.Codes, found.Codes),
                   Difference.Of(product, "listings", expected.Listings, found.Listings),
               }
               where difference is not null
               select difference,
        ];
    }

    public override Task RemakeAsync(Tx tx, Guid[] subjects) => indexer.RefreshAsync(tx, subjects);

    public override async Task<IReadOnlyDictionary<string, long>> FiguresAsync(Session session) =>
        (await session.ListAsync<Figure>(FiguresSql)).ToDictionary(one => one.Name, one => one.Value);

    sealed record Figure(string Name, long Value);

    // Each part as a text: two are the same where their texts are.
    sealed record Texts(string? Document, string? Card, string? Codes, string? Listings)
    {
        public static readonly Texts None = new(null, null, null, null);

        public static Texts Of(Indexed one)
        {
            var facts = one.Facts;
            return new(
                Join(
                    Numbers(one.Terms), Convert.ToHexString(one.Impacts), Numbers(one.Pairs), Numbers(facts.Categories),
                    one.Brand, facts.PriceMinor, facts.Currency, PriceSteps.Of(facts.PriceMinor),
                    one.Rating?.MeanHundredths ?? 0, one.InStock, one.Prior, one.Sold, facts.CreatedAt.Ticks),
                Join(
                    facts.Slug, facts.Title, facts.Language, facts.Picture, facts.Offer, facts.Store,
                    facts.ListPriceMinor, one.Rating?.Count ?? 0),
                Listed(facts.Codes.Select(Search.Codes.Fold).Where(code => code.Length > 0).Distinct()),
                Listed(facts.Offers.Select(offer => offer.ToString())));
        }

        public static Texts Of(Row row) => new(
            Join(
                Numbers(row.Terms), Convert.ToHexString(row.Impacts), Numbers(row.Pairs), Numbers(row.Categories),
                row.Brand, row.PriceMinor, row.Currency, row.PriceStep, row.Rating, row.InStock, row.Prior, row.Sold,
                row.CreatedAt.Ticks),
            row.Slug is null
                ? null
                : Join(
                    row.Slug, row.Title, row.Language, row.Picture, row.OfferId, row.StoreId, row.ListPriceMinor,
                    row.RatingCount),
            Listed(row.Codes), Listed(row.Offers.Select(offer => offer.ToString())));

        static string Join(params object?[] parts) =>
            string.Join('\u001f', parts.Select(part => Convert.ToString(part, CultureInfo.InvariantCulture)));

        static string Numbers(int[] numbers) => string.Join(',', numbers);

        static string Listed(IEnumerable<string> texts) =>
            string.Join('\u001f', texts.Order(StringComparer.Ordinal));
    }

    sealed record Row(
        Guid Product, int[] Terms, byte[] Impacts, int[] Pairs, int[] Categories, int? Brand, long? PriceMinor,
        string? Currency, short PriceStep, short Rating, bool InStock, short Prior, int Sold, DateTime CreatedAt,
        string? Slug, string? Title, string? Language, string? Picture, Guid? OfferId, Guid? StoreId,
        long? ListPriceMinor, int? RatingCount, string[] Codes, Guid[] Offers);

    const string WalkSql = """
        -- search.index-copy.walk
        select product_id from search.document where product_id > @after order by product_id limit @limit
        """;

    const string RowsSql = """
        -- search.index-copy.rows
        select d.product_id as product, d.terms, d.impacts, d.pairs, d.categories, d.brand, d.price_minor, d.currency,
            d.price_step, d.rating, d.in_stock, d.prior, d.sold, d.created_at, c.slug, c.title, c.language, c.picture,
            c.offer_id, c.store_id, c.list_price_minor, c.rating_count,
            array(select k.code from search.code k where k.product_id = d.product_id) as codes,
            array(select l.offer_id from search.listing l where l.product_id = d.product_id) as offers
        from search.document d
        left join search.card c on c.product_id = d.product_id
        where d.product_id = any(@subjects)
        """;

    const string FiguresSql = """
        -- search.index-copy.figures
        select 'documents' as name, count(*) as value from search.document
        union all
        select 'cards', count(*) from search.card
        union all
        select 'codes', count(*) from search.code
        union all
        select 'offers', count(*) from search.listing
        union all
        select 'words in documents', coalesce(sum(documents), 0)::bigint from search.term
        """;
}
