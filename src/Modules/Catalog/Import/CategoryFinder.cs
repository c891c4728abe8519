namespace Feria.Catalog;

/// <summary>Finds categories by their names from the root down, and makes those that are not there.</summary>
sealed class CategoryFinder
{
    readonly string source;
    readonly string language;
    readonly Dictionary<(Guid? Parent, string Name), Guid> byName = [];
    readonly Dictionary<string, Guid> byExternal = [];

    CategoryFinder(string source, string language) => (this.source, this.language) = (source, language);

    public static async Task<CategoryFinder> LoadAsync(Session session, string source, string language)
    {
        var finder = new CategoryFinder(source, language);
        foreach (var row in await session.ListAsync<Row>(LoadSql))
        {
            finder.byName.TryAdd((row.ParentId, Key(row.Name)), row.Id);
            if (row.Source == source) finder.byExternal[row.ExternalId!] = row.Id;
        }

        return finder;
    }

    /// <summary>Makes what is missing of the paths, in the caller's transaction.</summary>
    /// <returns>Whether anything was made: then a rollback makes this finder's knowledge stale.</returns>
    public async Task<bool> EnsureAsync(Tx tx, IEnumerable<string[]> paths)
    {
        var missing = new Dictionary<string, PutCategories.Category>();
        foreach (var path in paths)
        {
            Guid? parent = null;
            string? parentExternal = null;
            for (var depth = 1; depth <= path.Length; depth++)
            {
                var external = External(path[..depth]);
                if (parentExternal is null && Find(parent, path[depth - 1], external) is { } found)
                {
                    parent = found;
                    continue;
                }

                missing.TryAdd(external, new(
                    external, parentExternal, new Dictionary<string, string> { [language] = path[depth - 1] })
                {
                    ParentId = parentExternal is null ? parent : null,
                });
                parentExternal = external;
            }
        }

        if (missing.Count == 0) return false;
        var made = await PutCategories.RunAsync(tx, source, [.. missing.Values]);
        foreach (var (external, id) in made.Ids) byExternal[external] = id;
        return true;
    }

    /// <summary>The category of a path that <see cref="EnsureAsync"/> has seen.</summary>
    public Guid Of(string[] path)
    {
        Guid? parent = null;
        for (var depth = 1; depth <= path.Length; depth++)
            parent = Find(parent, path[depth - 1], External(path[..depth]))
                ?? throw new InvalidOperationException($"{string.Join(" > ", path)} was not ensured.");
        return parent!.Value;
    }

    // By what this source called it first: a category renamed by hand stays the same one.
    Guid? Find(Guid? parent, string name, string external) =>
        byExternal.TryGetValue(external, out var known) ? known
        : byName.TryGetValue((parent, Key(name)), out var named) ? named
        : null;

    static string External(string[] path) => string.Join(" > ", path.Select(Key));

    static string Key(string name) => name.ToLowerInvariant();

    sealed record Row(Guid Id, Guid? ParentId, string Name, string? Source, string? ExternalId);

    const string LoadSql = """
        -- catalog.category-finder.load
        select c.id, c.parent_id, n.name, c.source, c.external_id
        from catalog.category c
        join catalog.category_name n on n.category_id = c.id
        order by c.number, n.locale
        """;
}
