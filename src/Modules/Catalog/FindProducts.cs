using Feria.Contracts;

namespace Feria.Catalog;

/// <summary>
/// The back office's search finds products by their id, address, SKU, code, or the beginning of a title.
/// </summary>
sealed class FindProducts : IFindable
{
    public string Kind => "product";

    public string Permission => Contracts.Permission.ManageSearch;

    public Task<IReadOnlyList<FoundThing>> FindAsync(Session session, SoughtThing sought) =>
        session.ListAsync<FoundThing>(FindSql, new
        {
            sought.Id,
            slug = Slug.Of(sought.Text, 120),
            code = sought.Text,
            title = sought.Text.ToLowerInvariant(),
            most = IFindable.AtMost,
        });

    const string FindSql = """
        -- catalog.find-products.find
        select p.id::text as id, p.title, p.slug as note
        from (
            select id, 0 as rank from catalog.product where id = @Id
            union
            select id, 1 from catalog.product where slug = @slug
            union
            (select v.product_id, 2
            from catalog.offer o
            join catalog.variant v on v.id = o.variant_id
            where o.sku = @code
            limit @most)
            union
            (select id, 3 from catalog.product where external_id = @code limit @most)
            union
            (select id, 4
            from catalog.product
            where lower(left(title, 100)) collate "C" between @title and @title || chr(1114111)
            order by lower(left(title, 100)) collate "C"
            limit @most)
        ) f
        join catalog.product p on p.id = f.id
        order by f.rank, p.id
        limit @most
        """;
}
