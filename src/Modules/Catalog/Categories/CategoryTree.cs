using Feria.Contracts;

namespace Feria.Catalog;

/// <summary>
/// What holds of the category tree whoever changes it: one change after another, paths as the parents say, an address
/// for one category and for no other ever.
/// </summary>
static class CategoryTree
{
    public const int DeepestLevel = 8;

    /// <summary>Products told of by themselves; of more the index is made again as a whole, a little later.</summary>
    const int MostTold = 1_000;

    public sealed record Row(
        Guid Id, int Number, string Slug, Guid? ParentId, int Version, bool Hidden, string? Picture, int[] Path,
        string Name, string? Source, string? ExternalId)
    {
        /// <summary>What the audit says of it.</summary>
        public object Said => new { slug = Slug, name = Name, parent = ParentId, hidden = Hidden, picture = Picture };
    }

    /// <summary>Whoever changes the tree waits here: slugs, paths and depth are decided from what is there.</summary>
    public static Task LockAsync(Tx tx) => tx.ExecuteAsync(LockSql);

    public static Task<Row?> FindAsync(Session session, Guid id) => session.OneOrNullAsync<Row>(FindSql, new { id });

    /// <summary>Paths, and what is shown, as parents and hiding now say.</summary>
    public static Task SettleAsync(Tx tx) => tx.ExecuteAsync(SettleSql);

    /// <summary>Levels of it and what is under it: 1 for a leaf.</summary>
    public static Task<int> HeightAsync(Session session, Row category) =>
        session.OneAsync<int>(HeightSql, new { category.Number, depth = category.Path.Length });

    /// <summary>
    /// An address made of its name that no other category has or had; its parent's name before it where the plain one
    /// is taken.
    /// </summary>
    public static async Task<string> SlugAsync(Session session, Guid own, string name, string? parentName)
    {
        var plain = Slug.Of(name, 60) is { Length: > 0 } words ? words : "category";
        var deep = parentName is null ? plain : $"{Slug.Of(parentName, 50)}-{plain}".TrimStart('-');
        for (var more = 1; ; more += 20)
        {
            string[] wished = [plain, deep, .. Enumerable.Range(more + 1, 20).Select(number => $"{deep}-{number}")];
            var taken = (await session.ListAsync<string>(TakenSql, new { own, wished })).ToHashSet();
            if (wished.FirstOrDefault(slug => !taken.Contains(slug)) is { } free) return free;
        }
    }

    /// <summary>Its old address leads to it from now on; one it had before becomes its own again.</summary>
    public static Task LeadAsync(Tx tx, Guid to, string old, string now) =>
        tx.ExecuteAsync(LeadSql, new { to, old, now });

    /// <summary>Writes its place among those of one parent and numbers all of them anew; the last where null.</summary>
    public static Task PlaceAsync(Tx tx, Guid category, Guid? parent, int? place) =>
        tx.ExecuteAsync(PlaceSql, new { category, parent, place = place ?? int.MaxValue });

    /// <summary>Tells what follows the tree.</summary>
    public static void Tell(Tx tx, Guid category) => tx.Append(new CategoriesChanged(category));

    /// <summary>Tells of the products in and under it, where they are few enough to be told one by one.</summary>
    public static async Task TellProductsAsync(Tx tx, int number)
    {
        var products = await tx.ListAsync<Guid>(ProductsSql, new { number, most = MostTold + 1 });
        if (products.Count > MostTold) return;
        foreach (var product in products) tx.Append(new ProductPut(product));
    }

    const string LockSql = """
        -- catalog.category-tree.lock
        select pg_advisory_xact_lock(hashtext('catalog.category'))
        """;

    const string FindSql = """
        -- catalog.category-tree.find
        select id, number, slug, parent_id, version, hidden, picture, path, catalog.category_name_in(id, 'en') as name,
            source, external_id
        from catalog.category
        where id = @id
        """;

    const string SettleSql = """
        -- catalog.category-tree.settle
        with recursive tree as (
            select id, array[number] as path, not hidden as shown from catalog.category where parent_id is null
            union all
            select c.id, t.path || c.number, t.shown and not c.hidden
            from tree t
            join catalog.category c on c.parent_id = t.id
        )
        update catalog.category c
        set path = t.path, shown = t.shown
        from tree t
        where c.id = t.id and (c.path <> t.path or c.shown <> t.shown)
        """;

    const string HeightSql = """
        -- catalog.category-tree.height
        select max(cardinality(path)) - @depth + 1 from catalog.category where path @> array[@Number::int]
        """;

    const string TakenSql = """
        -- catalog.category-tree.taken
        select slug from catalog.category where slug = any(@wished) and id <> @own
        union
        select slug from catalog.category_address where slug = any(@wished) and category_id is distinct from @own
        """;

    const string LeadSql = """
        -- catalog.category-tree.lead
        with back as (delete from catalog.category_address where slug = @now)
        insert into catalog.category_address (slug, category_id)
        select @old, @to where @old <> @now
        """;

    // Nothing is written where all stand as they are to.
    const string PlaceSql = """
        -- catalog.category-tree.place
        with ordered as (
            select c.id, row_number() over (order by
                case when c.id = @category then @place - 0.5 else c.at end) - 1 as position
            from (
                select id, row_number() over (
                    order by id = @category, position, catalog.category_name_in(id, 'en'), number) - 1 as at
                from catalog.category
                where parent_id is not distinct from @parent) c)
        update catalog.category c
        set position = o.position
        from ordered o
        where c.id = o.id and c.position <> o.position
        """;

    const string ProductsSql = """
        -- catalog.category-tree.products
        select distinct m.product_id
        from catalog.category c
        join catalog.product_category m on m.category_id = c.id
        where c.path @> array[@number::int]
        limit @most
        """;
}
