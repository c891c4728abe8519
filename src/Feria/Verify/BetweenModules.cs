namespace Feria.Verify;

/// <summary>
/// What holds between modules: goods, orders and money tell the same story. Only the roof may read several rooms at
/// once, and only to check.
/// </summary>
static class BetweenModules
{
    public static readonly IReadOnlyList<Claim> All =
    [
        new("holds-are-the-order-lines",
            "A checkout holds, sold or let go exactly the units of its order lines, as its status says; an exchange "
            + "sold what is sent anew.",
            "inventory.reservation", HoldsSql),
        new("movements-are-the-sales",
            "A sold reservation left the shelf by one movement of as many units.", "inventory.movement", MovementsSql),
        new("checkouts-have-one-payment",
            "Every checkout has a payment of its total, method and currency.", "orders.checkout", PaymentsSql),
        new("sales-are-the-confirmed-orders",
            "Every order of a confirmed checkout is a sale of its total, store and commission; no other is.",
            "payments.sale", SalesSql),
        new("money-is-kept-for-goods-only",
            "What was captured belongs to a confirmed checkout, or all of it is asked to go back.", "payments.payment",
            MoneySql),
        new("cancelled-sales-give-the-money-back",
            "A cancelled order of a confirmed checkout is wholly undone in the books; an order that goes on is not.",
            "payments.sale", CancelledSql),
        new("set-aside-is-what-the-flash-sale-has",
            "An open flash sale's units are set aside or taken; of a closed one nothing is set aside.",
            "flashsales.sale", SetAsideSql),
        new("takings-are-the-holds",
            "A checkout of a flash sale holds, sold or let go exactly the units it took there.", "flashsales.taking",
            TakingsSql),
        new("refunds-were-ordered",
            "What a store or the platform gave back of an order went back in the books.", "orders.refund", RefundsSql),
        new("open-returns-keep-the-money",
            "While a return is open its store is not paid for the order.", "orders.return", KeptBackSql),
    ];

    const string HoldsSql = """
        -- feria.between-modules.holds
        select coalesce(r.checkout_id, l.checkout_id)::text as offender
        from inventory.reservation r
        full join (
            select o.region, o.checkout_id, l.offer_id, sum(l.quantity) as quantity, min(c.status) as status
            from orders.order_line l
            join orders.store_order o on o.region = l.region and o.id = l.order_id
            join orders.checkout c on c.region = o.region and c.id = o.checkout_id
            group by o.region, o.checkout_id, l.offer_id
            union all
            select r.region, r.id, o.offer_id, sum(l.anew), 'confirmed'
            from orders.return r
            join orders.return_line l on l.region = r.region and l.return_id = r.id
            join orders.order_line o on o.region = r.region and o.order_id = r.order_id and o.position = l.position
            where l.anew > 0
            group by r.region, r.id, o.offer_id
        ) l on l.region = r.region and l.checkout_id = r.checkout_id and l.offer_id = r.offer_id
        where r.quantity is distinct from l.quantity
            or r.state <> case l.status when 'placed' then 'held' when 'confirmed' then 'sold' else 'released' end
        """;

    const string MovementsSql = """
        -- feria.between-modules.movements
        select coalesce(r.checkout_id, m.checkout_id)::text as offender
        from (select region, checkout_id, offer_id, quantity from inventory.reservation where state = 'sold') r
        full join (
            select region, cause as checkout_id, offer_id, sum(units_from - units_to) as quantity, count(*) as times
            from inventory.movement
            where kind = 'sale'
            group by region, cause, offer_id
        ) m on m.region = r.region and m.checkout_id = r.checkout_id and m.offer_id = r.offer_id
        where r.quantity is distinct from m.quantity or m.times <> 1
        """;

    const string PaymentsSql = """
        -- feria.between-modules.payments
        select c.id::text as offender
        from orders.checkout c
        left join payments.payment p on p.region = c.region and p.checkout_id = c.id
        where (p.amount_minor, p.currency, p.method) is distinct from (c.total_minor, c.currency, c.method)
        """;

    const string SalesSql = """
        -- feria.between-modules.sales
        select coalesce(o.id, s.order_id)::text as offender
        from (
            select o.region, o.id, o.store_id, o.total_minor, o.commission_minor
            from orders.store_order o
            join orders.checkout c on c.region = o.region and c.id = o.checkout_id
            where c.status = 'confirmed'
        ) o
        full join payments.sale s on s.region = o.region and s.order_id = o.id
        where (o.store_id, o.total_minor, o.commission_minor)
            is distinct from (s.store_id, s.total_minor, s.commission_minor)
        """;

    const string MoneySql = """
        -- feria.between-modules.money
        select p.id::text as offender
        from payments.payment p
        join orders.checkout c on c.region = p.region and c.id = p.checkout_id
        where case
            when c.status = 'confirmed' then p.captured_minor <> p.amount_minor and p.method <> 'cash_on_delivery'
            else p.captured_minor <> p.refund_asked_minor
        end
        """;

    const string CancelledSql = """
        -- feria.between-modules.cancelled
        select s.order_id::text as offender
        from payments.sale s
        join orders.store_order o on o.region = s.region and o.id = s.order_id
        where case
            when o.status = 'cancelled' then s.refunded_minor <> s.total_minor
            when o.status = 'refunded' then s.refunded_minor = 0 and s.total_minor > 0
            -- What was sent is refunded once the money has left.
            else s.refunded_minor = s.total_minor and s.total_minor > 0 and o.status not in ('shipped', 'delivered')
        end
        """;

    const string RefundsSql = """
        -- feria.between-modules.refunds
        select f.order_id::text as offender
        from (
            select region, order_id, sum(amount_minor) as amount_minor
            from orders.refund
            group by region, order_id
        ) f
        left join payments.sale s on s.region = f.region and s.order_id = f.order_id
        where f.amount_minor > coalesce(s.refunded_minor, 0)
        """;

    const string KeptBackSql = """
        -- feria.between-modules.kept-back
        select r.id::text as offender
        from orders.return r
        left join payments.kept_back k on k.region = r.region and k.order_id = r.order_id and k.cause = r.id
        where (k.cause is null) <> (r.status in ('refunded', 'exchanged', 'withdrawn', 'lapsed', 'kept'))
        """;

    const string SetAsideSql = """
        -- feria.between-modules.set-aside
        select e.id::text as offender
        from flashsales.sale e
        left join inventory.set_aside a on a.region = e.region and a.id = e.id
        left join (
            select region, sale_id, sum(taken) as taken from flashsales.spot group by region, sale_id
        ) s on s.region = e.region and s.sale_id = e.id
        where (a.closed_at is null) is distinct from (e.closed_at is null)
            or a.quantity <> case when e.closed_at is null then e.units - coalesce(s.taken, 0) else 0 end
        """;

    const string TakingsSql = """
        -- feria.between-modules.takings
        select coalesce(t.checkout_id, r.checkout_id)::text as offender
        from flashsales.taking t
        full join (
            select region, checkout_id, set_aside_id, quantity, state
            from inventory.reservation
            where set_aside_id is not null
        ) r on r.region = t.region and r.checkout_id = t.checkout_id
        where (t.sale_id, t.quantity, case t.state when 'returned' then 'sold' else t.state end)
            is distinct from (r.set_aside_id, r.quantity, r.state)
        """;
}
