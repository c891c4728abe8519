using Feria.Contracts;

namespace Feria.Orders;

/// <summary>
/// The money of cancelled orders went back: they are refunded now. Of others some may have; once it is all, so are
/// they.
/// </summary>
sealed class OnPaymentRefunded(CheckoutBook book, Refunding refunding) : Reaction
{
    public override string Name => "orders.on-payment-refunded";

    public override IReadOnlyCollection<string> Hears { get; } = [EventKindAttribute.Of(typeof(PaymentRefunded))];

    public override async Task HandleAsync(Tx tx, IReadOnlyList<LoggedEvent> events)
    {
        foreach (var refund in events.Select(said => said.As<PaymentRefunded>()).OrderBy(refund => refund.Checkout))
        {
            await CheckoutBook.LockAsync(tx, refund.Checkout);
            var orders = await tx.ListAsync<Guid>(CancelledSql, new { tx.Region, refund.Checkout, refund.Order });
            foreach (var order in await book.MoveAsync(tx, [.. orders], OrderStatus.Refunded, null, null))
                tx.Append(new OrderMoved(order.Id, order.Checkout, order.Store, OrderStatus.Refunded));
            if (refund.Order is { } part && !orders.Contains(part))
                await refunding.SentAsync(tx, part, refund.AmountMinor);
        }
    }

    // A refund that names no order is of the whole checkout.
    const string CancelledSql = """
        -- orders.on-payment-refunded.cancelled
        select id
        from orders.store_order
        where region = @Region and checkout_id = @Checkout and status = 'cancelled'
            and (@Order::uuid is null or id = @Order)
        order by id
        """;
}
