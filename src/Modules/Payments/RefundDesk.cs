using Feria.Contracts;

namespace Feria.Payments;

/// <summary>
/// Money that goes back: ordered in the ledger at once, sent by a durable job, done when the gateway says so.
/// </summary>
static class RefundDesk
{
    /// <summary>
    /// Part of an order's money goes back, or all that is left of it. Where it was to be paid at the door, the sale is
    /// only undone.
    /// </summary>
    /// <returns>Why not; then nothing was written.</returns>
    public static async Task<Refusal?> OrderAsync(Tx tx, Guid checkout, Guid order, Money? asked, string why)
    {
        if (await PaymentLog.LockAsync(tx, checkout) is not { IsSettled: true } payment) return null;
        if (await Sale.LockAsync(tx, order) is not { } sale) return null;
        var amount = asked ?? new(sale.LeftMinor, payment.Currency);
        if (amount.Amount == 0 && !sale.IsGiven) return null;
        if (amount.Amount < 0 || amount.Currency != payment.Currency)
            throw new InvalidOperationException($"{amount} cannot go back of order {order}.");
        if (payment.IsDisputed) return Refusals.PaymentDisputed;
        if (amount.Amount > sale.LeftMinor)
            return Refusals.RefundTooMuch.With("left", new Money(sale.LeftMinor, payment.Currency));

        Ledger.Write(tx, Ledger.Undo(payment, sale, amount.Amount));
        await sale.After(amount.Amount).LessenAsync(tx);
        if (amount.Amount == 0) return null;
        if (payment.Method != PaymentMethod.CashOnDelivery)
            await AskAsync(tx, payment, order, amount.Amount, why);
        else if (!sale.IsReleased) await ForgetCashAsync(tx, payment);
        return null;
    }

    /// <summary>All of a payment that found no order left to pay goes back.</summary>
    public static async Task ReturnAsync(Tx tx, Payment payment)
    {
        if (payment.AmountMinor == 0) return;
        Ledger.Write(tx, Ledger.Return(payment));
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
