using Feria.Contracts;

namespace Feria.Catalog;

/// <summary>What other modules may know of products.</summary>
sealed class ProductBook(RankedOffers ranked) : IProductBook
{
    public async Task<IReadOnlyList<ProductFacts>> FactsAsync(Session session, Guid[] products)
    {
        var rows = await session.ListAsync<Row>(FactsSql, new { products });
        var offers = (await ranked.OfAsync(session, products)).ToLookup(offer => offer.Product);
        return [.. rows.Select(row => row.Facts([.. offers[row.Product]]))];
    }

    public Task<IReadOnlyList<Guid>> WalkAsync(Session session, Guid after, int limit) =>
        session.ListAsync<Guid>(WalkSql, new { after, limit });

    public Task<IReadOnlyList<Shelved>> OfStoreAsync(Session session, Guid store, Guid before, int limit) =>
        session.ListAsync<Shelved>(OfStoreSql, new { store, before, limit });

    public Task<long> CountAsync(Session session) => session.OneAsync<long>(CountSql);

    public Task<IReadOnlyList<Guid>> PartsAsync(Session session, int products) =>
        session.ListAsync<Guid>(PartsSql, new { products });

    public async Task<IReadOnlyList<string>?> SlugsAsync(Session session, Guid after, int products)
    {
        var rows = await session.ListAsync<string?>(SlugsSql, new { after, products });
        return rows.Count == 0 ? null : [.. rows.OfType<string>()];
    }

    sealed record Row(
        Guid Product, string Slug, string Title, string Description, string? Brand, string Language, string? ExternalId,
        int[] Categories, string CategoryNames, string[] Attributes, string[] Options, string? Picture, bool Listed,
        DateTime CreatedAt)
    {
        public ProductFacts Facts(IReadOnlyList<RankedOffer> offers)
        {
            var best = offers.FirstOrDefault();
            return new ProductFacts(
                Product, Slug, Title, Description, Brand, Language,
                [.. Categories.Distinct()], CategoryNames,
                [.. offers.Select(offer => offer.Sku).Append(ExternalId).OfType<string>().Distinct()],
                [.. Attributes.Concat(Options).Distinct()],
                Picture, best?.Id, best?.Store.Id, [.. offers.Select(offer => offer.Id)],
                best?.PriceMinor, best?.ListPriceMinor, best?.Currency, Listed, CreatedAt);
        }
    }

    const string FactsSql = """
        -- catalog.product-book.facts
        select p.id as product, p.slug, p.title, p.description, p.brand, p.language, p.external_id,
            coalesce(c.numbers, '{}') as categories, coalesce(c.names, '') as category_names,
            coalesce(a.texts, '{}') as attributes, coalesce(v.texts, '{}') as options,
            (select i.url from catalog.picture i where i.product_id = p.id order by i.position limit 1) as picture,
            p.withdrawn_at is null as listed, p.created_at
        from catalog.product p
        left join lateral (
            select array_agg(s.number order by m.position, s.depth) as numbers, string_agg(s.names, ' ') as names
            from catalog.product_category m
            join catalog.category k on k.id = m.category_id
            cross join lateral (
                select step.number, step.depth,
                    (select string_agg(n.name, ' ')
                        from catalog.category r
                        join catalog.category_name n on n.category_id = r.id
                        where r.number = step.number) as names
                from unnest(k.path) with ordinality as step(number, depth)
            ) s
            where m.product_id = p.id
        ) c on true
        left join lateral (
            select array_agg(coalesce(
                x.text_value,
                trim_scale(x.number_value)::text || coalesce(' ' || t.unit, ''),
                case when x.flag_value then catalog.attribute_name_in(t.id, p.language) end)) filter (
                    where x.flag_value is distinct from false) as texts
            from catalog.product_attribute x
            join catalog.attribute t on t.id = x.attribute_id
            where x.product_id = p.id
        ) a on true
        left join lateral (
            select array_agg(o.text) as texts
            from catalog.variant w
            cross join lateral unnest(w.options) as o(text)
            where w.product_id = p.id and w.withdrawn_at is null
        ) v on true
        where p.id = any(@products)
        """;

    const string WalkSql = """
        -- catalog.product-book.walk
        select id from catalog.product where id > @after order by id limit @limit
        """;

    const string OfStoreSql = """
        -- catalog.product-book.of-store
        select o.id as offer, p.id as product
        from catalog.offer o
        join catalog.variant v on v.id = o.variant_id
        join catalog.product p on p.id = v.product_id
        where o.store_id = @store
            and o.withdrawn_at is null
            and p.withdrawn_at is null
            and o.id < @before
            and not exists (
                select
                from catalog.variant w
                join catalog.offer n on n.variant_id = w.id
                where w.product_id = p.id and n.store_id = o.store_id and n.id > o.id and n.withdrawn_at is null)
        order by o.id desc
        limit @limit
        """;

    const string CountSql = """
        -- catalog.product-book.count
        select count(*) from catalog.product where withdrawn_at is null
        """;

    // What is withdrawn keeps its place, so that a part stays as it is.
    const string PartsSql = """
        -- catalog.product-book.parts
        with recursive part(after) as (
            select '00000000-0000-0000-0000-000000000000'::uuid
            union all
            select (
                select case when count(*) = @products then (array_agg(id order by id desc))[1] end
                from (select id from catalog.product where id > p.after order by id limit @products) few)
            from part p
            where p.after is not null
        )
        select p.after from part p where exists (select from catalog.product where id > p.after) order by p.after
        """;

    const string SlugsSql = """
        -- catalog.product-book.slugs
        select case when withdrawn_at is null then slug end
        from catalog.product
        where id > @after
        order by id
        limit @products
        """;
}
