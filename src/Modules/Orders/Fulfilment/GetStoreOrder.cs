using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Orders;

/// <summary>One of a store's orders: what is left to send, where it goes, and what was done.</summary>
public static class GetStoreOrder
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/store/{store:guid}/orders/{order:guid}", Handle)
        .WithName(nameof(GetStoreOrder))
        .RequireAccountOrKey()
        .Refuses(Refusals.StoreNotFound, Refusals.RoleLacks, Refusals.OrderNotFound);

    static async Task<Results<Ok<StoreOrder>, ProblemHttpResult>> Handle(
        Guid store, Guid order, Caller caller, Database database, IStoreDesk desk, StoreOrders orders,
        CancellationToken stop)
    {
        await using var session = await database.ReadAsync(stop);
        var (standing, refusal) = await desk.EnterAsync(session, store, caller, StoreRight.See);
        if (standing is null) return refusal!.AsProblem();
        return await orders.OneAsync(session, store, order) is { } found
            ? TypedResults.Ok(found)
            : Refusals.OrderNotFound.AsProblem();
    }
}
