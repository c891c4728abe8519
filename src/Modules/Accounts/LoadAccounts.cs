using Feria.Contracts;

namespace Feria.Accounts;

/// <summary>Takes in many people at once whose addresses need no proof, by COPY: to move in and to seed.</summary>
public static class LoadAccounts
{
    /// <param name="Password">Null where nobody knows it: the owner sets one by letter.</param>
    /// <param name="Roles">Everything the account is, buyer included.</param>
    /// <param name="Since">In UTC.</param>
    public sealed record Account(
        Guid Id, string FullName, string Email, string IdNumber, string Phone, string? Password, string Locale,
        PostalAddress Address, IReadOnlyList<string> Roles, DateTime Since);

    /// <summary>All or none, in the caller's transaction.</summary>
    public static async Task RunAsync(Tx tx, Vault vault, Passwords passwords, IReadOnlyCollection<Account> accounts)
    {
        // Nobody can type a fresh token: one hash of it does for all who have no password.
        var unknown = passwords.Hash(Token.New());
        var indexes = accounts.ToDictionary(account => account.Id, account => vault.IndexEmail(account.Email));
        await Copy.InAsync(tx, AccountsSql, accounts, account =>
        [
            tx.Region, account.Id, "active", vault.SealName(account.FullName), vault.SealEmail(account.Email),
            indexes[account.Id], vault.SealIdNumber(account.IdNumber), vault.SealPhone(account.Phone),
            account.Password is { } password ? passwords.Hash(password) : unknown, account.Locale, account.Since,
            account.Since,
        ]);
        await Copy.InAsync(tx, LoginsSql, accounts, account => [indexes[account.Id], tx.Region, account.Id]);
        await Copy.InAsync(tx, AddressesSql, accounts, account =>
        {
            var place = Place.Of(account.Address);
            return
            [
                tx.Region, Id.New(), account.Id, vault.SealAddress(account.Address), place.Country, place.RegionCode,
                place.PostalZone, true, account.Since,
            ];
        });
        await Copy.InAsync(tx, RolesSql, accounts.SelectMany(account => account.Roles.Select(role => (account, role))),
            row => [tx.Region, row.account.Id, row.role, row.account.Since]);
    }

    const string AccountsSql = """
        copy accounts.account (region, id, status, full_name_sealed, email_sealed, email_index, id_number_sealed,
            phone_sealed, password_hash, locale, created_at, verified_at)
        from stdin (format binary)
        """;

    const string LoginsSql = "copy accounts.login (email_index, region, account_id) from stdin (format binary)";

    const string AddressesSql = """
        copy accounts.address (region, id, account_id, address_sealed, country, region_code, postal_zone, is_default,
            created_at)
        from stdin (format binary)
        """;

    const string RolesSql =
        "copy accounts.account_role (region, account_id, role, given_at) from stdin (format binary)";
}
