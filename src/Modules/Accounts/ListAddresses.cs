using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Accounts;

/// <summary>An account's addresses, the default first.</summary>
public static class ListAddresses
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/me/addresses", HandleAsync)
        .WithName(nameof(ListAddresses))
        .RequireAccount();

    public static async Task<Ok<Page<SavedAddress>>> HandleAsync(
        Caller caller, Database db, Vault vault, CancellationToken stop)
    {
        await using var session = await db.ReadFreshAsync(stop);
        var rows = await session.ListAsync<Row>(ListSql, new { db.Region, caller.Account });
        var saved = rows.Select(row => SavedAddress.Of(row.Id, vault.OpenAddress(row.AddressSealed), row.IsDefault));
        return TypedResults.Ok(new Page<SavedAddress>([.. saved], null));
    }

    sealed record Row(Guid Id, byte[] AddressSealed, bool IsDefault);

    const string ListSql = """
        -- accounts.list-addresses.list
        select id, address_sealed, is_default from accounts.address
        where region = @Region and account_id = @Account
        order by is_default desc, id
        """;
}
