using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Stores;

/// <summary>The stores the account works in, and as what.</summary>
public static class ListMyStores
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/me/stores", Handle)
        .WithName(nameof(ListMyStores))
        .RequireAccount();

    public sealed record Mine(Guid Id, string Slug, string Name, string Status, bool Open, string Role);

    public static async Task<Ok<Page<Mine>>> Handle(Caller caller, Database database, CancellationToken stop)
    {
        await using var session = await database.ReadAsync(stop);
        return TypedResults.Ok(new Page<Mine>(await session.ListAsync<Mine>(ListSql, new { caller.Account }), null));
    }

    const string ListSql = """
        -- stores.list-my-stores.list
        select s.id, s.slug, s.name, s.status, s.open, p.role
        from stores.staff p
        join stores.store s on s.id = p.store_id
        where p.account_id = @Account
        order by s.name, s.id
        limit 100
        """;
}
