using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Orders;

/// <summary>
/// A store cancels an order of which nothing is on its way: its units are for sale again and its money goes back.
/// Cancelling again changes nothing.
/// </summary>
public static class CancelStoreOrder
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/store/{store:guid}/orders/{order:guid}/cancel", Handle)
        .WithName(nameof(CancelStoreOrder))
        .RequireAccountOrKey()
        .Refuses(
            Refusals.StoreNotFound, Refusals.RoleLacks, Refusals.OrderNotFound, Refusals.OrderOnItsWay,
            Refusals.StatusNotReachable)
        .WithExample(new Body("cannot_supply"));

    public static readonly IReadOnlyList<string> Reasons =
        ["cannot_supply", "cannot_deliver", "wrong_listing", "asked_by_buyer"];

    /// <param name="Why">cannot_supply, cannot_deliver, wrong_listing or asked_by_buyer: the buyer reads it.</param>
    public sealed record Body(
        [Required, AllowedValues("cannot_supply", "cannot_deliver", "wrong_listing", "asked_by_buyer")] string Why);

    static async Task<Results<Ok<StoreOrder>, ProblemHttpResult>> Handle(
        Guid store, Guid order, Body body, Caller caller, Database database, OrderDesk desk, Cancelling cancelling,
        StoreOrders orders, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var (held, refusal) = await desk.HoldAsync(tx, store, order, caller);
        if (held is null) return refusal!.AsProblem();
        // Unpaid, it is one purchase with orders of other stores, whose it is not to give up.
        if (held.Status == OrderStatus.Placed)
            return Refusals.StatusNotReachable.With("status", held.Status).AsProblem();
        refusal = await cancelling.CancelAsync(tx, order, body.Why, caller.Actor);
        return refusal is not null
            ? refusal.AsProblem()
            : await tx.CommitAsync(TypedResults.Ok((await orders.OneAsync(tx, store, order))!));
    }
}
