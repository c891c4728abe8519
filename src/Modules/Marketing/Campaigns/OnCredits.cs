using Feria.Contracts;

namespace Feria.Marketing;

/// <summary>
/// Notes the orders of those a campaign drew, told or held out, within a fortnight of that; and when one is undone.
/// Hearing it all again comes to the same.
/// </summary>
sealed class OnCredits(IOrderBook orders) : Reaction
{
    public override string Name => "marketing.on-credits";

    public override IReadOnlyCollection<string> Hears { get; } =
    [
        EventKindAttribute.Of(typeof(OrderConfirmed)),
        EventKindAttribute.Of(typeof(OrderCancelled)),
        EventKindAttribute.Of(typeof(OrderMoved)),
    ];

    public override async Task HandleAsync(Tx tx, IReadOnlyList<LoggedEvent> events)
    {
        var confirmed = events.Where(said => said.Kind == EventKindAttribute.Of(typeof(OrderConfirmed)))
            .ToDictionary(said => said.Key, said => said.At);
        if (confirmed.Count > 0) await CreditAsync(tx, confirmed);
        var undone = events.Where(IsUndone).OrderBy(said => said.Key).ToList();
        if (undone.Count > 0)
            await tx.ExecuteAsync(UndoSql, new
            {
                tx.Region,
                ids = undone.Select(said => said.Key).ToArray(),
                ats = undone.Select(said => said.At).ToArray(),
            });
    }

    async Task CreditAsync(Tx tx, IReadOnlyDictionary<Guid, DateTime> confirmed)
    {
        var sold = (await orders.SoldAsync(tx, [.. confirmed.Keys])).Where(order => order.Account is not null)
            .OrderBy(order => order.Order).ToList();
        if (sold.Count == 0) return;
        await tx.ExecuteAsync(CreditSql, new
        {
            tx.Region,
            ids = sold.Select(order => order.Order).ToArray(),
            accounts = sold.Select(order => order.Account!.Value).ToArray(),
            ats = sold.Select(order => confirmed[order.Order]).ToArray(),
            currencies = sold.Select(order => order.Currency).ToArray(),
            revenues = sold.Select(order => order.Lines.Sum(line => line.TotalMinor)).ToArray(),
        });
    }

    static bool IsUndone(LoggedEvent said) =>
        said.Kind == EventKindAttribute.Of(typeof(OrderCancelled)) ? said.As<OrderCancelled>().WasSale
        : said.Kind == EventKindAttribute.Of(typeof(OrderMoved)) && said.As<OrderMoved>().Status == "refunded";

    // Of rounds that both reach an order the later has it.
    const string CreditSql = """
        -- marketing.on-credits.credit
        insert into marketing.credit (region, campaign_id, order_id, account_id, round, arm, at, currency,
            revenue_minor)
        select distinct on (r.campaign_id, o.id) @Region, r.campaign_id, o.id, o.account_id, r.round, r.arm, o.at,
            o.currency, o.revenue_minor
        from unnest(@ids::uuid[], @accounts::uuid[], @ats::timestamptz[], @currencies::text[], @revenues::bigint[])
            as o(id, account_id, at, currency, revenue_minor)
        join marketing.recipient r on r.region = @Region and r.account_id = o.account_id
            and r.drawn_at <= o.at and r.drawn_at > o.at - interval '14 days'
        order by r.campaign_id, o.id, r.round desc
        on conflict do nothing
        """;

    const string UndoSql = """
        -- marketing.on-credits.undo
        update marketing.credit c set undone_at = u.at
        from unnest(@ids::uuid[], @ats::timestamptz[]) as u(id, at)
        where c.region = @Region and c.order_id = u.id
        """;
}
