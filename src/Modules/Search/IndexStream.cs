using Feria.Contracts;

namespace Feria.Search;

/// <summary>
/// The index in PostgreSQL as a stream of documents for an engine beside it, in order of their versions. The reaction
/// that writes the index is the one that hears of changes; here each product stands once, however often it changed.
/// </summary>
sealed class IndexStream(IProductBook products) : ISearchFeed
{
    public async Task<IReadOnlyList<SearchDocument>> SinceAsync(Session session, long version, int limit) =>
        await WithTextsAsync(session, await session.ListAsync<Row>(SinceSql, new { version, limit }));

    public async Task<IReadOnlyList<SearchDocument>> OfAsync(Session session, Guid[] ids) =>
        await WithTextsAsync(session, await session.ListAsync<Row>(OfSql, new { ids }));

    public Task<IReadOnlyList<Guid>> WalkAsync(Session session, Guid after, int limit) =>
        session.ListAsync<Guid>(WalkSql, new { after, limit });

    public async Task RepeatAsync(Tx tx, Guid[] ids)
    {
        await tx.ExecuteAsync(Indexer.LockSql);
        await tx.ExecuteAsync(RepeatSql, new { ids = ids.Order().ToArray() });
    }

    public async Task<(long Newest, long Waiting)> LookAsync(Session session, long version, int countAtMost) =>
        await session.OneAsync<(long, long)>(LookSql, new { version, countAtMost });

    // One that may not be shown any more, though the index has yet to hear of it, has no texts: it is gone already.
    async Task<IReadOnlyList<SearchDocument>> WithTextsAsync(Session session, IReadOnlyList<Row> rows)
    {
        Guid[] there = [.. rows.Where(row => row.Categories is not null).Select(row => row.Product)];
        var facts = (await products.FactsAsync(session, there)).Where(one => one.Listed)
            .ToDictionary(one => one.Product);
        return [.. rows.Select(row => row.With(facts.GetValueOrDefault(row.Product)))];
    }

    sealed record Row(
        Guid Product, long Version, int[]? Categories, string? Brand, long? PriceMinor, string? Currency,
        short PriceStep, short Rating, bool InStock, short Prior, int Sold, DateTime? CreatedAt)
    {
        public SearchDocument With(ProductFacts? facts) => new(
            Product, Version, facts is null || Categories is null ? null : Texts.Of(facts), Categories ?? [], Brand,
            PriceMinor, Currency, PriceStep, Rating, InStock, Prior, Sold, CreatedAt ?? default);
    }

    const string SinceSql = """
        -- search.index-stream.since
        select s.product_id as product, s.version, s.categories, b.name as brand, s.price_minor, s.currency,
            s.price_step, s.rating, s.in_stock, s.prior, s.sold, s.created_at
        from (
            (select product_id, version, categories, brand, price_minor, currency, price_step, rating, in_stock,
                prior, sold, created_at
            from search.document
            where version > @version
            order by version
            limit @limit)
            union all
            (select product_id, version, null, null, null, null, 0::smallint, 0::smallint, false, 0::smallint, 0, null
            from search.gone
            where version > @version
            order by version
            limit @limit)
            order by version
            limit @limit) s
        left join search.brand b on b.number = s.brand
        order by s.version
        """;

    const string OfSql = """
        -- search.index-stream.of
        select d.product_id as product, d.version, d.categories, b.name as brand, d.price_minor, d.currency,
            d.price_step, d.rating, d.in_stock, d.prior, d.sold, d.created_at
        from search.document d
        left join search.brand b on b.number = d.brand
        where d.product_id = any(@ids)
        union all
        select g.product_id, g.version, null, null, null, null, 0::smallint, 0::smallint, false, 0::smallint, 0, null
        from search.gone g
        where g.product_id = any(@ids)
            and not exists (select from search.document d where d.product_id = g.product_id)
        """;

    const string WalkSql = """
        -- search.index-stream.walk
        select product_id from search.document where product_id > @after order by product_id limit @limit
        """;

    // What is in no document is said to be gone.
    const string RepeatSql = """
        -- search.index-stream.repeat
        with there as (
            update search.document set version = default where product_id = any(@ids) returning product_id)
        insert into search.gone (product_id)
        select id from unnest(@ids::uuid[]) as i(id) where id not in (select product_id from there)
        on conflict (product_id) do update set version = excluded.version
        """;

    const string LookSql = """
        -- search.index-stream.look
        select greatest(
                (select coalesce(max(version), 0) from search.document),
                (select coalesce(max(version), 0) from search.gone)),
            (select count(*) from (
                (select from search.document where version > @version limit @countAtMost)
                union all
                (select from search.gone where version > @version limit @countAtMost)) w)
        """;
}
