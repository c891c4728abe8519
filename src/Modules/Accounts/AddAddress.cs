using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Accounts;

/// <summary>Puts an address into the account's book; the first one is the default.</summary>
public static class AddAddress
{
    const int Most = 50;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/me/addresses", HandleAsync)
        .WithName(nameof(AddAddress))
        .RequireAccount()
        .OnlyInPerson()
        .Refuses(Refusals.TooManyAddresses)
        .WithExample(AddressBody.Example);

    public static async Task<Results<Created<SavedAddress>, ProblemHttpResult>> HandleAsync(
        AddressBody body, Caller caller, Database db, Vault vault, CancellationToken stop)
    {
        await using var tx = await db.WriteAsync(stop);
        await tx.OneAsync<Guid>(LockSql, new { tx.Region, caller.Account });
        var kept = await tx.OneAsync<int>(CountSql, new { tx.Region, caller.Account });
        if (kept >= Most) return Refusals.TooManyAddresses.AsProblem();

        var id = Id.New();
        var address = body.Address;
        var place = Place.Of(address);
        var isDefault = kept == 0 || body.IsDefault == true;
        if (isDefault) await tx.ExecuteAsync(ClearDefaultSql, new { tx.Region, caller.Account });
        await tx.ExecuteAsync(AddSql, new
        {
            tx.Region,
            id,
            caller.Account,
            addressSealed = vault.SealAddress(address),
            place.Country,
            place.RegionCode,
            place.PostalZone,
            isDefault,
        });
        tx.Append(new AddressesChanged(caller.Account!.Value));
        return await tx.CommitAsync(
            TypedResults.Created($"/api/v1/me/addresses/{id}", SavedAddress.Of(id, address, isDefault)));
    }

    // Two at once must not both be the fiftieth, nor both be the default.
    internal const string LockSql = """
        -- accounts.add-address.lock
        select id from accounts.account
        where region = @Region and id = @Account
        for no key update
        """;

    const string CountSql = """
        -- accounts.add-address.count
        select count(*)::int from accounts.address where region = @Region and account_id = @Account
        """;

    internal const string ClearDefaultSql = """
        -- accounts.add-address.clear-default
        update accounts.address set is_default = false
        where region = @Region and account_id = @Account and is_default
        """;

    const string AddSql = """
        -- accounts.add-address.add
        insert into accounts.address (region, id, account_id, address_sealed, country, region_code, postal_zone,
            is_default)
        values (@Region, @id, @Account, @addressSealed, @Country, @RegionCode, @PostalZone, @isDefault)
        """;
}
