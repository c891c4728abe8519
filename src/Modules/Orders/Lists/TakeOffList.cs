using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Orders;

/// <summary>Takes an offer off a list; done again, nothing happens.</summary>
public static class TakeOffList
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapDelete("/me/lists/{list:guid}/items/{offer:guid}", Handle)
        .WithName(nameof(TakeOffList))
        .RequireAccount()
        .Refuses(Refusals.ListNotFound);

    static async Task<Results<NoContent, ProblemHttpResult>> Handle(
        Guid list, Guid offer, Caller caller, Database database, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        if ((await Lists.LockAsync(tx, caller.Account!.Value, list)).Count == 0)
            return Refusals.ListNotFound.AsProblem();
        await tx.ExecuteAsync(TakeOffSql, new { tx.Region, list, offer });
        return await tx.CommitAsync(TypedResults.NoContent());
    }

    const string TakeOffSql = """
        -- orders.take-off-list.take-off
        delete from orders.list_item where region = @Region and list_id = @list and offer_id = @offer
        """;
}
