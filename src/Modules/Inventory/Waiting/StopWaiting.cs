using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Inventory;

/// <summary>The caller waits for an offer no longer; done again, nothing happens.</summary>
public static class StopWaiting
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/me/waiting/{offer:guid}", Handle)
        .WithName(nameof(StopWaiting))
        .RequireAccount();

    static async Task<NoContent> Handle(Guid offer, Caller caller, Database database, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        await tx.ExecuteAsync(StopSql, new { tx.Region, offer, who = Waiter.Of(caller.Account!.Value) });
        return await tx.CommitAsync(TypedResults.NoContent());
    }

    const string StopSql = """
        -- inventory.stop-waiting.stop
        delete from inventory.waiting where region = @Region and offer_id = @offer and who = @who
        """;
}
