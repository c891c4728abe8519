using Feria.Contracts;

namespace Feria.Catalog;

/// <summary>The offers' terms for other modules.</summary>
sealed class OfferBook(IStoreBook stores) : IOfferBook
{
    public async Task<IReadOnlyDictionary<OfferName, NamedOffer>> NamedAsync(
        Session session, IEnumerable<OfferName> names)
    {
        var asked = names.Distinct().ToList();
        var known = (await stores.BySlugsAsync(session, [.. asked.Select(name => name.Store).Distinct()]))
            .ToDictionary(store => store.Slug);
        var wanted = asked.Where(name => known.ContainsKey(name.Store)).ToList();
        var found = (await session.ListAsync<Coded>(BySkusSql, new
        {
            stores = wanted.Select(name => known[name.Store].Id).ToArray(),
            skus = wanted.Select(name => name.Sku).ToArray(),
        })).ToDictionary(one => (one.Store, one.Sku), one => one.Offer);
        return wanted.ToDictionary(name => name, name => new NamedOffer(
            known[name.Store].Currency,
            found.TryGetValue((known[name.Store].Id, name.Sku), out var offer) ? offer : null));
    }

    sealed record Coded(Guid Offer, Guid Store, string Sku);

    public async Task<IReadOnlyList<OfferTerms>> TermsAsync(Session session, Guid[] offers)
    {
        var rows = await session.ListAsync<Row>(TermsSql, new { offers });
        return [.. rows.Select(row => row.Terms())];
    }

    public Task<IReadOnlyList<UsualPrice>> UsualPricesAsync(Session session, Guid[] products) =>
        UsualPrices.OfAsync(session, products);

    public async Task<IReadOnlyDictionary<Guid, int[]>> CategoriesAsync(Session session, Guid[] products) =>
        (await session.ListAsync<(Guid Product, int[] Path)>(CategoriesSql, new { products }))
            .ToDictionary(row => row.Product, row => row.Path);

    public async Task<StoreShelf> OfStoreAsync(Session session, Guid store, string? text, Guid before, int limit)
    {
        var exact = text is not null && before == Guid.AllBitsSet
            ? await session.ListAsync<Guid>(OfSkuSql, new { store, text })
            : [];
        var found = await session.ListAsync<Looked>(OfStoreSql, new
        {
            store, before, text, atMost = text is null ? limit + 1 : LookedThrough,
        });
        var meant = found.Where(one => one.IsMeant).Select(one => one.Offer).ToList();
        var next = meant.Count > limit ? meant[limit - 1] : found.LastOrDefault(one => one.IsEnd)?.Offer;
        Guid[] page = [.. exact, .. meant.Take(limit)];
        var terms = (await TermsAsync(session, page)).ToDictionary(offer => offer.Offer);
        return new([.. page.Where(terms.ContainsKey).Select(offer => terms[offer])], next);
    }

    public Task<IReadOnlyList<ProductSeller>> SellersAsync(Session session, Guid[] products) =>
        session.ListAsync<ProductSeller>(SellersSql, new { products });

    public Task<IReadOnlyList<OfferOwner>> OwnersAsync(Session session, Guid[] offers) =>
        session.ListAsync<OfferOwner>(OwnersSql, new { offers });

    public Task<IReadOnlyList<StoreOffer>> OfProductsAsync(Session session, Guid store, Guid[] products) =>
        session.ListAsync<StoreOffer>(OfProductsSql, new { store, products });

    const int LookedThrough = 2000;

    /// <param name="IsEnd">Whether looking ended here and not with the store's last.</param>
    sealed record Looked(Guid Offer, bool IsMeant, bool IsEnd);

    sealed record Row(
        Guid Offer, Guid Product, Guid Variant, Guid Store, string Sku, string Title, string Slug, string[] Options,
        string? Picture, long PriceMinor, string Currency, int? WeightGrams, bool Listed)
    {
        public OfferTerms Terms() => new(
            Offer, Product, Variant, Store, Sku, Title, Slug, string.Join(" · ", Options), Picture, PriceMinor,
            Currency, Listed)
        {
            WeightGrams = WeightGrams,
        };
    }

    // The one its breadcrumb shows.
    const string CategoriesSql = """
        -- catalog.offer-book.categories
        select distinct on (m.product_id) m.product_id as product, c.path
        from catalog.product_category m
        join catalog.category c on c.id = m.category_id
        where m.product_id = any(@products)
        order by m.product_id, m.position
        """;

    // Each is asked for by itself: joined, all offers might be read for some dozens.
    const string SellersSql = """
        -- catalog.offer-book.sellers
        select distinct p.id as product, o.store_id as store
        from unnest(@products::uuid[]) as p(id)
        cross join lateral (select id from catalog.variant where product_id = p.id offset 0) v
        cross join lateral (
            select store_id from catalog.offer where variant_id = v.id and withdrawn_at is null offset 0) o
        """;

    const string OwnersSql = """
        -- catalog.offer-book.owners
        select o.id as offer, o.store_id as store
        from unnest(@offers::uuid[]) as w(id)
        cross join lateral (select id, store_id from catalog.offer where id = w.id limit 1) o
        """;

    const string OfProductsSql = """
        -- catalog.offer-book.of-products
        select p.id as product, o.id as offer
        from unnest(@products::uuid[]) as p(id)
        cross join lateral (select id from catalog.variant where product_id = p.id offset 0) v
        cross join lateral (
            select id
            from catalog.offer
            where variant_id = v.id and store_id = @store and withdrawn_at is null
            offset 0) o
        """;

    // The lateral asks the index for each; joined, the whole table would be read.
    const string BySkusSql = """
        -- catalog.offer-book.by-skus
        select o.id as offer, o.store_id as store, o.sku
        from unnest(@stores::uuid[], @skus::text[]) as s(store_id, sku)
        cross join lateral (
            select id, store_id, sku
            from catalog.offer
            where offer.store_id = s.store_id and offer.sku = s.sku
            limit 1) o
        """;

    const string OfSkuSql = """
        -- catalog.offer-book.of-sku
        select id from catalog.offer where store_id = @store and sku = @text and withdrawn_at is null
        """;

    // The title is asked for one by one: joined, all products might be read for some dozens.
    const string OfStoreSql = """
        -- catalog.offer-book.of-store
        with looked as (
            select id, variant_id, sku, row_number() over (order by id desc) as place
            from catalog.offer
            where store_id = @store and withdrawn_at is null and id < @before
            order by id desc
            limit @atMost),
        judged as (
            select id, place, @text::text is null or (sku <> @text
                and (position(lower(@text) in lower(sku)) > 0
                    or position(lower(@text) in lower((
                        select p.title
                        from catalog.variant v
                        join catalog.product p on p.id = v.product_id
                        where v.id = looked.variant_id))) > 0)) as is_meant
            from looked)
        select id as offer, is_meant, place = @atMost as is_end
        from judged
        where is_meant or place = @atMost
        order by id desc
        """;

    const string TermsSql = """
        -- catalog.offer-book.terms
        select o.id as offer, p.id as product, v.id as variant, o.store_id as store, o.sku, p.title, p.slug, v.options,
            (select i.url
                from catalog.picture i
                where i.product_id = p.id
                order by case when i.variant_id = v.id then 0 when i.variant_id is null then 1 else 2 end, i.position
                limit 1) as picture,
            o.price_minor, o.currency, o.weight_grams, o.withdrawn_at is null and p.withdrawn_at is null as listed
        from catalog.offer o
        join catalog.variant v on v.id = o.variant_id
        join catalog.product p on p.id = v.product_id
        where o.id = any(@offers)
        """;
}
