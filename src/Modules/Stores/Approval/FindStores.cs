using Feria.Contracts;

namespace Feria.Stores;

/// <summary>A store by its id, its address on the site, or how its name begins.</summary>
sealed class FindStores : IFindable
{
    public string Kind => "store";

    public string Permission => Contracts.Permission.ManageStores;

    public async Task<IReadOnlyList<FoundThing>> FindAsync(Session session, SoughtThing sought) =>
    [
        .. (await session.ListAsync<Row>(
            FindSql,
            new { sought.Id, begins = Slug.Of(sought.Text), IFindable.AtMost }))
            .Select(row => new FoundThing(row.Id.ToString(), row.Name, row.Status)),
    ];

    sealed record Row(Guid Id, string Name, string Status);

    // A slug is made of the name, so that one index finds both.
    const string FindSql = """
        -- stores.find-stores.find
        select id, name, status from stores.store where id = @Id
        union all
        (select id, name, status
        from stores.store
        where @begins <> '' and slug ~>=~ @begins and slug ~<~ (@begins || '~')
        order by slug using ~<~
        limit @AtMost)
        limit @AtMost
        """;
}
