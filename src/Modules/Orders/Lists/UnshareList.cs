using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Orders;

/// <summary>Nobody else looks at the list any more: its link is gone for good. Done again, nothing happens.</summary>
public static class UnshareList
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapDelete("/me/lists/{list:guid}/link", Handle)
        .WithName(nameof(UnshareList))
        .RequireAccount();

    static async Task<NoContent> Handle(Guid list, Caller caller, Database database, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        await tx.ExecuteAsync(UnshareSql, new { tx.Region, list, caller.Account });
        return await tx.CommitAsync(TypedResults.NoContent());
    }

    const string UnshareSql = """
        -- orders.unshare-list.unshare
        update orders.list set link = null where region = @Region and id = @list and account_id = @Account
        """;
}
