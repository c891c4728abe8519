using Feria.Contracts;

namespace Feria.Catalog;

/// <summary>Where an address leads that no shown category has: it was renamed, merged, removed, or is hidden.</summary>
/// <param name="Slug">The category it leads to; null for all of them.</param>
/// <param name="Forever">Whether it will never be that category's own again but by its name.</param>
public sealed record FormerAddress(string? Slug, bool Forever)
{
    static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    /// <summary>Null where there never was such a category.</summary>
    public static async Task<FormerAddress?> FindAsync(Cache cache, string slug, CancellationToken stop) =>
        (await cache.GetAsync($"category-address:{slug}", Fresh, async session => new Cache.Filled<FormerAddress>(
            await session.OneOrNullAsync<FormerAddress>(FindSql, new { slug }),
            [Changes.Of<CategoriesChanged>()]), stop))?.Value;

    // Of a hidden category the nearest shown one above it.
    const string FindSql = """
        -- catalog.former-address.find
        select t.slug, f.moved and (f.id is null or t.id = f.id) as forever
        from (
            select c.id, c.path, true as moved
            from catalog.category_address a
            left join catalog.category c on c.id = a.category_id
            where a.slug = @slug
            union all
            select c.id, c.path, false from catalog.category c where c.slug = @slug and not c.shown
        ) f
        left join lateral (
            select s.id, s.slug
            from catalog.category s
            where s.number = any(f.path) and s.shown
            order by cardinality(s.path) desc
            limit 1) t on true
        """;
}
