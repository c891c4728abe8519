using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Orders;

/// <summary>Throws a list away with all that is on it; done again, nothing happens.</summary>
public static class RemoveList
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapDelete("/me/lists/{list:guid}", Handle)
        .WithName(nameof(RemoveList))
        .RequireAccount();

    static async Task<NoContent> Handle(Guid list, Caller caller, Database database, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        await tx.ExecuteAsync(RemoveSql, new { tx.Region, list, caller.Account });
        return await tx.CommitAsync(TypedResults.NoContent());
    }

    // Its items go with it.
    const string RemoveSql = """
        -- orders.remove-list.remove
        delete from orders.list where region = @Region and id = @list and account_id = @Account
        """;
}
