using Feria.Contracts;

namespace Feria.Catalog;

/// <summary>Puts many categories at once: new ones are made, known ones renamed or moved with all under them.</summary>
public static class PutCategories
{
    public const int DeepestLevel = 12;

    /// <param name="ExternalId">Its name in its source; says which category it is.</param>
    /// <param name="Parent">External id of its parent in the same source, or null for a root.</param>
    /// <param name="Names">By language; English or any other stands in for a missing one.</param>
    public sealed record Category(
        string ExternalId, string? Parent, IReadOnlyDictionary<string, string> Names, int Position = 0)
    {
        /// <summary>Where the parent is not of the same source.</summary>
        public Guid? ParentId { get; init; }

        /// <summary>The id a new category gets; a fresh one where null.</summary>
        public Guid? NewId { get; init; }
    }

    public sealed record Outcome(int Created, int Changed, int Unchanged, IReadOnlyDictionary<string, Guid> Ids);

    /// <summary>
    /// All or none, in the caller's transaction. Parents stand before their children; the caller has refused orphans,
    /// circles and trees deeper than <see cref="DeepestLevel"/>.
    /// </summary>
    public static async Task<Outcome> RunAsync(Tx tx, string source, IReadOnlyList<Category> categories)
    {
        // One at a time: slugs and paths are decided from what is there.
        await tx.ExecuteAsync(LockSql);
        var externals = categories.Select(category => category.ExternalId).ToArray();
        var known = (await tx.ListAsync<Known>(KnownSql, new { source, externals }))
            .ToDictionary(old => old.ExternalId);
        var slugs = (await tx.ListAsync<string>(SlugsSql)).ToHashSet();
        var count = categories.Count - known.Count;
        var numbers = new Queue<int>(await tx.ListAsync<int>(NumbersSql, new { count }));

        var all = categories.ToDictionary(category => category.ExternalId);
        var ids = new Dictionary<string, Guid>();
        var put = new List<Put>();
        foreach (var category in categories)
        {
            var old = known.GetValueOrDefault(category.ExternalId);
            var id = old?.Id ?? category.NewId ?? Id.New();
            ids.Add(category.ExternalId, id);
            var parent = category.ParentId ?? (category.Parent is null ? null : ids[category.Parent]);
            var slug = old?.Slug ?? FreeSlug(category, all, slugs);
            put.Add(new(category, id, old, parent, slug, old?.Number ?? numbers.Dequeue()));
        }

        var fresh = put.Where(one => one.Old is null).ToList();
        await Copy.InAsync(tx, CopySql, fresh, one =>
        [
            one.Id, one.Number, one.Slug, one.Parent, new[] { one.Number }, one.Said.Position, source,
            one.Said.ExternalId,
        ]);
        var changed = put.Where(one => one.Old is { } old && !one.IsAs(old)).ToList();
        await tx.ExecuteAsync(MoveSql, new
        {
            ids = changed.Select(one => one.Id).ToArray(),
            parents = changed.Select(one => one.Parent).ToArray(),
            positions = changed.Select(one => one.Said.Position).ToArray(),
        });
        var named = fresh.Concat(changed)
            .SelectMany(one => one.Said.Names.Select(name => (one.Id, name.Key, name.Value)))
            .ToList();
        await tx.ExecuteAsync(NameSql, new
        {
            ids = named.Select(name => name.Id).ToArray(),
            locales = named.Select(name => name.Key).ToArray(),
            names = named.Select(name => name.Value).ToArray(),
        });
        await tx.ExecuteAsync(PathsSql);

        foreach (var one in fresh.Concat(changed)) tx.Append(new CategoriesChanged(one.Id));
        return new Outcome(fresh.Count, changed.Count, put.Count - fresh.Count - changed.Count, ids);
    }

    // Its own name, else with its parent's before it, else numbered: the address says what it is as long as it can.
    static string FreeSlug(Category category, Dictionary<string, Category> all, HashSet<string> taken)
    {
        static string NameOf(Category one) => one.Names.GetValueOrDefault("en") ?? one.Names.Values.First();
        var plain = Slug.Of(NameOf(category), 60);
        if (plain.Length == 0) plain = "category";
        var parent = category.Parent is null ? null : all[category.Parent];
        var deep = parent is null ? plain : $"{Slug.Of(NameOf(parent), 50)}-{plain}".TrimStart('-');
        var slug = taken.Contains(plain) ? deep : plain;
        for (var i = 2; taken.Contains(slug); i++) slug = $"{deep}-{i}";
        taken.Add(slug);
        return slug;
    }

    sealed record Put(Category Said, Guid Id, Known? Old, Guid? Parent, string Slug, int Number)
    {
        public bool IsAs(Known old) => old.ParentId == Parent && old.Position == Said.Position
            && Said.Names.All(name => old.Locales.Zip(old.Names).Contains((name.Key, name.Value)));
    }

    sealed record Known(
        Guid Id, string ExternalId, int Number, string Slug, Guid? ParentId, int Position, string[] Locales,
        string[] Names);

    const string LockSql = """
        -- catalog.put-categories.lock
        select pg_advisory_xact_lock(hashtext('catalog.category'))
        """;

    const string KnownSql = """
        -- catalog.put-categories.known
        select c.id, c.external_id, c.number, c.slug, c.parent_id, c.position,
            array(select n.locale from catalog.category_name n where n.category_id = c.id order by n.locale) as locales,
            array(select n.name from catalog.category_name n where n.category_id = c.id order by n.locale) as names
        from catalog.category c
        where c.source = @source and c.external_id = any(@externals)
        """;

    const string SlugsSql = """
        -- catalog.put-categories.slugs
        select slug from catalog.category
        """;

    const string NumbersSql = """
        -- catalog.put-categories.numbers
        select nextval(pg_get_serial_sequence('catalog.category', 'number'))::int from generate_series(1, @count)
        """;

    const string CopySql = """
        copy catalog.category (id, number, slug, parent_id, path, position, source, external_id)
        from stdin (format binary)
        """;

    const string MoveSql = """
        -- catalog.put-categories.move
        update catalog.category c
        set parent_id = s.parent_id, position = s.position
        from unnest(@ids::uuid[], @parents::uuid[], @positions::int[]) as s(id, parent_id, position)
        where c.id = s.id
        """;

    const string NameSql = """
        -- catalog.put-categories.name
        insert into catalog.category_name (category_id, locale, name)
        select id, locale, name from unnest(@ids::uuid[], @locales::text[], @names::text[]) as s(id, locale, name)
        on conflict (category_id, locale) do update set name = excluded.name
        """;

    const string PathsSql = """
        -- catalog.put-categories.paths
        with recursive tree as (
            select id, array[number] as path from catalog.category where parent_id is null
            union all
            select c.id, t.path || c.number from tree t join catalog.category c on c.parent_id = t.id
        )
        update catalog.category c set path = t.path from tree t where c.id = t.id and c.path <> t.path
        """;
}
