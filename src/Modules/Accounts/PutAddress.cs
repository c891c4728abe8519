using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Accounts;

/// <summary>Changes an address of the book; orders keep the copy they were placed with.</summary>
public static class PutAddress
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/me/addresses/{id:guid}", HandleAsync)
        .WithName(nameof(PutAddress))
        .RequireAccount()
        .OnlyInPerson()
        .Refuses(Refusals.AddressNotFound)
        .WithExample(AddressBody.Example);

    public static async Task<Results<Ok<SavedAddress>, ProblemHttpResult>> HandleAsync(
        Guid id, AddressBody body, Caller caller, Database db, Vault vault, CancellationToken stop)
    {
        await using var tx = await db.WriteAsync(stop);
        await tx.OneAsync<Guid>(AddAddress.LockSql, new { tx.Region, caller.Account });
        var wasDefault = await tx.OneOrNullAsync<bool?>(FindSql, new { tx.Region, id, caller.Account });
        if (wasDefault is null) return Refusals.AddressNotFound.AsProblem();

        // The default moves only to another address: there is always one.
        var isDefault = wasDefault.Value || body.IsDefault == true;
        if (isDefault && !wasDefault.Value)
            await tx.ExecuteAsync(AddAddress.ClearDefaultSql, new { tx.Region, caller.Account });
        var address = body.Address;
        var place = Place.Of(address);
        await tx.ExecuteAsync(PutSql, new
        {
            tx.Region,
            id,
            addressSealed = vault.SealAddress(address),
            place.Country,
            place.RegionCode,
            place.PostalZone,
            isDefault,
        });
        tx.Append(new AddressesChanged(caller.Account!.Value));
        return await tx.CommitAsync(TypedResults.Ok(SavedAddress.Of(id, address, isDefault)));
    }

    const string FindSql = """
        -- accounts.put-address.find
        select is_default from accounts.address where region = @Region and id = @id and account_id = @Account
        """;

    const string PutSql = """
        -- accounts.put-address.put
        update accounts.address
        set address_sealed = @addressSealed, country = @Country, region_code = @RegionCode, postal_zone = @PostalZone,
            is_default = @isDefault
        where region = @Region and id = @id
        """;
}
