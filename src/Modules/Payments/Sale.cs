using Feria.Contracts;

namespace Feria.Payments;

/// <summary>An order's money as it was sold, and how much of it went back.</summary>
public sealed record Sale(
    Guid OrderId, Guid StoreId, long TotalMinor, long CommissionMinor, long RefundedMinor, long CommissionRefundedMinor)
{
    public long LeftMinor => TotalMinor - RefundedMinor;

    /// <summary>
    /// The commission's share of a refund. Reckoned on all that went back so far, so that refunds in any parts give
    /// back exactly the commission in the end.
    /// </summary>
    public long CommissionBack(long amountMinor)
    {
        var back = RefundedMinor + amountMinor;
        return new Money(CommissionMinor, "").Split([back, TotalMinor - back])[0].Amount - CommissionRefundedMinor;
    }

    public Sale After(long amountMinor) => this with
    {
        RefundedMinor = RefundedMinor + amountMinor,
        CommissionRefundedMinor = CommissionRefundedMinor + CommissionBack(amountMinor),
    };

    /// <summary>Writes the sales of settled checkouts and what they do to the ledger, many in two statements.</summary>
    public static async Task WriteAsync(Tx tx, IReadOnlyList<(Payable Payable, Payment Payment)> settled)
    {
        if (settled.Count == 0) return;
        var sold = settled
            .SelectMany(one => one.Payable.Orders.Select(order => (one.Payment, Order: order)))
            .ToList();
        await tx.ExecuteAsync(WriteSql, new
        {
            tx.Region,
            payments = sold.Select(one => one.Payment.Id).ToArray(),
            orders = sold.Select(one => one.Order.Order).ToArray(),
            stores = sold.Select(one => one.Order.Store).ToArray(),
            totals = sold.Select(one => one.Order.Total.Amount).ToArray(),
            commissions = sold.Select(one => one.Order.Commission.Amount).ToArray(),
        });
        await Ledger.WriteAsync(tx, sold.Select(one => Ledger.Sell(one.Payment, one.Order)));
    }

    const string WriteSql = """
        -- payments.sale.write
        insert into payments.sale (region, order_id, payment_id, store_id, total_minor, commission_minor)
        select @Region, s.order_id, s.payment_id, s.store_id, s.total, s.commission
        from unnest(@payments::uuid[], @orders::uuid[], @stores::uuid[], @totals::bigint[], @commissions::bigint[])
            as s(payment_id, order_id, store_id, total, commission)
        """;
}
