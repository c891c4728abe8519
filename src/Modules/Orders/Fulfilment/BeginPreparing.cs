using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Orders;

/// <summary>A store begins to prepare an order that was paid. Said again, it changes nothing.</summary>
public static class BeginPreparing
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/store/{store:guid}/orders/{order:guid}/preparation", Handle)
        .WithName(nameof(BeginPreparing))
        .RequireAccountOrKey()
        .Refuses(
            Refusals.StoreNotFound, Refusals.RoleLacks, Refusals.OrderNotFound, Refusals.StatusNotReachable);

    static async Task<Results<Ok<StoreOrder>, ProblemHttpResult>> Handle(
        Guid store, Guid order, Caller caller, Database database, OrderDesk desk, CheckoutBook book,
        StoreOrders orders, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var (held, refusal) = await desk.HoldAsync(tx, store, order, caller);
        if (held is null) return refusal!.AsProblem();
        if (held.Status is not (OrderStatus.Paid or OrderStatus.Preparing))
            return Refusals.StatusNotReachable.With("status", held.Status).AsProblem();

        if (held.Status == OrderStatus.Paid)
            foreach (var moved in await book.MoveAsync(tx, [order], OrderStatus.Preparing, null, caller.Actor))
                tx.Append(new OrderMoved(order, moved.Checkout, moved.Store, OrderStatus.Preparing));
        return await tx.CommitAsync(TypedResults.Ok((await orders.OneAsync(tx, store, order))!));
    }
}
