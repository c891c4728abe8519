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
        var terms = await NumberTermsAsync(tx, analyses, missing => tx.ListAsync<Numbered>(
            MakeTermsSql, new { missing }));
        await LearnWordsAsync(tx, analyses, terms);
        var brands = await NumberBrandsAsync(tx, listed, missing => tx.ListAsync<Branded>(
            MakeBrandsSql, new { missing }));
        var entries = await ComposeAsync(tx, listed, analyses, terms, brands);

        await tx.ExecuteAsync(DropSql, new { gone = ids.Except(listed.Select(facts => facts.Product)).ToArray() });
        if (entries.Count > 0) await IndexWriter.WriteAsync(tx, entries);
        await CountAsync(tx, old, entries.ToDictionary(entry => entry.Facts.Product, entry => entry.Terms));
    }

    /// <summary>
    /// Adds what was sold just now to the documents of products, and makes those that are missing. Far more happens to
    /// products this way than any other, and it leaves their words as they are; nor are all their sales summed for it.
    /// </summary>
    public async Task CountSalesAsync(Tx tx, IReadOnlyDictionary<Guid, int> sold)
    {
        await tx.ExecuteAsync(LockSql);
        Guid[] products = [.. sold.Keys];
        var documents = await tx.ListAsync<Selling>(SellingSql, new { products, more = sold.Values.ToArray() });
        await tx.ExecuteAsync(CountSalesSql, new
        {
            ids = documents.Select(one => one.Product).ToArray(),
            units = documents.Select(one => one.Units).ToArray(),
            priors = documents.Select(one => one.Prior).ToArray(),
        });
        if (documents.Count < products.Length)
            await RefreshAsync(tx, [.. products.Except(documents.Select(one => one.Product))]);
    }

    /// <summary>
    /// What <see cref="RefreshAsync"/> would write of these products now, without writing anything. A word or brand the
    /// index has never heard of gets a number that no other has.
    /// </summary>
    internal async Task<List<Indexed>> ExpectAsync(Session session, Guid[] ids)
    {
        var listed = (await products.FactsAsync(session, ids)).Where(facts => facts.Listed).ToList();
        var analyses = listed.Select(Analysis.Of).ToList();
        var terms = await NumberTermsAsync(session, analyses, missing =>
            Task.FromResult<IReadOnlyList<Numbered>>([.. missing.Select((text, at) => new Numbered(-1 - at, text))]));
        var brands = await NumberBrandsAsync(session, listed, missing =>
            Task.FromResult<IReadOnlyList<Branded>>([.. missing.Select((name, at) => new Branded(-1 - at, name))]));
        return await ComposeAsync(session, listed, analyses, terms, brands);
    }

    static async Task<Dictionary<string, int>> NumberTermsAsync(
        Session session, List<Analysis> analyses, Func<string[], Task<IReadOnlyList<Numbered>>> make)
    {
        string[] texts = [.. analyses.SelectMany(one => one.Impacts.Keys).Distinct().Order(StringComparer.Ordinal)];
        var numbers = (await session.ListAsync<Numbered>(TermsSql, new { texts }))
            .ToDictionary(term => term.Text, term => term.Id);
        string[] missing = [.. texts.Where(text => !numbers.ContainsKey(text))];
        if (missing.Length == 0) return numbers;
        foreach (var made in await make(missing)) numbers[made.Text] = made.Id;
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
        });
    }

    async Task<List<Indexed>> ComposeAsync(
        Session session, List<ProductFacts> listed, List<Analysis> analyses, Dictionary<string, int> terms,
        Dictionary<string, int> brands)
    {
        Guid[] ids = [.. listed.Select(facts => facts.Product)];
        Guid[] offers = [.. listed.SelectMany(facts => facts.Offers)];
        var rated = (await ratings.OfAsync(session, ids)).ToDictionary(rating => rating.Product);
        var available = (await stock.LevelsAsync(session, offers)).Where(level => level.Available > 0)
            .Select(level => level.Offer).ToHashSet();
        var sold = (await session.ListAsync<Sold>(SoldSql, new { ids }))
            .ToDictionary(sale => sale.Product, sale => sale.Units);

        return
        [
            .. listed.Zip(analyses, (facts, analysis) => Indexed.Of(
                facts, analysis, terms, facts.Brand is null ? null : brands[facts.Brand],
                rated.GetValueOrDefault(facts.Product), facts.Offers.Any(available.Contains),
                sold.GetValueOrDefault(facts.Product))),
        ];
    }

    static async Task<Dictionary<string, int>> NumberBrandsAsync(
        Session session, List<ProductFacts> listed, Func<string[], Task<IReadOnlyList<Branded>>> make)
    {
        string[] names = [.. listed.Select(facts => facts.Brand).OfType<string>().Distinct()
            .Order(StringComparer.Ordinal)];
        var brands = (await session.ListAsync<Branded>(BrandsSql, new { names }))
            .ToDictionary(brand => brand.Name, brand => brand.Number);
        string[] missing = [.. names.Where(name => !brands.ContainsKey(name))];
        if (missing.Length == 0) return brands;
        foreach (var made in await make(missing)) brands[made.Name] = made.Number;
        return brands;
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

    sealed record Kept(Guid Product, int[] Terms);

    sealed record Numbered(int Id, string Text);

    sealed record Known(string Word, int TermId);

    sealed record Branded(int Number, string Name);

    sealed record Sold(Guid Product, int Units);

    sealed record Selling(Guid Product, short Rating, int RatingCount, bool InStock, int Units)
    {
        public short Prior => Indexed.PriorOf(RatingCount == 0 ? null : (RatingCount, Rating), InStock, Units);
    }

    // Versions are drawn under it as well: they become visible in their order, and whoever follows them misses none.
    internal const string LockSql = """
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
        insert into search.word (word, term_id)
        select w.word, w.term from unnest(@words::text[], @terms::int[]) as w(word, term)
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

    const string SellingSql = """
        -- search.indexer.selling
        select d.product_id as product, d.rating, c.rating_count, d.in_stock, d.sold + s.units as units
        from unnest(@products::uuid[], @more::int[]) as s(product_id, units)
        join search.document d on d.product_id = s.product_id
        join search.card c on c.product_id = d.product_id
        """;

    const string CountSalesSql = """
        -- search.indexer.count-sales
        update search.document d
        set version = default, sold = s.units, prior = s.prior
        from unnest(@ids::uuid[], @units::int[], @priors::smallint[]) as s(product_id, units, prior)
        where d.product_id = s.product_id
        """;

    const string DropSql = """
        -- search.indexer.drop
        delete from search.document where product_id = any(@gone)
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
}
