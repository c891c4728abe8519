using System.Text.Json;
using Feria.Contracts;

namespace Feria.Payments;

/// <summary>Makes the stores' shares payable that are due with nothing open about them, in batches.</summary>
sealed class ReleaseSales(Database database, TimeProvider clock) : Job
{
    const int AtMost = 200;

    public const string JobName = "payments.release-sales";

    public override string Name => JobName;

    public override TimeSpan? Every => TimeSpan.FromMinutes(1);

    public override async Task RunAsync(JsonElement body, CancellationToken stop)
    {
        while (await ReleaseSomeAsync(stop) == AtMost) { }
    }

    async Task<int> ReleaseSomeAsync(CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var due = await tx.ListAsync<Due>(DueSql, new { tx.Region, now = clock.GetUtcNow().UtcDateTime, AtMost });
        if (due.Count == 0) return 0;
        await tx.ExecuteAsync(ReleaseSql, new
        {
            tx.Region, orders = due.Select(one => one.OrderId).ToArray(), now = clock.GetUtcNow().UtcDateTime,
        });
        Ledger.Write(
            tx, due.Select(one => Ledger.Release(one.Method, one.PaymentId, one.Currency, one.Sale)));
        await tx.CommitAsync();
        return due.Count;
    }

    sealed record Due(
        Guid OrderId, Guid StoreId, long TotalMinor, long CommissionMinor, long RefundedMinor,
        long CommissionRefundedMinor, long SubsidyMinor, long SubsidyRefundedMinor, Guid PaymentId, string Method,
        string Currency)
    {
        public Sale Sale => new(
            OrderId, StoreId, TotalMinor, CommissionMinor, RefundedMinor, CommissionRefundedMinor,
            SubsidyMinor: SubsidyMinor, SubsidyRefundedMinor: SubsidyRefundedMinor);
    }

    // Who keeps an order back holds its sale's lock while doing so.
    const string DueSql = """
        -- payments.release-sales.due
        select s.order_id, s.store_id, s.total_minor, s.commission_minor, s.refunded_minor,
            s.commission_refunded_minor, s.subsidy_minor, s.subsidy_refunded_minor, p.id as payment_id, p.method,
            p.currency
        from payments.sale s
        join payments.payment p on p.region = s.region and p.id = s.payment_id
        where s.region = @Region and s.due_at <= @now and s.released_at is null
            and not exists (
                select from payments.kept_back k where k.region = s.region and k.order_id = s.order_id)
        order by s.due_at
        limit @AtMost
        for update of s skip locked
        """;

    const string ReleaseSql = """
        -- payments.release-sales.release
        update payments.sale set released_at = @now where region = @Region and order_id = any(@orders)
        """;
}
