namespace Feria.Marketing;

/// <summary>What holds of promotions: what is counted is what was used.</summary>
static class Claims
{
    public static readonly IReadOnlyList<Claim> All =
    [
        new("marketing.uses-are-counted",
            "A promotion was used as often as checkouts hold a use of it.", "marketing.promotion", CountedSql),
        new("marketing.no-buyer-exceeds",
            "No account holds more uses of a promotion than one buyer may.", "marketing.use", OfBuyersSql),
        new("marketing.coupons-are-counted",
            "A coupon was used as often as checkouts hold a use of it.", "marketing.coupon", CouponsSql),
        new("marketing.budgets-add-up",
            "A campaign spent what its messages cost, and no more than its budget.", "marketing.campaign", BudgetsSql),
        new("marketing.clicks-add-up",
            "A sponsorship spent what its clicks cost, and no more than its budget.", "marketing.sponsorship",
            ClicksSql),
    ];

    const string CountedSql = """
        -- marketing.claims.counted
        select p.id::text as offender
        from marketing.promotion p
        left join (
            select region, promotion_id, count(*) as uses
            from marketing.use
            where released_at is null
            group by region, promotion_id
        ) u on u.region = p.region and u.promotion_id = p.id
        where p.used <> coalesce(u.uses, 0)
        """;

    const string CouponsSql = """
        -- marketing.claims.coupons
        select c.id::text as offender
        from marketing.coupon c
        left join marketing.use u on u.region = c.region and u.promotion_id = c.id and u.released_at is null
        group by c.region, c.id, c.used
        having c.used <> count(u.checkout_id)
        """;

    const string BudgetsSql = """
        -- marketing.claims.budgets
        select c.id::text as offender
        from marketing.campaign c
        left join (
            select campaign_id, sum(cost_minor) as cost from marketing.recipient group by campaign_id) r
            on r.campaign_id = c.id
        left join (
            select campaign_id, sum(cost_minor) as cost from marketing.arm group by campaign_id) a
            on a.campaign_id = c.id
        where c.spent_minor <> coalesce(r.cost, 0) or c.spent_minor <> coalesce(a.cost, 0)
            or c.spent_minor > c.budget_minor
        """;

    const string ClicksSql = """
        -- marketing.claims.clicks
        select s.id::text as offender
        from marketing.sponsorship s
        left join (
            select o.sponsorship_id, sum(o.cost_minor) as told, sum(c.cost) as cost,
                bool_and(o.charged = coalesce(c.charged, 0)) as is_counted
            from marketing.sponsored_offer o
            left join (
                select sponsored_offer_id, sum(cost_minor) as cost, count(*) as charged
                from marketing.sponsored_click
                where cost_minor > 0
                group by sponsored_offer_id) c on c.sponsored_offer_id = o.id
            group by o.sponsorship_id) o on o.sponsorship_id = s.id
        where s.spent_minor <> coalesce(o.told, 0) or s.spent_minor <> coalesce(o.cost, 0)
            or s.spent_minor > s.budget_minor or not coalesce(o.is_counted, true)
        """;

    const string OfBuyersSql = """
        -- marketing.claims.of-buyers
        select u.promotion_id || ' ' || u.account_id as offender
        from marketing.use u
        join marketing.promotion p on p.region = u.region and p.id = u.promotion_id
        where u.released_at is null and p.buyer_limit is not null
        group by u.region, u.promotion_id, u.account_id, p.buyer_limit
        having count(*) > p.buyer_limit
        """;
}
