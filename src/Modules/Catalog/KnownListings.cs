namespace Feria.Catalog;

/// <summary>What the catalogue already holds of some listings; those that changed are locked until the end.</summary>
sealed class KnownListings
{
    public sealed record Product(Guid Id, string Source, string ExternalId, byte[]? ImportDigest);

    public sealed record Variant(Guid Id, Guid Product, string[] Options);

    /// <param name="IsOnSale">Or paused: its store may go on selling it.</param>
    public sealed record Offer(
        Guid Id, Guid Variant, Guid Product, Guid Store, string Sku, long PriceMinor, string Currency,
        long? ImportedStock, bool IsOnSale);

    public required IReadOnlyDictionary<(string Source, string ExternalId), Product> Products { get; init; }
    public required ILookup<Guid, Variant> Variants { get; init; }
    public required ILookup<Guid, Offer> Offers { get; init; }

    /// <summary>Whose product a store's SKU is.</summary>
    public required IReadOnlyDictionary<(Guid Store, string Sku), Guid> Skus { get; init; }

    public static async Task<KnownListings> LoadAsync(Tx tx, IReadOnlyList<Listing> listings)
    {
        var found = (await tx.ListAsync<Product>(ProductsSql, new
        {
            sources = listings.Select(listing => listing.Source).ToArray(),
            externals = listings.Select(listing => listing.ExternalId).ToArray(),
        })).ToDictionary(product => (product.Source, product.ExternalId));

        // Most of a file that comes again is unchanged: nothing more is read or locked of it.
        var news = listings
            .Where(listing => !listing.IsAs(
                found.GetValueOrDefault((listing.Source, listing.ExternalId))?.ImportDigest))
            .ToList();
        var ids = news.Select(listing => found.GetValueOrDefault((listing.Source, listing.ExternalId))?.Id)
            .OfType<Guid>().ToArray();
        foreach (var product in await tx.ListAsync<Product>(LockSql, new { ids }))
            found[(product.Source, product.ExternalId)] = product;

        var said = news.SelectMany(listing => listing.Variants).SelectMany(variant => variant.Offers).ToList();
        var offers = await tx.ListAsync<Offer>(OffersSql, new
        {
            ids,
            stores = said.Select(offer => offer.Store).ToArray(),
            skus = said.Select(offer => offer.Sku).ToArray(),
        });
        var variants = await tx.ListAsync<Variant>(VariantsSql, new { ids });

        return new KnownListings
        {
            Products = found,
            Variants = variants.ToLookup(variant => variant.Product),
            Offers = offers.ToLookup(offer => offer.Product),
            Skus = offers.ToDictionary(offer => (offer.Store, offer.Sku), offer => offer.Product),
        };
    }

    const string LockSql = """
        -- catalog.known-listings.lock
        select id, source, external_id, import_digest
        from catalog.product
        where id = any(@ids)
        order by id
        for update
        """;

    // The laterals ask the index for each listing; joined, the whole table would be read for every batch.
    const string ProductsSql = """
        -- catalog.known-listings.products
        select p.id, p.source, p.external_id, p.import_digest
        from unnest(@sources::text[], @externals::text[]) as l(source, external_id)
        cross join lateral (
            select id, source, external_id, import_digest
            from catalog.product
            where product.source = l.source and product.external_id = l.external_id
            limit 1) p
        """;

    const string VariantsSql = """
        -- catalog.known-listings.variants
        select id, product_id as product, options from catalog.variant where product_id = any(@ids)
        """;

    const string OffersSql = """
        -- catalog.known-listings.offers
        select o.id, o.variant_id as variant, v.product_id as product, o.store_id as store, o.sku, o.price_minor,
            o.currency, o.imported_stock, o.withdrawn_at is null or o.paused_at is not null as is_on_sale
        from unnest(@ids::uuid[]) as p(id)
        cross join lateral (select id, product_id from catalog.variant where variant.product_id = p.id offset 0) v
        cross join lateral (
            select id, variant_id, store_id, sku, price_minor, currency, imported_stock, withdrawn_at,
                paused_at
            from catalog.offer
            where offer.variant_id = v.id
            offset 0) o
        union
        select o.id, o.variant_id, v.product_id, o.store_id, o.sku, o.price_minor,
            o.currency, o.imported_stock, o.withdrawn_at is null or o.paused_at is not null as is_on_sale
        from unnest(@stores::uuid[], @skus::text[]) as s(store_id, sku)
        cross join lateral (
            select id, variant_id, store_id, sku, price_minor, currency, imported_stock, withdrawn_at,
                paused_at
            from catalog.offer
            where offer.store_id = s.store_id and offer.sku = s.sku
            limit 1) o
        cross join lateral (select product_id from catalog.variant where variant.id = o.variant_id limit 1) v
        """;
}
