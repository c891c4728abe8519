namespace Feria.Payments;

/// <summary>What holds of money: the books balance, and every amount is the sum of what happened.</summary>
static class Claims
{
    public static readonly IReadOnlyList<Claim> All =
    [
        new("payments.currencies-sum-to-zero",
            "The ledger's entries of each currency sum to nothing.", "payments.entry", CurrenciesSql),
        new("payments.journals-sum-to-zero",
            "Every journal balances in one currency.", "payments.journal", JournalsSql),
        new("payments.amounts-are-the-events",
            "A payment's captured, refunded and disputed amounts are what its events add up to.", "payments.payment",
            AmountsSql),
        new("payments.refunds-asked-are-the-refunds",
            "What a payment was asked to give back is the sum of its refunds.", "payments.payment", AskedSql),
        new("payments.refunds-done-are-told-once",
            "A refund that is done stands in its payment's events once, and no other does.", "payments.refund",
            DoneSql),
        new("payments.gateway-holds-what-was-captured",
            "What the books say the gateway holds of a payment is captured less refunded less disputed.",
            "payments.payment", GatewaySql),
        new("payments.sales-undone-are-the-refunds",
            "What went back of a sale is the sum of its refunds and what a bank took, where money was taken.",
            "payments.sale", UndoneSql),
        new("payments.released-once",
            "Every sale that is released has one journal that says so, and no other has.", "payments.sale",
            ReleasedSql),
        new("payments.held-is-what-is-not-released",
            "What the books hold for a store is its share of the sales that are not released.", "payments.sale",
            HeldSql),
        new("payments.payouts-are-booked",
            "What is on its way to a store is the sum of its payouts that are made or sent.", "payments.payout",
            PayoutsSql),
        new("payments.disputes-are-the-books",
            "What the books say is disputed is the sum of the disputes that are not decided.", "payments.dispute",
            DisputesSql),
        new("payments.sums-are-the-entries",
            "The closed sums of the ledger are those of its entries up to where they were closed.",
            "payments.ledger_sum", SumsSql),
    ];

    const string CurrenciesSql = """
        -- payments.claims.currencies
        select currency || ' ' || sum(amount_minor) as offender
        from payments.entry
        group by currency
        having sum(amount_minor) <> 0
        """;

    const string SumsSql = """
        -- payments.claims.sums
        select concat_ws(' ', region, account, owner, currency) as offender
        from (
            select e.region, e.account, e.owner, e.currency, sum(e.amount_minor) as sum_minor
            from payments.entry e
            join payments.journal j on j.region = e.region and j.id = e.journal_id
            left join payments.ledger_closed c on c.region = e.region
            where j.written_by is null or j.written_by < c.until
            group by e.region, e.account, e.owner, e.currency
        ) e
        full join payments.ledger_sum s using (region, account, owner, currency)
        where coalesce(e.sum_minor, 0) <> coalesce(s.sum_minor, 0)
        """;

    const string JournalsSql = """
        -- payments.claims.journals
        select journal_id::text as offender
        from payments.entry
        group by region, journal_id
        having sum(amount_minor) <> 0 or min(currency) <> max(currency)
        """;

    const string AmountsSql = """
        -- payments.claims.amounts
        select p.id::text as offender
        from payments.payment p
        left join (
            select region, payment_id, count(*) filter (where kind = 'captured') as captured,
                sum(amount_minor) filter (where kind = 'refunded') as refunded_minor,
                sum(case kind when 'disputed' then amount_minor when 'dispute_won' then -amount_minor end)
                    as disputed_minor,
                -- Told before amounts were: all of it.
                count(*) filter (where kind = 'disputed' and amount_minor = 0) as whole
            from payments.payment_event
            group by region, payment_id
        ) e on e.region = p.region and e.payment_id = p.id
        where e.payment_id is null
            or p.captured_minor <> case when e.captured > 0 then p.amount_minor else 0 end
            or p.refunded_minor <> coalesce(e.refunded_minor, 0)
            or p.disputed_minor <> coalesce(e.disputed_minor, 0) + e.whole * p.amount_minor
        """;

    const string AskedSql = """
        -- payments.claims.asked
        select p.id::text as offender
        from payments.payment p
        left join (
            select region, payment_id, sum(amount_minor) as amount_minor
            from payments.refund
            group by region, payment_id
        ) r on r.region = p.region and r.payment_id = p.id
        where p.refund_asked_minor <> coalesce(r.amount_minor, 0)
        """;

