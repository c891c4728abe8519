using Feria.Contracts;

namespace Feria.Search;

/// <summary>
/// Reads products anew from their modules and writes their documents. Whatever happened to a product, this is the one
/// way its document changes, so an event may be repeated, late or out of order.
/// </summary>
public sealed class Indexer(IProductBook products, IRatings ratings, IStock stock)
{
    public async Task RefreshAsync(Tx tx, IReadOnlyCollection<Guid> changed)
    {
        if (changed.Count == 0) return;
        // One writer at a time, before the facts are read: an older reading never lands on a newer one.
        await tx.ExecuteAsync(LockSql);
        Guid[] ids = [.. changed.Distinct().Order()];
        var listed = (await products.FactsAsync(tx, ids)).Where(facts => facts.Listed).OrderBy(facts => facts.Product)
            .ToList();
        var old = (await tx.ListAsync<Kept>(KeptSql, new { ids }))
            .ToDictionary(kept => kept.Product, kept => kept.Terms);

        var analyses = listed.Select(Analysis.Of).ToList();
        var terms = await NumberTermsAsync(tx, analyses);
        await LearnWordsAsync(tx, analyses, terms);
        var entries = await ComposeAsync(tx, listed, analyses, terms);

        await tx.ExecuteAsync(DropSql, new { gone = ids.Except(listed.Select(facts => facts.Product)).ToArray() });
        if (entries.Count > 0) await WriteAsync(tx, entries);
        await CountAsync(tx, old, entries.ToDictionary(entry => entry.Facts.Product, entry => entry.Terms));
    }

    /// <summary>Drops the documents of products between two ids that the catalogue no longer has.</summary>
    public async Task SweepAsync(Tx tx, Guid after, Guid? until, Guid[] present) =>
        await RefreshAsync(tx, await tx.ListAsync<Guid>(StraySql, new { after, until, present }));

    async Task<Dictionary<string, int>> NumberTermsAsync(Tx tx, List<Analysis> analyses)
    {
        string[] texts = [.. analyses.SelectMany(one => one.Impacts.Keys).Distinct().Order(StringComparer.Ordinal)];
        var numbers = (await tx.ListAsync<Numbered>(TermsSql, new { texts }))
            .ToDictionary(term => term.Text, term => term.Id);
        string[] missing = [.. texts.Where(text => !numbers.ContainsKey(text))];
        if (missing.Length == 0) return numbers;
        foreach (var made in await tx.ListAsync<Numbered>(MakeTermsSql, new { missing })) numbers[made.Text] = made.Id;
        return numbers;
    }

    static async Task LearnWordsAsync(Tx tx, List<Analysis> analyses, Dictionary<string, int> terms)
    {
        var said = analyses.SelectMany(one => one.Words).Distinct().Where(one => terms.ContainsKey(one.Term)).ToList();
        string[] words = [.. said.Select(one => one.Word).Distinct()];
        var known = (await tx.ListAsync<Known>(WordsSql, new { words })).Select(one => (one.Word, one.TermId))
            .ToHashSet();
        var news = said.Select(one => (one.Word, Term: terms[one.Term])).Where(one => !known.Contains(one)).ToList();
        if (news.Count == 0) return;
        await tx.ExecuteAsync(LearnSql, new
        {
            words = news.Select(one => one.Word).ToArray(),
            terms = news.Select(one => one.Term).ToArray(),
            slips = news.Select(one => Literal(Spelling.Slips(one.Word))).ToArray(),
        });
    }

