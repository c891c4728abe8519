using Feria.Contracts;

namespace Feria.Marketing;

/// <summary>Which products a block of a landing page means: some by their ids, or a category, or a search.</summary>
/// <param name="From">Of a promotion: shown from then on.</param>
/// <param name="Until">Of a promotion: shown before then.</param>
public sealed record LandingShelf(
    IReadOnlyList<Guid>? Products, string? Category, string? Query, int Most, DateTime? From = null,
    DateTime? Until = null)
{
    public bool IsShown(DateTime now) => !(From > now) && !(Until <= now);
}

/// <summary>Finds what blocks of products mean, and whether they mean anything.</summary>
public sealed class LandingShelves(
    Database database, IProductBook products, ICategoryBook categories, IStoreBook stores, TimeProvider clock)
{
    // Of a promotion's stores, so many and so many of what each sells are looked through.
    const int MostStores = 5;
    const int MostOfStore = 100;

    // More than the platform has at once: fifty of an owner run or wait.
    const int MostChoices = 100;

    sealed record Row(
        Guid Id, Guid Owner, string Scope, int? Category, DateTime FromAt, DateTime UntilAt, Guid[] Stores,
        Guid[] Products)
    {
        public Guid[] Sellers => Owner == Guid.Empty ? Stores : [Owner];

        public bool MeansSomething(DateTime now) => UntilAt > now && (Scope != Promotion.All || Sellers.Length > 0);
    }

    /// <param name="Store">Whose it is; null for the platform's.</param>
    public sealed record Choice(Guid Id, string Name, string? Store);

    /// <summary>
    /// Promotions that a block may name: the platform's, then those of stores that need no code, and what is named.
    /// </summary>
    public async Task<IReadOnlyList<Choice>> ChoicesAsync(Guid[] named, CancellationToken stop)
    {
        await using var session = await database.ReadAsync(stop);
        var rows = await session.ListAsync<ChoiceRow>(ChoicesSql, new
        {
            database.Region, platform = Guid.Empty, named, now = clock.GetUtcNow().UtcDateTime, MostChoices,
        });
        var signs = (await stores.SignsAsync(
            session, [.. rows.Select(row => row.Owner).Where(owner => owner != Guid.Empty).Distinct()]))
            .ToDictionary(sign => sign.Id, sign => sign.Name);
        return
        [
            .. rows.DistinctBy(row => row.Id)
                .Select(row => new Choice(row.Id, row.Name, signs.GetValueOrDefault(row.Owner))),
        ];
    }

    sealed record ChoiceRow(Guid Id, string Name, Guid Owner);

    /// <summary>The block, and the field of it, that names what is not there; null where all is.</summary>
    internal async Task<(int Place, string Field)?> UnknownAsync(Session session, LandingTerms terms)
    {
        var promotions = await PromotionsAsync(session, terms.Blocks);
        Guid[] named = [.. terms.Blocks.SelectMany(block => block.Products ?? []).Distinct()];
        var known = named.Length == 0
            ? []
            : (await products.FactsAsync(session, named)).Select(fact => fact.Product).ToHashSet();
        var slugs = await SlugsAsync(session, terms.Blocks);
        var now = clock.GetUtcNow().UtcDateTime;
        foreach (var (place, block) in terms.Blocks.Index())
        {
            if (block.Products?.All(known.Contains) is false) return (place, "products");
            if (block.Category is { } slug && slugs(slug) is null) return (place, "category");
            if (block.Promotion is { } id && promotions.GetValueOrDefault(id)?.MeansSomething(now) is not true)
                return (place, "promotion");
        }

        return null;
    }

    /// <summary>Of each block that is of products, by its place.</summary>
    internal async Task<IReadOnlyDictionary<int, LandingShelf>> OfAsync(
        Session session, IReadOnlyList<LandingBlock> blocks)
    {
        var promotions = await PromotionsAsync(session, blocks);
        var slugs = await SlugsAsync(session, blocks);
        var shelves = new Dictionary<int, LandingShelf>();
        foreach (var (place, block) in blocks.Index().Where(one => one.Item.What == LandingBlock.OfProducts))
        {
            var most = block.Most ?? LandingBlock.MostProducts;
            shelves[place] = block switch
            {
                { Query: { } query } => new(null, null, query, most),
                { Category: { } slug } => OfCategory(slugs(slug)?.Slug, most),
                { Promotion: { } id } => promotions.TryGetValue(id, out var row)
                    ? await OfPromotionAsync(session, row, most)
                    : Nothing,
                _ => new(block.Products, null, null, most),
            };
        }

        return shelves;
    }

    static readonly LandingShelf Nothing = new([], null, null, 1);

    static LandingShelf OfCategory(string? slug, int most) => slug is null ? Nothing : new(null, slug, null, most);

    async Task<LandingShelf> OfPromotionAsync(Session session, Row promotion, int most)
    {
        var shelf = promotion switch
        {
            { Products.Length: > 0 } => new(promotion.Products, null, null, most),
            { Sellers.Length: > 0 } => new(await OfStoresAsync(session, promotion, most), null, null, most),
            { Category: { } number } => OfCategory(
                (await categories.AllAsync(session, Locale.Default)).FirstOrDefault(one => one.Number == number)?.Slug,
                most),
            _ => Nothing,
        };
        return shelf with { From = promotion.FromAt, Until = promotion.UntilAt };
    }

    async Task<IReadOnlyList<Guid>> OfStoresAsync(Session session, Row promotion, int most)
    {
        var sold = new List<Guid>();
        foreach (var store in promotion.Sellers.Take(MostStores))
            sold.AddRange((await products.OfStoreAsync(session, store, Guid.AllBitsSet, MostOfStore))
                .Select(one => one.Product));
        if (promotion.Category is { } category)
        {
            var within = (await products.FactsAsync(session, [.. sold.Distinct()]))
                .Where(fact => fact.Categories.Contains(category)).Select(fact => fact.Product).ToHashSet();
            sold.RemoveAll(product => !within.Contains(product));
        }

        return [.. sold.Distinct().Take(most)];
    }

    async Task<IReadOnlyDictionary<Guid, Row>> PromotionsAsync(Session session, IReadOnlyList<LandingBlock> blocks)
    {
        Guid[] ids = [.. blocks.Select(block => block.Promotion).OfType<Guid>().Distinct()];
        return ids.Length == 0
            ? new Dictionary<Guid, Row>()
            : (await session.ListAsync<Row>(PromotionsSql, new
            {
                database.Region, ids, MostStores, LandingBlock.MostProducts,
            })).ToDictionary(row => row.Id);
    }

    // An address a category had before means it still.
    async Task<Func<string, CategoryFacts?>> SlugsAsync(Session session, IReadOnlyList<LandingBlock> blocks)
    {
        if (blocks.All(block => block.Category is null)) return _ => null;
        var all = await categories.AllAsync(session, Locale.Default);
        var former = await categories.FormerAsync(session);
        return slug => all.FirstOrDefault(one => one.Slug == slug)
            ?? (former.TryGetValue(slug, out var number) ? all.FirstOrDefault(one => one.Number == number) : null);
    }

    // A platform's for everything names nothing to show: see MeansSomething. Of stores' those that end first.
    const string ChoicesSql = """
        -- marketing.landing-shelves.choices
        (select p.id, p.name, p.owner_id as owner
        from marketing.promotion p
        where p.region = @Region and p.owner_id = @platform and p.ended_at is null and p.until_at > @now
            and (p.scope <> 'all' or exists (
                select from marketing.promotion_store s where s.region = p.region and s.promotion_id = p.id))
        order by p.until_at
        limit @MostChoices)
        union all
        (select p.id, p.name, p.owner_id
        from marketing.promotion p
        where p.region = @Region and p.owner_id <> @platform and p.ended_at is null and p.until_at > @now
            and p.code is null and not p.is_by_coupon
        order by p.until_at, p.id
        limit @MostChoices)
        union all
        select p.id, p.name, p.owner_id
        from unnest(@named::uuid[]) as n(id)
        cross join lateral (
            select id, name, owner_id
            from marketing.promotion
            where region = @Region and promotion.id = n.id
            limit 1) p
        """;

    const string PromotionsSql = """
        -- marketing.landing-shelves.promotions
        select p.id, p.owner_id as owner, p.scope, p.category, p.from_at, p.until_at,
            array(select s.store_id from marketing.promotion_store s
                where s.region = p.region and s.promotion_id = p.id order by s.store_id limit @MostStores) as stores,
            array(select o.product_id from marketing.promotion_product o
                where o.region = p.region and o.promotion_id = p.id order by o.product_id limit @MostProducts)
                as products
        from unnest(@ids::uuid[]) as n(id)
        cross join lateral (
            select region, id, owner_id, scope, category, from_at, until_at
            from marketing.promotion
            where region = @Region and promotion.id = n.id and ended_at is null
            limit 1) p
        """;
}
