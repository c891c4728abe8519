using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Orders;

/// <summary>An administrator moves an order on: preparing, shipped, delivered, or cancelled before that.</summary>
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

    public static async Task<Results<Ok<Answer>, ProblemHttpResult>> Handle(
        Guid order, Body body, Caller caller, Database database, CheckoutBook book, Cancelling cancelling,
        CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var checkout = await tx.OneOrNullAsync<Guid?>(CheckoutSql, new { tx.Region, order });
        if (checkout is null) return Refusals.OrderNotFound.AsProblem();

        // The checkout's lock is the one that orders move under.
        await CheckoutBook.LockAsync(tx, checkout.Value);
        var refusal = body.Status == OrderStatus.Cancelled
            ? await cancelling.CancelAsync(tx, order, body.Why ?? "by_store", caller.Account)
            : await MoveAsync(tx, book, order, body, caller);
        return refusal is not null
            ? refusal.AsProblem()
            : await tx.CommitAsync(TypedResults.Ok(new Answer(order, body.Status)));
    }

    static async Task<Refusal?> MoveAsync(Tx tx, CheckoutBook book, Guid order, Body body, Caller caller)
    {
        var status = await tx.OneAsync<string>(StatusSql, new { tx.Region, order });
        if (status == body.Status) return null;
        // A cancelled order comes back by its payment alone.
        if (status == OrderStatus.Cancelled || !OrderStatus.MayMove(status, body.Status)
            || status == OrderStatus.Placed)
            return Refusals.StatusNotReachable.With("status", status);
        var moved = (await book.MoveAsync(tx, [order], body.Status, body.Why, caller.Account)).Single();
        tx.Append(new OrderMoved(order, moved.Checkout, moved.Store, body.Status));
        return null;
    }

    const string CheckoutSql = """
        -- orders.move-order.checkout
        select checkout_id from orders.store_order where region = @Region and id = @order
        """;

    const string StatusSql = """
        -- orders.move-order.status
        select status from orders.store_order where region = @Region and id = @order
        """;
}
