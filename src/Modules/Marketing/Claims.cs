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
