using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Stores;

/// <summary>
/// A store delivers so no more. What was bought with it stays as it was promised; removing it again changes nothing.
/// </summary>
public static class RemoveDeliveryMethod
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/store/{store:guid}/delivery-methods/{method:guid}", Handle)
        .WithName(nameof(RemoveDeliveryMethod))
        .RequireAccount()
        .Refuses(Refusals.StoreNotFound, Refusals.RoleLacks);

    static async Task<Results<NoContent, ProblemHttpResult>> Handle(
        Guid store, Guid method, Caller caller, Database database, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var (standing, refusal) = await Desk.LockAsync(tx, store, caller, StoreRight.Edit);
        if (standing is null) return refusal!.AsProblem();
        if (await tx.OneOrNullAsync<string>(RemoveSql, new { store, method }) is { } name)
        {
            await History.TellAsync(tx, store, "delivery_remove", name, null, caller.Account);
            tx.Append(new StoreChanged(store));
        }

        return await tx.CommitAsync(TypedResults.NoContent());
    }

    const string RemoveSql = """
        -- stores.remove-delivery-method.remove
        delete from stores.delivery_method where store_id = @store and id = @method returning name
        """;
}
