using Feria.Contracts;

namespace Feria.Payments;

/// <summary>
/// Money that goes back: ordered in the ledger at once, sent by a durable job, done when the gateway says so.
/// </summary>
static class RefundDesk
{
    /// <summary>
    /// Part of an order's money goes back. Where it was to be paid at the door, the sale is only undone.
    /// </summary>
    public static async Task OrderAsync(Tx tx, Guid checkout, Guid order, Money amount, string why)
    {
        if (await PaymentLog.LockAsync(tx, checkout) is not { IsSettled: true } payment || amount.Amount == 0) return;
        var sale = await tx.OneOrNullAsync<Sale>(LockSaleSql, new { tx.Region, order });
        if (sale is null) return;
        if (amount.Amount < 0 || amount.Amount > sale.LeftMinor || amount.Currency != payment.Currency)
            throw new InvalidOperationException($"Order {order} has {sale.LeftMinor} {payment.Currency} to refund.");

        await Ledger.WriteAsync(tx, Ledger.Undo(payment, sale, amount.Amount));
        var after = sale.After(amount.Amount);
        await tx.ExecuteAsync(
            LessenSaleSql, new { tx.Region, order, after.RefundedMinor, after.CommissionRefundedMinor });
        if (payment.Status == Payment.DueOnDelivery) await ForgetCashAsync(tx, payment);
        else await AskAsync(tx, payment, order, amount.Amount, why);
    }

    /// <summary>All of a payment that found no order left to pay goes back.</summary>
    public static async Task ReturnAsync(Tx tx, Payment payment)
    {
        if (payment.AmountMinor == 0) return;
        await Ledger.WriteAsync(tx, Ledger.Return(payment));
        await WriteAsync(tx, payment, null, payment.AmountMinor, "came_too_late");
    }

    static async Task AskAsync(Tx tx, Payment payment, Guid order, long amountMinor, string why)
    {
        await tx.ExecuteAsync(AskSql, new { tx.Region, payment.Id, amountMinor });
        await WriteAsync(tx, payment, order, amountMinor, why);
    }

    static async Task WriteAsync(Tx tx, Payment payment, Guid? order, long amountMinor, string why)
    {
        var refund = Id.New();
        await tx.ExecuteAsync(WriteSql, new { tx.Region, refund, payment = payment.Id, order, amountMinor, why });
        tx.Enqueue(SendRefund.Kind, new SendRefund.Body(refund), key: refund.ToString());
    }

    // With its last order gone, nothing is due at the door any more.
    static async Task ForgetCashAsync(Tx tx, Payment payment)
    {
        if (await tx.OneAsync<bool>(AnythingSoldSql, new { tx.Region, payment.Id })) return;
        await PaymentLog.SayAsync(tx, payment, new Happening(Happening.Failed, "cancelled", Why: "cancelled"));
    }

    const string LockSaleSql = """
        -- payments.refund-desk.lock-sale
        select order_id, store_id, total_minor, commission_minor, refunded_minor, commission_refunded_minor
        from payments.sale
        where region = @Region and order_id = @order
        for update
        """;

    const string LessenSaleSql = """
        -- payments.refund-desk.lessen-sale
        update payments.sale
        set refunded_minor = @RefundedMinor, commission_refunded_minor = @CommissionRefundedMinor
        where region = @Region and order_id = @order
        """;

    const string AskSql = """
        -- payments.refund-desk.ask
        update payments.payment
        set refund_asked_minor = refund_asked_minor + @amountMinor, changed_at = clock_timestamp()
        where region = @Region and id = @Id
        """;

    const string WriteSql = """
        -- payments.refund-desk.write
        insert into payments.refund (region, id, payment_id, order_id, amount_minor, why)
        values (@Region, @refund, @payment, @order, @amountMinor, @why)
        """;

    const string AnythingSoldSql = """
        -- payments.refund-desk.anything-sold
        select exists (
            select from payments.sale where region = @Region and payment_id = @Id and refunded_minor < total_minor)
        """;
}
