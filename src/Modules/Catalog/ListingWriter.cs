namespace Feria.Catalog;

/// <summary>Writes a plan: a fixed number of statements, however many listings.</summary>
static class ListingWriter
{
    public static async Task WriteAsync(Tx tx, ListingPlan plan)
    {
        if (plan.Put.Count == 0) return;
        await WithdrawAsync(tx, plan);
        await WriteProductsAsync(tx, plan);
        await WriteVariantsAsync(tx, plan);
        await WriteOffersAsync(tx, plan);
        await WriteBelongingsAsync(tx, plan);
    }

    // First, so that what goes does not stand in the way of what comes.
    static async Task WithdrawAsync(Tx tx, ListingPlan plan)
    {
        var renamed = plan.Variants
            .Where(variant => variant.Known is { } known && !known.Options.SequenceEqual(variant.Options))
            .Select(variant => variant.Id);
        await ChangeAsync(tx, WithdrawOffersSql, plan.GoneOffers);
        await ChangeAsync(tx, WithdrawVariantsSql, plan.GoneVariants);
        await ChangeAsync(tx, UnnameVariantsSql, renamed);
    }

    static async Task ChangeAsync(Tx tx, string sql, IEnumerable<Guid> of)
    {
        if (of.ToArray() is { Length: > 0 } ids) await tx.ExecuteAsync(sql, new { ids });
    }

    static async Task WriteProductsAsync(Tx tx, ListingPlan plan)
    {
        var now = DateTime.UtcNow;
        await Copy.InAsync(tx, CopyProductsSql, plan.Put.Where(put => put.IsNew), put =>
        {
            var said = put.Listing;
            return
            [
                put.Product, Slug.Unique(said.Title, put.Product), said.Title, said.Description, said.Brand,
                said.Language, said.OptionNames, said.Source, said.ExternalId, put.Digest, said.Withdrawn ? now : null,
                said.Since ?? now, now, said.KeptBy,
            ];
        });

        var changed = plan.Put.Where(put => !put.IsNew).ToList();
        if (changed.Count == 0) return;
        await tx.ExecuteAsync(UpdateProductsSql, new
        {
            ids = changed.Select(put => put.Product).ToArray(),
            titles = changed.Select(put => put.Listing.Title).ToArray(),
            descriptions = changed.Select(put => put.Listing.Description).ToArray(),
            brands = changed.Select(put => put.Listing.Brand).ToArray(),
            languages = changed.Select(put => put.Listing.Language).ToArray(),
            options = changed.Select(put => Copy.Packed(put.Listing.OptionNames)).ToArray(),
            digests = changed.Select(put => put.Digest).ToArray(),
            withdrawn = changed.Select(put => put.Listing.Withdrawn).ToArray(),
        });
    }

    static async Task WriteVariantsAsync(Tx tx, ListingPlan plan)
    {
        await Copy.InAsync(tx, CopyVariantsSql, plan.Variants.Where(variant => variant.Known is null), variant =>
            [variant.Id, variant.Product, variant.Position, variant.Options]);

        var known = plan.Variants.Where(variant => variant.Known is not null).ToList();
        if (known.Count == 0) return;
        await tx.ExecuteAsync(UpdateVariantsSql, new
        {
            ids = known.Select(variant => variant.Id).ToArray(),
            positions = known.Select(variant => variant.Position).ToArray(),
            options = known.Select(variant => Copy.Packed(variant.Options)).ToArray(),
        });
    }

    static async Task WriteOffersAsync(Tx tx, ListingPlan plan)
    {
        await Copy.InAsync(tx, CopyOffersSql, plan.Offers.Where(offer => offer.Known is null), offer =>
        [
            offer.Id, offer.Variant, offer.Said.Store, offer.Said.Sku, offer.Said.PriceMinor, offer.Said.ListPriceMinor,
            offer.Said.Currency, offer.Said.Stock, offer.Said.WeightGrams is > 0 and var weight ? weight : null,
        ]);

        var known = plan.Offers.Where(offer => offer.Known is not null).ToList();
        if (known.Count == 0) return;
        await tx.ExecuteAsync(UpdateOffersSql, new
        {
            ids = known.Select(offer => offer.Id).ToArray(),
            variants = known.Select(offer => offer.Variant).ToArray(),
            skus = known.Select(offer => offer.Said.Sku).ToArray(),
            prices = known.Select(offer => offer.Said.PriceMinor).ToArray(),
            lists = known.Select(offer => offer.Said.ListPriceMinor).ToArray(),
            currencies = known.Select(offer => offer.Said.Currency).ToArray(),
            stocks = known.Select(offer => offer.Said.Stock ?? offer.Known!.ImportedStock).ToArray(),
            weights = known.Select(offer => offer.Said.WeightGrams).ToArray(),
        });
    }

