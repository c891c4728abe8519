using Feria.Contracts;

namespace Feria.Payments;

/// <summary>
/// A delivered order is the store's to be paid for once its buyer had time to complain. What was paid at the door is in
/// the store's hands already.
/// </summary>
public sealed class OnOrderMoved(ISettingDesk settings) : Reaction
{
    public override string Name => "payments.on-order-moved";

    public override IReadOnlyCollection<string> Hears { get; } = [EventKindAttribute.Of(typeof(OrderMoved))];

    public override async Task HandleAsync(Tx tx, IReadOnlyList<LoggedEvent> events)
    {
        var delivered = events.Where(said => said.As<OrderMoved>().Status == "delivered").ToList();
        if (delivered.Count == 0) return;
        await tx.ExecuteAsync(DueSql, new
        {
            tx.Region,
            orders = delivered.Select(said => said.As<OrderMoved>().Order).ToArray(),
            ats = delivered.Select(said => said.At).ToArray(),
            protection = await settings.NowAsync(tx, PaymentSettings.Protection),
            PaymentMethod.CashOnDelivery,
        });
    }

    // Delivered once: told again, the first time stands.
    const string DueSql = """
        -- payments.on-order-moved.due
        update payments.sale s
        set due_at = d.at + case when p.method = @CashOnDelivery then interval '0' else @protection end
        from unnest(@orders::uuid[], @ats::timestamptz[]) as d(order_id, at), payments.payment p
        where s.region = @Region and s.order_id = d.order_id and s.due_at is null
            and p.region = s.region and p.id = s.payment_id
        """;
}
