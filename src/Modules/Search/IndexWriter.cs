using Feria.Contracts;

namespace Feria.Search;

/// <summary>
/// Writes what the indexer made of products; a row that says the same already is left alone. Where the card or the
/// codes of a document change, it gets a new version, so whoever follows versions sees that too.
/// </summary>
static class IndexWriter
{
    public static async Task WriteAsync(Tx tx, List<Indexed> entries)
    {
        Guid[] ids = [.. entries.Select(entry => entry.Facts.Product)];
        var written = await tx.ListAsync<Guid>(WriteSql, new
        {
            ids,
            terms = entries.Select(entry => Literal(entry.Terms)).ToArray(),
            impacts = entries.Select(entry => entry.Impacts).ToArray(),
            pairs = entries.Select(entry => Literal(entry.Pairs)).ToArray(),
            categories = entries.Select(entry => Literal(entry.Facts.Categories)).ToArray(),
            brands = entries.Select(entry => entry.Brand).ToArray(),
            prices = entries.Select(entry => entry.Facts.PriceMinor).ToArray(),
            currencies = entries.Select(entry => entry.Facts.Currency).ToArray(),
            steps = entries.Select(entry => PriceSteps.Of(entry.Facts.PriceMinor)).ToArray(),
            ratings = entries.Select(entry => (short)(entry.Rating?.MeanHundredths ?? 0)).ToArray(),
            stocks = entries.Select(entry => entry.InStock).ToArray(),
            priors = entries.Select(entry => entry.Prior).ToArray(),
            solds = entries.Select(entry => entry.Sold).ToArray(),
            ages = entries.Select(entry => DateTime.SpecifyKind(entry.Facts.CreatedAt, DateTimeKind.Utc)).ToArray(),
        });
        var shown = await tx.ListAsync<Guid>(CardsSql, new
        {
            ids,
            slugs = entries.Select(entry => entry.Facts.Slug).ToArray(),
            titles = entries.Select(entry => entry.Facts.Title).ToArray(),
            languages = entries.Select(entry => entry.Facts.Language).ToArray(),
            pictures = entries.Select(entry => entry.Facts.Picture).ToArray(),
            offers = entries.Select(entry => entry.Facts.Offer).ToArray(),
            stores = entries.Select(entry => entry.Facts.Store).ToArray(),
            lists = entries.Select(entry => entry.Facts.ListPriceMinor).ToArray(),
            counts = entries.Select(entry => entry.Rating?.Count ?? 0).ToArray(),
        });

        var codes = entries.SelectMany(
            entry => entry.Facts.Codes.Select(code => (entry.Facts.Product, Code: Codes.Fold(code))))
            .Where(one => one.Code.Length > 0).Distinct().ToList();
        var coded = await tx.ListAsync<Guid>(CodesSql, new
        {
            ids,
            codes = codes.Select(one => one.Code).ToArray(),
            products = codes.Select(one => one.Product).ToArray(),
        });
        Guid[] beside = [.. shown.Concat(coded).Except(written)];
        if (beside.Length > 0) await tx.ExecuteAsync(BesideSql, new { beside });

        var offers = entries
            .SelectMany(entry => entry.Facts.Offers.Select(offer => (entry.Facts.Product, Offer: offer)))
            .ToList();
        await tx.ExecuteAsync(ListingsSql, new
        {
            ids,
            offers = offers.Select(one => one.Offer).ToArray(),
            products = offers.Select(one => one.Product).ToArray(),
        });
    }

    /// <summary>An array of arrays must be square, so ragged ones travel as text.</summary>
    public static string Literal(IEnumerable<int> numbers) => $"{{{string.Join(',', numbers)}}}";

    const string WriteSql = """
        -- search.index-writer.write
        insert into search.document (
            product_id, terms, impacts, pairs, categories, brand, price_minor, currency, price_step,
            rating, in_stock, prior, sold, created_at)
        select d.id, d.terms::int[], d.impacts, d.pairs::int[], d.categories::int[], d.brand, d.price, d.currency,
            d.step,
            d.rating, d.stock, d.prior, d.sold, d.age
        from unnest(@ids::uuid[], @terms::text[], @impacts::bytea[], @pairs::text[], @categories::text[],
            @brands::int[],
                @prices::bigint[], @currencies::text[], @steps::smallint[], @ratings::smallint[], @stocks::boolean[],
                @priors::smallint[], @solds::int[], @ages::timestamptz[])
            as d(id, terms, impacts, pairs, categories, brand, price, currency, step, rating, stock, prior, sold, age)
        on conflict (product_id) do update
        set version = excluded.version, terms = excluded.terms, impacts = excluded.impacts, pairs = excluded.pairs,
            categories = excluded.categories, brand = excluded.brand, price_minor = excluded.price_minor,
            currency = excluded.currency, price_step = excluded.price_step, rating = excluded.rating,
            in_stock = excluded.in_stock, prior = excluded.prior, sold = excluded.sold, created_at = excluded.created_at
        where (document.terms, document.impacts, document.pairs, document.categories, document.brand,
                document.price_minor, document.currency, document.price_step, document.rating, document.in_stock,
                document.prior, document.sold, document.created_at)
            is distinct from (excluded.terms, excluded.impacts, excluded.pairs, excluded.categories, excluded.brand,
                excluded.price_minor, excluded.currency, excluded.price_step, excluded.rating, excluded.in_stock,
                excluded.prior, excluded.sold, excluded.created_at)
        returning product_id
        """;

    const string CardsSql = """
        -- search.index-writer.cards
        insert into search.card (
            product_id, slug, title, language, picture, offer_id, store_id, list_price_minor, rating_count)
        select c.id, c.slug, c.title, c.language, c.picture, c.offer, c.store, c.list, c.count
        from unnest(@ids::uuid[], @slugs::text[], @titles::text[], @languages::text[], @pictures::text[],
            @offers::uuid[],
            @stores::uuid[], @lists::bigint[], @counts::int[])
            as c(id, slug, title, language, picture, offer, store, list, count)
        on conflict (product_id) do update
        set slug = excluded.slug, title = excluded.title, language = excluded.language, picture = excluded.picture,
            offer_id = excluded.offer_id, store_id = excluded.store_id, list_price_minor = excluded.list_price_minor,
            rating_count = excluded.rating_count
        where card is distinct from excluded
        returning product_id
        """;

    const string CodesSql = """
        -- search.index-writer.codes
        with said as (
            select code, product from unnest(@codes::text[], @products::uuid[]) as c(code, product)
        ),
        gone as (
            delete from search.code k
            where k.product_id = any(@ids)
                and not exists (select from said s where s.code = k.code and s.product = k.product_id)
            returning k.product_id
        ),
        put as (
            insert into search.code (code, product_id)
            select code, product from said
            on conflict do nothing
            returning product_id
        )
        select product_id from gone union select product_id from put
        """;

    const string BesideSql = """
        -- search.index-writer.beside
        update search.document set version = default where product_id = any(@beside)
        """;

    const string ListingsSql = """
        -- search.index-writer.listings
        with gone as (
            delete from search.listing where product_id = any(@ids) and offer_id <> all(@offers)
        )
        insert into search.listing (offer_id, product_id)
        select offer, product from unnest(@offers::uuid[], @products::uuid[]) as l(offer, product)
        on conflict (offer_id) do update set product_id = excluded.product_id
        where listing.product_id <> excluded.product_id
        """;
}
