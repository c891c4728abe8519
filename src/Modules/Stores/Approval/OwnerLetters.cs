using Feria.Contracts;

namespace Feria.Stores;

/// <summary>Writes a store's owners what was decided about it.</summary>
public sealed class OwnerLetters(IPostOffice post, PublicSite site)
{
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

    const string NameSql = """
        -- stores.owner-letters.name
        select name from stores.store where id = @store
        """;
}