    async Task<List<Entry>> ComposeAsync(
        Tx tx, List<ProductFacts> listed, List<Analysis> analyses, Dictionary<string, int> terms)
    {
        Guid[] ids = [.. listed.Select(facts => facts.Product)];
        Guid[] offers = [.. listed.SelectMany(facts => facts.Offers)];
        var rated = (await ratings.OfAsync(tx, ids)).ToDictionary(rating => rating.Product);
        var available = (await stock.LevelsAsync(tx, offers)).Where(level => level.Available > 0)
            .Select(level => level.Offer).ToHashSet();
        var sold = (await tx.ListAsync<Sold>(SoldSql, new { ids }))
            .ToDictionary(sale => sale.Product, sale => sale.Units);
        var brands = await NumberBrandsAsync(tx, listed);

        return
        [
            .. listed.Zip(analyses, (facts, analysis) => Entry.Of(
                facts, analysis, terms, facts.Brand is null ? null : brands[facts.Brand],
                rated.GetValueOrDefault(facts.Product), facts.Offers.Any(available.Contains),
                sold.GetValueOrDefault(facts.Product))),
        ];
    }

    static async Task<Dictionary<string, int>> NumberBrandsAsync(Tx tx, List<ProductFacts> listed)
    {
        string[] names = [.. listed.Select(facts => facts.Brand).OfType<string>().Distinct()
            .Order(StringComparer.Ordinal)];
        var brands = (await tx.ListAsync<Branded>(BrandsSql, new { names }))
            .ToDictionary(brand => brand.Name, brand => brand.Number);
        string[] missing = [.. names.Where(name => !brands.ContainsKey(name))];
        if (missing.Length == 0) return brands;
        foreach (var made in await tx.ListAsync<Branded>(MakeBrandsSql, new { missing })) brands[made.Name] =
            made.Number;
        return brands;
    }

