using Feria.Contracts;

namespace Feria.Catalog;

/// <summary>Puts many categories at once: new ones are made, known ones renamed or moved with all under them.</summary>
public static class PutCategories
{
    public const int DeepestLevel = CategoryTree.DeepestLevel;

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
        await CategoryTree.LockAsync(tx);
        var externals = categories.Select(category => category.ExternalId).ToArray();
        var known = (await tx.ListAsync<Known>(KnownSql, new { source, externals }))
            .ToDictionary(old => old.ExternalId);
        // What was merged into another by hand means that one now, and stays as it is.
        var merged = (await tx.ListAsync<Merged>(MergedSql, new { source, externals }))
            .ToDictionary(one => one.ExternalId, one => one.CategoryId);
        var all = categories.ToDictionary(category => category.ExternalId);
        var said = categories.Where(category => !merged.ContainsKey(category.ExternalId)).ToList();
        var slugs = (await tx.ListAsync<string>(SlugsSql)).ToHashSet();
        var count = said.Count - known.Count;
        var numbers = new Queue<int>(await tx.ListAsync<int>(NumbersSql, new { count }));

        var ids = new Dictionary<string, Guid>(merged);
        var put = new List<Put>();
        foreach (var category in said)
        {
            var old = known.GetValueOrDefault(category.ExternalId);
            var id = old?.Id ?? category.NewId ?? Id.New();
            ids.Add(category.ExternalId, id);
            var parent = category.ParentId ?? (category.Parent is null ? null : ids[category.Parent]);
            var slug = old?.Slug ?? FreeSlug(category, all, slugs);
            put.Add(new(category, id, old, parent, slug, old?.Number ?? numbers.Dequeue()));
        }

        await KeepInTreeAsync(tx, put);
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
        await CategoryTree.SettleAsync(tx);

        foreach (var one in fresh.Concat(changed)) tx.Append(new CategoriesChanged(one.Id));
        return new Outcome(fresh.Count, changed.Count, categories.Count - fresh.Count - changed.Count, ids);
    }

    // A file that names only some may want one under another that somebody has put under it: it stays where it stands.
    static async Task KeepInTreeAsync(Tx tx, List<Put> put)
    {
        if (!put.Any(one => one.Old is { } old && old.ParentId != one.Parent)) return;
        var parents = (await tx.ListAsync<Standing>(StandingSql)).ToDictionary(one => one.Id, one => one.ParentId);
        foreach (var one in put) parents[one.Id] = one.Parent;
        for (var i = 0; i < put.Count; i++)
        {
            var one = put[i];
            if (one.Old is null || one.Old.ParentId == one.Parent || !IsUnderItself(one.Id)) continue;
            put[i] = one with { Parent = one.Old.ParentId };
            parents[one.Id] = one.Old.ParentId;
        }

        bool IsUnderItself(Guid id)
        {
            var steps = 0;
            var at = parents[id];
            while (at is { } above && above != id && steps++ <= parents.Count) at = parents.GetValueOrDefault(above);
            return at == id;
        }
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

    sealed record Merged(string ExternalId, Guid CategoryId);

    sealed record Standing(Guid Id, Guid? ParentId);

    sealed record Known(
        Guid Id, string ExternalId, int Number, string Slug, Guid? ParentId, int Position, string[] Locales,
        string[] Names);

    const string MergedSql = """
        -- catalog.put-categories.merged
        select external_id, category_id
        from catalog.category_merged
        where source = @source and external_id = any(@externals)
        """;

    const string StandingSql = """
        -- catalog.put-categories.standing
        select id, parent_id from catalog.category
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
        select slug from catalog.category union all select slug from catalog.category_address
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
        set parent_id = s.parent_id, position = s.position, version = version + 1
        from unnest(@ids::uuid[], @parents::uuid[], @positions::int[]) as s(id, parent_id, position)
        where c.id = s.id
        """;

    const string NameSql = """
        -- catalog.put-categories.name
        insert into catalog.category_name (category_id, locale, name)
        select id, locale, name from unnest(@ids::uuid[], @locales::text[], @names::text[]) as s(id, locale, name)
        on conflict (category_id, locale) do update set name = excluded.name
        """;
}
