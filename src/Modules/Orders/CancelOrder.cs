using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Orders;

/// <summary>
/// The buyer cancels an order until it is shipped: its units are for sale again and its money goes back. Before the
/// payment the whole purchase is cancelled, since it is paid as one. Cancelling again changes nothing.
/// </summary>
public static class CancelOrder
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/orders/{order:guid}/cancel", Handle)
        .WithName(nameof(CancelOrder))
        .AllowAnyone()
        .InTheTill()
        .Refuses(Refusals.OrderNotFound, Refusals.OrderOnItsWay);

    public static async Task<Results<Ok<Order>, ProblemHttpResult>> Handle(
        Guid order, Caller caller, Database database, Purchases purchases, Cancelling cancelling,
        CancellationToken stop)
    {
        if (Owner.Of(caller) is not { } owner) return Refusals.OrderNotFound.AsProblem();
        await using var tx = await database.WriteAsync(stop);
        if (await purchases.OrderAsync(tx, owner, order) is null) return Refusals.OrderNotFound.AsProblem();
        var refusal = await cancelling.CancelAsync(tx, order, "by_buyer", caller.Account);
        if (refusal is not null) return refusal.AsProblem();
        return await tx.CommitAsync(TypedResults.Ok(await purchases.OrderAsync(tx, owner, order)));
    }
}

/// <summary>Cancels one order, for whoever may.</summary>
public sealed class Cancelling(
    CheckoutBook book, IStock stock, IFlashSales flashSales, IPromotions promotions, IPayments payments)
{
    public async Task<Refusal?> CancelAsync(Tx tx, Guid order, string why, Guid? actor)
    {
        var checkout = await tx.OneAsync<CheckoutBook.Locked>(LockOfOrderSql, new { tx.Region, order });
        if (checkout.Status == CheckoutStatus.Placed)
        {
            await book.EndAsync(tx, [checkout.Id], CheckoutStatus.Cancelled, why);
            return null;
        }

        var now = await tx.OneAsync<Standing>(StandingSql, new { tx.Region, order });
        if (now.Status is OrderStatus.Cancelled or OrderStatus.Refunded) return null;
        if (now.IsSent || !OrderStatus.MayMove(now.Status, OrderStatus.Cancelled))
            return Refusals.OrderOnItsWay.With("status", now.Status);

        var moved = (await book.MoveAsync(tx, [order], OrderStatus.Cancelled, why, actor)).Single();
        var units = await tx.ListAsync<Restock>(LinesSql, new { tx.Region, order });
        if (checkout.FlashSale is not null)
        {
            await flashSales.ReleaseAsync(tx, [checkout.Id], why);
            units = [.. units.Select(unit => unit with { Checkout = checkout.Id })];
        }

        // Of a promotion that another order of the checkout still has, the use stands.
        if (checkout.HasUses)
            await promotions.ReleaseAsync(tx, [checkout.Id], [.. await tx.ListAsync<Guid>(
                UsedByItAloneSql, new { tx.Region, checkout = checkout.Id, order })]);
        await stock.RestockAsync(tx, units);
        if (await payments.RefundAsync(tx, moved.Checkout, order, null, why) is { } refusal) return refusal;
        tx.Append(new OrderCancelled(order, moved.Checkout, moved.Store, why, WasSale: true));
        return null;
    }

    /// <param name="IsSent">Whether some of it is in a parcel that did not come back.</param>
    sealed record Standing(string Status, bool IsSent);

    const string LockOfOrderSql = """
        -- orders.cancel-order.lock
        select c.id, c.status, c.method, c.flash_sale_id as flash_sale, c.has_uses
        from orders.checkout c
        where c.region = @Region
            and c.id = (select o.checkout_id from orders.store_order o where o.region = @Region and o.id = @order)
        for update
        """;

    const string StandingSql = """
        -- orders.cancel-order.standing
        select o.status,
            exists (
                select from orders.shipment s
                where s.region = @Region and s.order_id = @order and s.status <> 'returned') as is_sent
        from orders.store_order o
        where o.region = @Region and o.id = @order
        """;

    const string UsedByItAloneSql = """
        -- orders.cancel-order.used-by-it-alone
        select d.promotion_id
        from orders.order_discount d
        where d.region = @Region and d.order_id = @order and not exists (
            select from orders.store_order o
            join orders.order_discount e on e.region = o.region and e.order_id = o.id
            where o.region = @Region and o.checkout_id = @checkout and o.id <> @order
                and o.status not in ('cancelled', 'refunded') and e.promotion_id = d.promotion_id)
        """;

    const string LinesSql = """
        -- orders.cancel-order.lines
        select order_id as order, offer_id as offer, quantity::bigint as quantity, null::uuid as checkout
        from orders.order_line
        where region = @Region and order_id = @order
        order by position
        """;
}
