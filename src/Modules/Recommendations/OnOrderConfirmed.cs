using Feria.Contracts;

namespace Feria.Recommendations;

/// <summary>What was bought counts for trending, once.</summary>
public sealed class OnOrderConfirmed : Reaction
{
    public override string Name => "recommendations.on-order-confirmed";

    public override IReadOnlyCollection<string> Hears { get; } = [EventKindAttribute.Of(typeof(OrderConfirmed))];

    public override async Task HandleAsync(Tx tx, IReadOnlyList<LoggedEvent> events)
    {
        var sold = events.SelectMany(said => said.As<OrderConfirmed>().Lines.Select(line => (said.At, line.Product)))
            .ToList();
        await tx.ExecuteAsync(RecordSql, new
        {
            ats = sold.Select(one => one.At).ToArray(),
            products = sold.Select(one => one.Product).ToArray(),
        });
    }

    public override async Task<DateTime> ForgetAsync(Tx tx, DateTime since)
    {
        await tx.ExecuteAsync(ForgetSql, new { since });
        await RefreshTrending.BeginAnewAsync(tx);
        return since;
    }

    // What was done longer ago is not kept.
    const string RecordSql = """
        -- recommendations.on-order-confirmed.record
        insert into recommendations.behaviour (at, kind, product_id, placement)
        select at, 'purchase', product, 'order'
        from unnest(@ats::timestamptz[], @products::uuid[]) as sold(at, product)
        where at > now() - interval '90 days'
        """;

    // Purchases that were not heard of here, such as the demo's, are not ours to forget.
    const string ForgetSql = """
        -- recommendations.on-order-confirmed.forget
        delete from recommendations.behaviour where kind = 'purchase' and placement = 'order' and at >= @since
        """;
}