    const string DoneSql = """
        -- payments.claims.done
        select coalesce(r.id::text, e.cause) as offender
        from (select region, payment_id, id, amount_minor from payments.refund where done_at is not null) r
        full join (
            select region, payment_id, cause, amount_minor from payments.payment_event where kind = 'refunded'
        ) e on e.region = r.region and e.payment_id = r.payment_id and e.cause = r.id::text
        where r.id is null or e.cause is null or r.amount_minor <> e.amount_minor
        """;

    const string GatewaySql = """
        -- payments.claims.gateway
        select p.id::text as offender
        from payments.payment p
        left join (
            select j.region, j.payment_id, sum(e.amount_minor) as amount_minor
            from payments.journal j
            join payments.entry e on e.region = j.region and e.journal_id = j.id
            where e.account = 'gateway'
            group by j.region, j.payment_id
        ) g on g.region = p.region and g.payment_id = p.id
        where coalesce(g.amount_minor, 0) <> p.captured_minor - p.refunded_minor - p.disputed_minor
        """;

    const string UndoneSql = """
        -- payments.claims.undone
        select s.order_id::text as offender
        from payments.sale s
        join payments.payment p on p.region = s.region and p.id = s.payment_id
        left join (
            select region, order_id, sum(amount_minor) as amount_minor
            from payments.refund
            where order_id is not null
            group by region, order_id
        ) r on r.region = s.region and r.order_id = s.order_id
        left join (
            select j.region, j.order_id, -sum(e.amount_minor) as amount_minor
            from payments.journal j
            join payments.entry e on e.region = j.region and e.journal_id = j.id
            where j.kind = 'dispute_lost' and e.account = 'disputed'
            group by j.region, j.order_id
        ) l on l.region = s.region and l.order_id = s.order_id
        where p.method <> 'cash_on_delivery'
            and s.refunded_minor <> coalesce(r.amount_minor, 0) + coalesce(l.amount_minor, 0)
        """;

    // A journal that moves nothing is not written.
    const string ReleasedSql = """
        -- payments.claims.released
        select coalesce(s.order_id, j.order_id)::text as offender
        from (
            select region, order_id from payments.sale
            where released_at is not null
                and refunded_minor - commission_refunded_minor + subsidy_refunded_minor
                    < total_minor - commission_minor + subsidy_minor) s
        full join (
            select region, order_id, count(*) as many from payments.journal where kind = 'release'
            group by region, order_id
        ) j using (region, order_id)
        where (s.order_id is not null and j.order_id is null) or j.many > 1 or not exists (
            select from payments.sale a
            where a.order_id = coalesce(s.order_id, j.order_id) and a.released_at is not null)
        """;

    const string HeldSql = """
        -- payments.claims.held
        select coalesce(s.store_id, e.owner)::text as offender
        from (
            select s.region, s.store_id, p.currency,
                sum(s.total_minor - s.refunded_minor - s.commission_minor + s.commission_refunded_minor
                    + s.subsidy_minor - s.subsidy_refunded_minor) as held
            from payments.sale s
            join payments.payment p on p.region = s.region and p.id = s.payment_id
            where s.released_at is null
            group by s.region, s.store_id, p.currency) s
        full join (
            select region, owner, currency, -sum(amount_minor) as held
            from payments.entry
            where account = 'store'
            group by region, owner, currency
        ) e on e.region = s.region and e.owner = s.store_id and e.currency = s.currency
        where coalesce(s.held, 0) <> coalesce(e.held, 0)
        """;

    const string PayoutsSql = """
        -- payments.claims.payouts
        select coalesce(p.store_id, e.owner)::text as offender
        from (
            select region, store_id, currency, sum(amount_minor) as due
            from payments.payout
            where status in ('made', 'sent')
            group by region, store_id, currency) p
        full join (
            select region, owner, currency, -sum(amount_minor) as due
            from payments.entry
            where account = 'payouts_due'
            group by region, owner, currency
        ) e on e.region = p.region and e.owner = p.store_id and e.currency = p.currency
        where coalesce(p.due, 0) <> coalesce(e.due, 0)
        """;

    const string DisputesSql = """
        -- payments.claims.disputes
        select coalesce(d.currency, e.currency) as offender
        from (
            select region, currency, sum(amount_minor) as disputed
            from payments.dispute
            where decided_at is null
            group by region, currency) d
        full join (
            select region, currency, sum(amount_minor) as disputed
            from payments.entry
            where account = 'disputed'
            group by region, currency
        ) e using (region, currency)
        where coalesce(d.disputed, 0) <> coalesce(e.disputed, 0)
        """;
}
