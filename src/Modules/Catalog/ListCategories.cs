using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Feria.Catalog;

/// <summary>The whole category tree, named in the caller's language.</summary>
public static class ListCategories
{
    static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/categories", Handle)
        .WithName(nameof(ListCategories))
        .AllowAnyone();

    /// <summary>A category of the tree with what is under it.</summary>
    public sealed record Branch(Guid Id, int Number, string Slug, string Name, IReadOnlyList<Branch> Children);

    static async Task<Tagged<Page<Branch>>> Handle(
        string? locale, [FromHeader(Name = "Accept-Language")] string? acceptLanguage,
        Cache cache, CancellationToken stop) =>
        new((await TreeAsync(cache, Locale.Choose(locale, acceptLanguage), stop)).Json);

    /// <summary>The roots with everything under them, each level in its written order, then by name.</summary>
    public static async Task<Cache.Copy<Page<Branch>>> TreeAsync(Cache cache, string locale, CancellationToken stop) =>
        (await cache.GetAsync($"categories:{locale}", Fresh, async session => new Cache.Filled<Page<Branch>>(
            new(await ReadAsync(session, locale), null), [Changes.Of<CategoriesChanged>()]), stop))!;

    /// <summary>The same, read now.</summary>
    public static async Task<IReadOnlyList<Branch>> ReadAsync(Session session, string locale)
    {
        var rows = await session.ListAsync<Row>(TreeSql, new { locale });
        return Grow(rows.ToLookup(row => row.ParentId), null);
    }

    static Branch[] Grow(ILookup<Guid?, Row> children, Guid? parent) =>
    [
        .. children[parent].Select(row => new Branch(row.Id, row.Number, row.Slug, row.Name, Grow(children, row.Id))),
    ];

    sealed record Row(Guid Id, Guid? ParentId, int Number, string Slug, string Name);

    const string TreeSql = """
        -- catalog.list-categories.tree
        select c.id, c.parent_id, c.number, c.slug, n.name
        from catalog.category c
        join (
            select distinct on (category_id) category_id, name
            from catalog.category_name
            order by category_id, locale = @locale desc, locale = 'en' desc, locale
        ) n on n.category_id = c.id
        where c.shown
        order by c.position, n.name, c.number
        """;
}
