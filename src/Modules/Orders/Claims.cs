namespace Feria.Orders;

/// <summary>What holds of checkouts and their orders: sums add up and statuses agree.</summary>
static class Claims
{
    public static readonly IReadOnlyList<Claim> All =
    [
        new("orders.items-are-the-lines",
            "An order's items cost what its lines cost.", "orders.store_order", ItemsSql),
        new("orders.discounts-are-the-promotions",
            "What was taken off an order is what its promotions took, of its lines and its delivery.",
            "orders.store_order", DiscountSql),
        new("orders.total-is-the-orders",
            "A checkout's total is that of its orders, in their currency.", "orders.checkout", TotalSql),
        new("orders.statuses-agree",
            "Orders are placed while their checkout is, cancelled where it ended, and moving on where it is confirmed.",
            "orders.store_order", StatusSql),
        new("orders.history-ends-where-the-order-stands",
            "An order's history tells the status it has, each once.", "orders.order_history", HistorySql),
        new("orders.units-are-sent-once",
            "No more units of a line are in parcels than were bought and are sent anew, less those given up, but for "
            + "parcels that came back.", "orders.shipment_line", SentOnceSql),
        new("orders.what-is-shipped-was-sent",
            "Every unit of an order that is shipped was in a parcel, if it was not given up; of one delivered, in one "
            + "that arrived.", "orders.order_line", SentSql),
        new("orders.parcels-stand-where-their-history-ends",
            "The last status in a parcel's history is its own.", "orders.shipment", ParcelSql),
        new("orders.saved-is-counted",
            "A cart counts what was saved out of it.", "orders.cart", SavedSql),
        .. ReturnClaims.All,
    ];

    const string ItemsSql = """
        -- orders.claims.items
        select o.id::text as offender
        from orders.store_order o
        left join (
            select region, order_id, sum(total_minor) as total_minor
            from orders.order_line
            group by region, order_id
        ) l on l.region = o.region and l.order_id = o.id
        where l.total_minor is distinct from o.items_minor
        """;

    const string DiscountSql = """
        -- orders.claims.discount
        select o.id::text as offender
        from orders.store_order o
        left join (
            select region, order_id, sum(items_minor) as items_minor, sum(delivery_minor) as delivery_minor,
                coalesce(sum(items_minor + delivery_minor) filter (where funded_by = 'platform'), 0) as subsidy_minor
            from orders.order_discount
            group by region, order_id
        ) d on d.region = o.region and d.order_id = o.id
        left join (
            select region, order_id, sum(discount_minor) as discount_minor
            from orders.order_line
            group by region, order_id
        ) l on l.region = o.region and l.order_id = o.id
        where o.discount_minor <> coalesce(d.items_minor + d.delivery_minor, 0)
            or coalesce(l.discount_minor, 0) <> coalesce(d.items_minor, 0)
            or coalesce(d.delivery_minor, 0) > o.delivery_minor
            or o.subsidy_minor <> coalesce(d.subsidy_minor, 0)
        """;

    const string TotalSql = """
        -- orders.claims.total
        select c.id::text as offender
        from orders.checkout c
        left join (
            select region, checkout_id, sum(total_minor) as total_minor, min(currency) as least,
                max(currency) as greatest
            from orders.store_order
            group by region, checkout_id
        ) o on o.region = c.region and o.checkout_id = c.id
        where o.total_minor is distinct from c.total_minor or o.least <> c.currency or o.greatest <> c.currency
        """;

    // An order of a confirmed checkout may be cancelled alone; its money then comes back and it is refunded.
    const string StatusSql = """
        -- orders.claims.status
        select o.id::text as offender
        from orders.store_order o
        join orders.checkout c on c.region = o.region and c.id = o.checkout_id
        where case c.status
            when 'placed' then o.status <> 'placed'
            when 'confirmed' then o.status = 'placed'
            else o.status not in ('cancelled', 'refunded')
        end
        """;