    static async Task WriteAsync(Tx tx, List<Entry> entries)
    {
        Guid[] ids = [.. entries.Select(entry => entry.Facts.Product)];
        await tx.ExecuteAsync(WriteSql, new
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
        await tx.ExecuteAsync(CardsSql, new
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
        await tx.ExecuteAsync(ForgetCodesSql, new { ids });
        await tx.ExecuteAsync(CodesSql, new
        {
            codes = codes.Select(one => one.Code).ToArray(),
            products = codes.Select(one => one.Product).ToArray(),
        });

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

    static async Task CountAsync(Tx tx, Dictionary<Guid, int[]> old, Dictionary<Guid, int[]> now)
    {
        var change = new Dictionary<int, int>();
        foreach (var term in now.Values.SelectMany(terms => terms)) change[term] = change.GetValueOrDefault(term) + 1;
        foreach (var term in old.Values.SelectMany(terms => terms)) change[term] = change.GetValueOrDefault(term) - 1;
        int[] terms = [.. change.Where(one => one.Value != 0).Select(one => one.Key).Order()];
        if (terms.Length > 0)
            await tx.ExecuteAsync(CountSql, new { terms, more = terms.Select(term => change[term]).ToArray() });
        if (now.Count != old.Count) await tx.ExecuteAsync(CorpusSql, new { more = now.Count - old.Count });
    }

    // An array of arrays must be square, so ragged ones travel as text.
    static string Literal(IEnumerable<int> numbers) => $"{{{string.Join(',', numbers)}}}";

    sealed record Entry(
        ProductFacts Facts, int[] Terms, byte[] Impacts, int[] Pairs, int? Brand, Rating? Rating, bool InStock,
            short Prior,
        int Sold)
    {
        public static Entry Of(
            ProductFacts facts, Analysis analysis, Dictionary<string, int> numbers, int? brand, Rating? rating,
                bool inStock,
            int sold)
        {
            var weighed = analysis.Impacts.Select(one => (Term: numbers[one.Key], Impact: one.Value))
                .OrderBy(one => one.Term).ToList();
            var title = analysis.Title.Select(term => numbers[term]).ToList();
            return new(
                facts,
                [.. weighed.Select(one => one.Term)],
                // The zero is what a term that is not there reads.
                [0, .. weighed.Select(one => one.Impact)],
                [.. title.Zip(title.Skip(1), Analysis.Pair).Distinct()],
                brand, rating, inStock, PriorOf(rating, inStock, sold), sold);
        }

        // At most 255: in stock 60, rating up to 60 as reviews gather, sales up to 135.
        static short PriorOf(Rating? rating, bool inStock, int sold)
        {
            var trust = rating is null ? 0 : rating.Count / (rating.Count + 10.0) * rating.MeanHundredths / 500 * 60;
            return (short)((inStock ? 60 : 0) + trust + Math.Min(135, 18 * Math.Log(1 + sold)));
        }
    }

    sealed record Kept(Guid Product, int[] Terms);

    sealed record Numbered(int Id, string Text);

    sealed record Known(string Word, int TermId);

    sealed record Branded(int Number, string Name);

    sealed record Sold(Guid Product, int Units);

    // Versions are drawn under it as well: they become visible in their order, and whoever follows them misses none.
    const string LockSql = """
        -- search.indexer.lock
        select pg_advisory_xact_lock(hashtext('search index'))
        """;

    const string KeptSql = """
        -- search.indexer.kept
        select product_id as product, terms from search.document where product_id = any(@ids)
        """;

    const string TermsSql = """
        -- search.indexer.terms
        select id, text from search.term where text = any(@texts)
        """;

    const string MakeTermsSql = """
        -- search.indexer.make-terms
        insert into search.term (text) select unnest(@missing::text[]) returning id, text
        """;

    const string WordsSql = """
        -- search.indexer.words
        select word, term_id from search.word where word = any(@words)
        """;

    const string LearnSql = """
        -- search.indexer.learn
        insert into search.word (word, term_id, slips)
        select w.word, w.term,
            w.slips::int[] from unnest(@words::text[], @terms::int[], @slips::text[]) as w(word, term, slips)
        """;

    const string BrandsSql = """
        -- search.indexer.brands
        select number, name from search.brand where name = any(@names)
        """;

    const string MakeBrandsSql = """
        -- search.indexer.make-brands
        insert into search.brand (name) select unnest(@missing::text[]) returning number, name
        """;

    const string SoldSql = """
        -- search.indexer.sold
        select product_id as product, sum(units)::int as units
        from search.sale
        where product_id = any(@ids)
        group by product_id
        """;

    const string DropSql = """
        -- search.indexer.drop
        delete from search.document where product_id = any(@gone)
        """;

    const string WriteSql = """
        -- search.indexer.write
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
                document.price_minor, document.currency, document.rating, document.in_stock, document.prior,
                document.sold, document.created_at)
            is distinct from (excluded.terms, excluded.impacts, excluded.pairs, excluded.categories, excluded.brand,
                excluded.price_minor, excluded.currency, excluded.rating, excluded.in_stock, excluded.prior,
                excluded.sold, excluded.created_at)
        """;

    const string CardsSql = """
        -- search.indexer.cards
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
        """;

    const string ForgetCodesSql = """
        -- search.indexer.forget-codes
        delete from search.code where product_id = any(@ids)
        """;

    const string CodesSql = """
        -- search.indexer.codes
        insert into search.code (code, product_id)
        select code, product from unnest(@codes::text[], @products::uuid[]) as c(code, product)
        """;

    const string ListingsSql = """
        -- search.indexer.listings
        with gone as (
            delete from search.listing where product_id = any(@ids) and offer_id <> all(@offers)
        )
        insert into search.listing (offer_id, product_id)
        select offer, product from unnest(@offers::uuid[], @products::uuid[]) as l(offer, product)
        on conflict (offer_id) do update set product_id = excluded.product_id
        where listing.product_id <> excluded.product_id
        """;

    const string CountSql = """
        -- search.indexer.count
        update search.term t
        set documents = t.documents + c.more
        from unnest(@terms::int[], @more::int[]) as c(term, more)
        where t.id = c.term
        """;

    const string CorpusSql = """
        -- search.indexer.corpus
        update search.corpus set documents = documents + @more
        """;

    const string StraySql = """
        -- search.indexer.stray
        select product_id
        from search.document
        where product_id > @after and (@until::uuid is null or product_id <= @until) and product_id <> all(@present)
        """;
}
