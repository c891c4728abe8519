using Feria.Contracts;

namespace Feria.Accounts;

/// <summary>A person as they enter the books: sealed, with their first address, allowed what a buyer is.</summary>
public sealed record NewAccount(
    Guid Id,
    string FullName,
    string Email,
    string IdNumber,
    string Phone,
    string PasswordHash,
    string Locale,
    PostalAddress Address)
{
    public static Task WriteAsync(Tx tx, Vault vault, NewAccount account)
    {
        var place = Place.Of(account.Address);
        return tx.ExecuteAsync(WriteSql, new
        {
            tx.Region,
            account.Id,
            name = vault.SealName(account.FullName),
            email = vault.SealEmail(account.Email),
            index = vault.IndexEmail(account.Email),
            number = vault.SealIdNumber(account.IdNumber),
            phone = vault.SealPhone(account.Phone),
            account.PasswordHash,
            account.Locale,
            address = Kernel.Id.New(),
            addressSealed = vault.SealAddress(account.Address),
            place.Country,
            place.RegionCode,
            place.PostalZone,
            Roles.Buyer,
        });
    }

    /// <summary>Makes an account the owner of its address; false where another account owns it.</summary>
    public static async Task<bool> VerifyAsync(Tx tx, Guid account) =>
        await tx.ExecuteAsync(VerifySql, new { tx.Region, account }) == 1;

    const string WriteSql = """
        -- accounts.new-account.write
        with account as (
            insert into accounts.account (region, id, full_name_sealed, email_sealed, email_index, id_number_sealed,
                phone_sealed, password_hash, locale)
            values (@Region, @Id, @name, @email, @index, @number, @phone, @PasswordHash, @Locale)
        ), address as (
            insert into accounts.address (region, id, account_id, address_sealed, country, region_code, postal_zone,
                is_default)
            values (@Region, @address, @Id, @addressSealed, @Country, @RegionCode, @PostalZone, true)
        )
        insert into accounts.account_role (region, account_id, role) values (@Region, @Id, @Buyer)
        """;

    const string VerifySql = """
        -- accounts.new-account.verify
        with owner as (
            update accounts.account set status = 'active', verified_at = now()
            where region = @Region and id = @account and status = 'pending'
            returning region, id, email_index
        )
        insert into accounts.login (email_index, region, account_id)
        select email_index, region, id from owner
        on conflict do nothing
        """;
}
