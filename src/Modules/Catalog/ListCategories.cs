using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Feria.Catalog;

/// <summary>The whole category tree, named in the caller's language.</summary>
public static class ListCategories
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/categories", Handle)
        .WithName(nameof(ListCategories))
        .AllowAnyone();

    /// <summary>A category of the tree with what is under it.</summary>
    public sealed record Branch(Guid Id, int Number, string Slug, string Name, IReadOnlyList<Branch> Children);

    static async Task<Tagged<Page<Branch>>> Handle(
        string? locale, [FromHeader(Name = "Accept-Language")] string? acceptLanguage,
        Database db, CancellationToken stop)
    {
        await using var session = await db.ReadAsync(stop);
        return new(new Page<Branch>(await TreeAsync(session, Locale.Choose(locale, acceptLanguage)), null));
    }

    /// <summary>The roots with everything under them, each level in its written order, then by name.</summary>
    public static async Task<IReadOnlyList<Branch>> TreeAsync(Session session, string locale)
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
        order by c.position, n.name, c.number
        """;
}
