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
}
