namespace Feria.Orders;

/// <summary>What holds of returns and refunds: no unit goes back twice, and none is paid back twice.</summary>
static class ReturnClaims
{
    public static readonly IReadOnlyList<Claim> All =
    [
        new("orders.units-come-back-once",
            "No more units of a line are in open and granted returns, or paid back otherwise, than were bought and "
            + "sent anew.", "orders.return_line", BackOnceSql),
        new("orders.units-are-paid-back-once",
            "No more units of a line were paid back than were bought.", "orders.refund_line", PaidOnceSql),
        new("orders.exchanges-are-sent-anew",
            "All units of what was exchanged are to be sent anew, and of nothing else any.", "orders.return",
            AnewSql),
        new("orders.returns-stand-where-their-history-ends",
            "The last status in a return's history is its own.", "orders.return", HistorySql),
    ];

    const string BackOnceSql = """
        -- orders.claims.back-once
        select b.order_id || ' ' || b.position as offender
        from (
            select region, order_id, position, sum(units) as units, sum(anew) as anew
            from (
                select r.region, r.order_id, l.position, l.quantity as units, l.anew
                from orders.return r
                join orders.return_line l on l.region = r.region and l.return_id = r.id
                where r.status not in ('withdrawn', 'lapsed', 'kept')
                union all
                select f.region, f.order_id, l.position, l.quantity, 0
                from orders.refund f
                join orders.refund_line l on l.region = f.region and l.refund_id = f.id
                where f.return_id is null
            ) each_one
            group by region, order_id, position
        ) b
        left join orders.order_line o on o.region = b.region and o.order_id = b.order_id and o.position = b.position
        where o.quantity is null or b.units > o.quantity + b.anew
        """;

    const string PaidOnceSql = """
        -- orders.claims.paid-once
        select p.order_id || ' ' || p.position as offender
        from (
            select f.region, f.order_id, l.position, sum(l.quantity) as units
            from orders.refund f
            join orders.refund_line l on l.region = f.region and l.refund_id = f.id
            group by f.region, f.order_id, l.position
        ) p
        left join orders.order_line o on o.region = p.region and o.order_id = p.order_id and o.position = p.position
        where o.quantity is null or p.units > o.quantity
        """;

    const string AnewSql = """
        -- orders.claims.anew
        select r.id::text as offender
        from orders.return r
        join orders.return_line l on l.region = r.region and l.return_id = r.id
        where l.anew <> case r.status when 'exchanged' then l.quantity else 0 end
        group by r.id
        """;

    const string HistorySql = """
        -- orders.claims.return-history
        select r.id::text as offender
        from orders.return r
        left join (
            select distinct on (region, return_id) region, return_id, status
            from orders.return_history
            order by region, return_id, id desc
        ) h on h.region = r.region and h.return_id = r.id
        where h.status is distinct from r.status
        """;
}
