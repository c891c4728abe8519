using Feria.Contracts;

namespace Feria.Catalog;

/// <summary>The back office's search finds categories by their id, address or the beginning of a name.</summary>
sealed class FindCategories : IFindable
{
    public string Kind => "category";

    public string Permission => Contracts.Permission.ManageCategories;

    public Task<IReadOnlyList<FoundThing>> FindAsync(Session session, SoughtThing sought) =>
        session.ListAsync<FoundThing>(FindSql, new
        {
            sought.Id,
            slug = Slug.Of(sought.Text, 120),
            name = sought.Text.ToLowerInvariant(),
            most = IFindable.AtMost,
        });

    const string FindSql = """
        -- catalog.find-categories.find
        select c.id::text as id, catalog.category_name_in(c.id, 'en') as title, c.slug as note
        from (
            select id, 0 as rank from catalog.category where id = @Id
            union
            select id, 1 from catalog.category where slug = @slug
            union
            (select category_id, 2 from catalog.category_name
            where lower(name) collate "C" between @name and @name || chr(1114111)
            order by lower(name) collate "C"
            limit @most)
        ) f
        join catalog.category c on c.id = f.id
        order by f.rank, c.number
        limit @most
        """;
}
