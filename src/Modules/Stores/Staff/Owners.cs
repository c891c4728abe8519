using Feria.Contracts;

namespace Feria.Stores;

/// <summary>Who owns a store: asked of the accounts before any transaction of the store's begins.</summary>
public sealed class Owners(Database database, IAccountBook accounts)
{
    /// <summary>How to reach them; those whose accounts are closed are left out.</summary>
    public async Task<IReadOnlyCollection<Contact>> OfAsync(Guid store, CancellationToken stop)
    {
        IReadOnlyList<Guid> owners;
        await using (var session = await database.ReadFreshAsync(stop))
            owners = await session.ListAsync<Guid>(OwnersSql, new { store });
        return [.. (await accounts.ContactsAsync([.. owners], stop)).Values];
    }

    const string OwnersSql = """
        -- stores.owners.of
        select account_id from stores.staff where store_id = @store and role = 'owner'
        """;
}