    // What nobody refers to is written anew: its order and number may have changed.
    static async Task WriteBelongingsAsync(Tx tx, ListingPlan plan)
    {
        var changed = plan.Put.Where(put => !put.IsNew).Select(put => put.Product).ToArray();
        if (changed.Length > 0) await tx.ExecuteAsync(ClearSql, new { changed });

        await Copy.InAsync(
            tx, CopyCategoriesSql,
            plan.Put.SelectMany(put => put.Listing.Categories.Distinct().Index().Select(at => (put.Product, at))),
            row => [row.Product, row.at.Item, (short)row.at.Index]);

        var variants = plan.Variants.ToDictionary(one => (one.Product, one.Position), one => one.Id);
        await Copy.InAsync(
            tx, CopyPicturesSql,
            plan.Put.SelectMany(put =>
                put.Listing.Pictures.Index().Select(at => (put.Product, at.Index, Picture: at.Item))),
            row =>
            [
                Id.New(), row.Product, row.Picture.Variant is { } variant ? variants[(row.Product, variant)] : null,
                row.Index, row.Picture.Url, row.Picture.Alt,
            ]);

        await ListedAttributes.WriteAsync(tx, plan.Put);
    }

    const string WithdrawOffersSql = """
        -- catalog.listing-writer.withdraw-offers
        update catalog.offer set withdrawn_at = now(), paused_at = null, changed_at = now()
        where id = any(@ids) and (withdrawn_at is null or paused_at is not null)
        """;

    const string WithdrawVariantsSql = """
        -- catalog.listing-writer.withdraw-variants
        update catalog.variant set withdrawn_at = now() where id = any(@ids) and withdrawn_at is null
        """;

    // Two variants may exchange their options: neither may hold the other's while they do.
    const string UnnameVariantsSql = """
        -- catalog.listing-writer.unname-variants
        update catalog.variant set options = array[id::text] where id = any(@ids)
        """;

    const string CopyProductsSql = """
        copy catalog.product
            (id, slug, title, description, brand, language, option_names, source, external_id, import_digest,
            withdrawn_at, created_at, changed_at, kept_by)
        from stdin (format binary)
        """;

    const string UpdateProductsSql = """
        -- catalog.listing-writer.update-products
        update catalog.product p
        set title = s.title, description = s.description, brand = s.brand, language = s.language,
            option_names = array(select jsonb_array_elements_text(s.options::jsonb)), import_digest = s.digest,
            withdrawn_at = case when s.withdrawn or p.removed_at is not null then coalesce(p.withdrawn_at, now()) end,
            withdrawn_before = case when s.withdrawn and p.removed_at is not null
                then coalesce(p.withdrawn_before, now()) end,
            changed_at = now(), version = p.version + 1
        from unnest(@ids::uuid[], @titles::text[], @descriptions::text[], @brands::text[], @languages::text[],
                @options::text[], @digests::bytea[], @withdrawn::boolean[])
            as s(id, title, description, brand, language, options, digest, withdrawn)
        where p.id = s.id
        """;

    const string CopyVariantsSql =
        "copy catalog.variant (id, product_id, position, options) from stdin (format binary)";

    const string UpdateVariantsSql = """
        -- catalog.listing-writer.update-variants
        update catalog.variant v
        set position = s.position, options = array(select jsonb_array_elements_text(s.options::jsonb)),
            withdrawn_at = null
        from unnest(@ids::uuid[], @positions::int[], @options::text[]) as s(id, position, options)
        where v.id = s.id
        """;

    const string CopyOffersSql = """
        copy catalog.offer
            (id, variant_id, store_id, sku, price_minor, list_price_minor, currency, imported_stock, weight_grams)
        from stdin (format binary)
        """;

    const string UpdateOffersSql = """
        -- catalog.listing-writer.update-offers
        update catalog.offer o
        set variant_id = s.variant_id, sku = s.sku, price_minor = s.price, list_price_minor = s.list,
            currency = s.currency, imported_stock = s.stock,
            weight_grams = nullif(coalesce(s.weight, o.weight_grams), 0), withdrawn_at = null, paused_at = null,
            changed_at = now()
        from unnest(@ids::uuid[], @variants::uuid[], @skus::text[], @prices::bigint[], @lists::bigint[],
                @currencies::text[], @stocks::bigint[], @weights::int[])
            as s(id, variant_id, sku, price, list, currency, stock, weight)
        where o.id = s.id
        """;

    const string ClearSql = """
        -- catalog.listing-writer.clear
        with categories as (delete from catalog.product_category where product_id = any(@changed)),
            attributes as (delete from catalog.product_attribute where product_id = any(@changed))
        delete from catalog.picture where product_id = any(@changed)
        """;

    const string CopyCategoriesSql =
        "copy catalog.product_category (product_id, category_id, position) from stdin (format binary)";

    const string CopyPicturesSql =
        "copy catalog.picture (id, product_id, variant_id, position, url, alt) from stdin (format binary)";
}
