using Feria.Contracts;

namespace Feria.Stores;

/// <summary>Writes a store's owners what was decided about it.</summary>
public sealed class OwnerLetters(Database database, IAccountBook accounts, IPostOffice post, PublicSite site)
{
    /// <summary>Whom to write to; asked of the accounts before the transaction that decides.</summary>
    public async Task<IReadOnlyCollection<Contact>> AddressesAsync(Guid store, CancellationToken stop)
    {
        IReadOnlyList<Guid> owners;
        await using (var session = await database.ReadFreshAsync(stop))
            owners = await session.ListAsync<Guid>(OwnersSql, new { store });
        return [.. (await accounts.ContactsAsync([.. owners], stop)).Values];
    }

    public async Task PostAsync(
        Tx tx, Guid store, string decision, string? why, IReadOnlyCollection<Contact> owners)
    {
        var name = await tx.OneAsync<string>(NameSql, new { store });
        foreach (var owner in owners)
            await post.PostAsync(tx, new Letter(
                owner.Email, owner.Locale, "store-" + decision.Replace('_', '-'), new Dictionary<string, string>
                {
                    ["name"] = owner.FullName,
                    ["store"] = name,
                    ["why"] = why ?? "",
                    ["link"] = site.Page(owner.Locale, $"sell/{store}"),
                }));
    }

    const string OwnersSql = """
        -- stores.owner-letters.owners
        select account_id from stores.staff where store_id = @store and role = 'owner'
        """;

    const string NameSql = """
        -- stores.owner-letters.name
        select name from stores.store where id = @store
        """;
}