    const string SentOnceSql = """
        -- orders.claims.sent-once
        select s.order_id || ' ' || l.position as offender
        from orders.shipment s
        join orders.shipment_line l on l.region = s.region and l.shipment_id = s.id
        left join orders.order_line o on o.region = s.region and o.order_id = s.order_id and o.position = l.position
        left join (
            select r.region, r.order_id, n.position, sum(n.anew) as anew
            from orders.return r
            join orders.return_line n on n.region = r.region and n.return_id = r.id
            group by r.region, r.order_id, n.position
        ) a on a.region = s.region and a.order_id = s.order_id and a.position = l.position
        left join (
            select f.region, f.order_id, u.position, sum(u.unsent) as unsent
            from orders.refund f
            join orders.refund_line u on u.region = f.region and u.refund_id = f.id
            group by f.region, f.order_id, u.position
        ) g on g.region = s.region and g.order_id = s.order_id and g.position = l.position
        where s.status <> 'returned'
        group by s.region, s.order_id, l.position, o.quantity, a.anew, g.unsent
        having o.quantity is null
            or sum(l.quantity) > o.quantity + coalesce(a.anew, 0) - coalesce(g.unsent, 0)
        """;

    const string SentSql = """
        -- orders.claims.sent
        select o.id::text as offender
        from orders.store_order o
        join orders.order_line l on l.region = o.region and l.order_id = o.id
        left join (
            select s.region, s.order_id, g.position, sum(g.quantity) as sent,
                sum(g.quantity) filter (where s.status = 'delivered') as arrived
            from orders.shipment s
            join orders.shipment_line g on g.region = s.region and g.shipment_id = s.id
            group by s.region, s.order_id, g.position
        ) p on p.region = o.region and p.order_id = o.id and p.position = l.position
        left join (
            select r.region, r.order_id, n.position, sum(n.anew) as anew
            from orders.return r
            join orders.return_line n on n.region = r.region and n.return_id = r.id
            group by r.region, r.order_id, n.position
        ) a on a.region = o.region and a.order_id = o.id and a.position = l.position
        left join (
            select f.region, f.order_id, u.position, sum(u.unsent) as unsent
            from orders.refund f
            join orders.refund_line u on u.region = f.region and u.refund_id = f.id
            group by f.region, f.order_id, u.position
        ) g on g.region = o.region and g.order_id = o.id and g.position = l.position
        where (o.status = 'shipped' and coalesce(p.sent, 0) < l.quantity - coalesce(g.unsent, 0))
            or (o.status = 'delivered' and coalesce(p.arrived, 0) not between l.quantity - coalesce(g.unsent, 0)
                and l.quantity + coalesce(a.anew, 0) - coalesce(g.unsent, 0))
        group by o.id
        """;

    const string ParcelSql = """
        -- orders.claims.parcel
        select s.id::text as offender
        from orders.shipment s
        left join (
            select distinct on (region, shipment_id) region, shipment_id, what
            from orders.shipment_history
            where what <> 'tracking'
            order by region, shipment_id, id desc
        ) h on h.region = s.region and h.shipment_id = s.id
        where h.what is distinct from s.status
        """;

    const string SavedSql = """
        -- orders.claims.saved
        select c.id::text as offender
        from orders.cart c
        left join (
            select region, cart_id, count(*) as items from orders.saved_item group by region, cart_id
        ) s on s.region = c.region and s.cart_id = c.id
        where c.saved <> coalesce(s.items, 0)
        """;

    // A late payment brings a cancelled order back, so that two statuses may stand twice.
    const string HistorySql = """
        -- orders.claims.history
        select o.id::text as offender
        from orders.store_order o
        left join (
            select region, order_id, bool_or(times > 1 and status not in ('cancelled', 'paid', 'preparing')) as twice,
                array_agg(status) as statuses
            from (
                select region, order_id, status, count(*) as times
                from orders.order_history
                group by region, order_id, status
            ) stood
            group by region, order_id
        ) h on h.region = o.region and h.order_id = o.id
        where h.statuses is null or h.twice or o.status <> all(h.statuses)
        """;
}
