using Feria.Contracts;

namespace Feria.Payments;

/// <summary>
/// An order's money as it was sold, how much of it went back, and whether its store's share is payable.
/// </summary>
/// <param name="CommissionMinor">The platform's fees, with the tax on them.</param>
/// <param name="TaxMinor">That tax.</param>
/// <param name="IsReleased">Whether the store's share was made payable.</param>
/// <param name="SubsidyMinor">What the platform added, as it bears a discount.</param>
public sealed record Sale(
    Guid OrderId, Guid StoreId, long TotalMinor, long CommissionMinor, long RefundedMinor, long CommissionRefundedMinor,
    long TaxMinor = 0, bool IsReleased = false, long SubsidyMinor = 0, long SubsidyRefundedMinor = 0)
{
    public long LeftMinor => TotalMinor - RefundedMinor;

    /// <summary>What the store has of it now.</summary>
    public long StoreMinor =>
        LeftMinor + SubsidyMinor - SubsidyRefundedMinor - (CommissionMinor - CommissionRefundedMinor);

    /// <summary>Whether nothing was paid for it, and the platform has not taken back what it bore instead.</summary>
    public bool IsGiven => TotalMinor == 0 && SubsidyMinor > SubsidyRefundedMinor;

    /// <summary>
    /// The commission's share of a refund. Reckoned on all that went back so far, so that refunds in any parts give
    /// back exactly the commission in the end.
    /// </summary>
    public long CommissionBack(long amountMinor) => ShareOf(CommissionMinor, amountMinor) - CommissionRefundedMinor;

    /// <summary>The tax in that share, by the same rule.</summary>
    public long TaxBack(long amountMinor) =>
        TotalMinor == 0 ? (IsGiven ? TaxMinor : 0) : ShareOf(TaxMinor, amountMinor) - ShareOf(TaxMinor, 0);

    /// <summary>What the platform takes back of what it added, by the same rule.</summary>
    public long SubsidyBack(long amountMinor) => ShareOf(SubsidyMinor, amountMinor) - SubsidyRefundedMinor;

    long ShareOf(long partMinor, long amountMinor)
    {
        var back = RefundedMinor + amountMinor;
        return TotalMinor == 0
            ? (IsGiven ? partMinor : 0)
            : new Money(partMinor, "").Split([back, TotalMinor - back])[0].Amount;
    }

    public Sale After(long amountMinor) => this with
    {
        RefundedMinor = RefundedMinor + amountMinor,
        CommissionRefundedMinor = CommissionRefundedMinor + CommissionBack(amountMinor),
        SubsidyRefundedMinor = SubsidyRefundedMinor + SubsidyBack(amountMinor),
    };

    /// <summary>Locks an order's sale, after its payment; null where it is none.</summary>
    public static Task<Sale?> LockAsync(Tx tx, Guid order) =>
        tx.OneOrNullAsync<Sale>(LockSql, new { tx.Region, order });

    /// <summary>Locks the sales of a payment, after it.</summary>
    public static Task<IReadOnlyList<Sale>> LockOfPaymentAsync(Tx tx, Guid payment) =>
        tx.ListAsync<Sale>(LockOfPaymentSql, new { tx.Region, payment });

    /// <summary>Writes what went back of a locked sale.</summary>
    public Task LessenAsync(Tx tx) =>
        tx.ExecuteAsync(LessenSql, new
        {
            tx.Region, OrderId, RefundedMinor, CommissionRefundedMinor, SubsidyRefundedMinor,
        });

    public static async Task<IReadOnlyDictionary<Guid, SoldFor>> SoldForAsync(
        Session session, string region, Guid[] orders) =>
        (await session.ListAsync<SoldRow>(SoldForSql, new { region, orders })).ToDictionary(
            row => row.OrderId,
            row => new SoldFor(
                row.OrderId, new(row.TotalMinor, row.Currency), new(row.RefundedMinor, row.Currency)));

    public static async Task KeepBackAsync(Tx tx, Guid[] orders, Guid cause)
    {
        await tx.ListAsync<Guid>(LockAllSql, new { tx.Region, orders });
        await tx.ExecuteAsync(KeepBackSql, new { tx.Region, orders, cause });
    }

    public static async Task LetGoAsync(Tx tx, Guid[] orders, Guid cause)
    {
        await tx.ListAsync<Guid>(LockAllSql, new { tx.Region, orders });
        await tx.ExecuteAsync(LetGoSql, new { tx.Region, orders, cause });
    }

    sealed record SoldRow(Guid OrderId, long TotalMinor, long RefundedMinor, string Currency);

    /// <summary>
    /// Writes the sales of settled checkouts and what they do to the ledger, many in two statements put off.
    /// </summary>
    public static void Write(Tx tx, IReadOnlyList<(Payable Payable, Payment Payment)> settled)
    {
        if (settled.Count == 0) return;
        var sold = settled
            .SelectMany(one => one.Payable.Orders.Select(order => (one.Payment, Order: order)))
            .ToList();
        tx.Later(WriteSql, new
        {
            tx.Region,
            payments = sold.Select(one => one.Payment.Id).ToArray(),
            orders = sold.Select(one => one.Order.Order).ToArray(),
            stores = sold.Select(one => one.Order.Store).ToArray(),
            totals = sold.Select(one => one.Order.Total.Amount).ToArray(),
            commissions = sold.Select(one => one.Order.Commission.Amount).ToArray(),
            taxes = sold.Select(one => one.Order.Tax.Amount).ToArray(),
            subsidies = sold.Select(one => one.Order.Subsidy.Amount).ToArray(),
        });
        Ledger.Write(tx, sold.Select(one => Ledger.Sell(one.Payment, one.Order)));
    }

    const string WriteSql = """
        -- payments.sale.write
        insert into payments.sale (region, order_id, payment_id, store_id, total_minor, commission_minor, tax_minor,
            subsidy_minor)
        select @Region, s.order_id, s.payment_id, s.store_id, s.total, s.commission, s.tax, s.subsidy
        from unnest(@payments::uuid[], @orders::uuid[], @stores::uuid[], @totals::bigint[], @commissions::bigint[],
            @taxes::bigint[], @subsidies::bigint[])
            as s(payment_id, order_id, store_id, total, commission, tax, subsidy)
        """;

    const string LockSql = """
        -- payments.sale.lock
        select order_id, store_id, total_minor, commission_minor, refunded_minor, commission_refunded_minor, tax_minor,
            released_at is not null as is_released, subsidy_minor, subsidy_refunded_minor
        from payments.sale
        where region = @Region and order_id = @order
        for update
        """;

    const string LockOfPaymentSql = """
        -- payments.sale.lock-of-payment
        select order_id, store_id, total_minor, commission_minor, refunded_minor, commission_refunded_minor, tax_minor,
            released_at is not null as is_released, subsidy_minor, subsidy_refunded_minor
        from payments.sale
        where region = @Region and payment_id = @payment
        order by order_id
        for update
        """;

    const string LockAllSql = """
        -- payments.sale.lock-all
        select order_id
        from payments.sale
        where region = @Region and order_id = any(@orders)
        order by order_id
        for update
        """;

    const string LessenSql = """
        -- payments.sale.lessen
        update payments.sale
        set refunded_minor = @RefundedMinor, commission_refunded_minor = @CommissionRefundedMinor,
            subsidy_refunded_minor = @SubsidyRefundedMinor
        where region = @Region and order_id = @OrderId
        """;

    const string SoldForSql = """
        -- payments.sale.sold-for
        select s.order_id, s.total_minor, s.refunded_minor, p.currency
        from payments.sale s
        join payments.payment p on p.region = s.region and p.id = s.payment_id
        where s.region = @region and s.order_id = any(@orders)
        """;

    const string KeepBackSql = """
        -- payments.sale.keep-back
        insert into payments.kept_back (region, order_id, cause)
        select @Region, o, @cause from unnest(@orders::uuid[]) as o
        on conflict do nothing
        """;

    const string LetGoSql = """
        -- payments.sale.let-go
        delete from payments.kept_back where region = @Region and order_id = any(@orders) and cause = @cause
        """;
}
