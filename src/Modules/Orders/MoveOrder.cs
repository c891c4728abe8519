using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Orders;

/// <summary>
/// An administrator moves an order on: preparing, shipped, delivered, or cancelled before that. What is shipped so goes
/// in one parcel of everything left, and what is delivered so are all parcels on their way.
/// </summary>
public static class MoveOrder
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/admin/orders/{order:guid}/status", Handle)
        .WithName(nameof(MoveOrder))
        .RequireAccess(Permission.ManageOrders)
        .Refuses(Refusals.OrderNotFound, Refusals.OrderOnItsWay, Refusals.StatusNotReachable)
        .WithExample(new Body(OrderStatus.Shipped, "courier_took_it"));

    public sealed record Body(
        [Required, AllowedValues("preparing", "shipped", "delivered", "cancelled")] string Status,
        [Length(1, 120)] string? Why);

    public sealed record Answer(Guid Id, string Status);

    static async Task<Results<Ok<Answer>, ProblemHttpResult>> Handle(
        Guid order, Body body, Caller caller, Database database, CheckoutBook book, Shipping shipping,
        Cancelling cancelling, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        if (await OrderDesk.HoldAsync(tx, order) is not { } held) return Refusals.OrderNotFound.AsProblem();
        var refusal = body.Status == OrderStatus.Cancelled
            ? await cancelling.CancelAsync(tx, order, body.Why ?? "by_store", caller.Account)
            : await MoveAsync(tx, book, shipping, held, body, caller);
        if (refusal is not null) return refusal.AsProblem();
        tx.Audit("order", order, new { held.Status }, new { body.Status }, body.Why);
        return await tx.CommitAsync(TypedResults.Ok(new Answer(order, body.Status)));
    }

    static async Task<Refusal?> MoveAsync(
        Tx tx, CheckoutBook book, Shipping shipping, HeldOrder order, Body body, Caller caller)
    {
        if (order.Status == body.Status) return null;
        // A cancelled order comes back by its payment alone.
        if (order.Status is OrderStatus.Cancelled or OrderStatus.Placed
            || !OrderStatus.MayMove(order.Status, body.Status))
            return Refusals.StatusNotReachable.With("status", order.Status);
        if (body.Status == OrderStatus.Shipped) await shipping.SendAllAsync(tx, order, body.Why, caller.Account);
        else if (body.Status == OrderStatus.Delivered)
            await shipping.DeliverAllAsync(tx, order, body.Why, caller.Account);
        else
            foreach (var moved in await book.MoveAsync(tx, [order.Id], body.Status, body.Why, caller.Account))
                tx.Append(new OrderMoved(moved.Id, moved.Checkout, moved.Store, body.Status));
        return null;
    }
}
