namespace Feria.FlashSales;

/// <summary>What holds of flash sales: spots know what they took, and the line has no gap.</summary>
static class Claims
{
    public static readonly IReadOnlyList<Claim> All =
    [
        new("flashsales.spots-took-their-takings",
            "A spot's units are those its checkouts hold or bought.", "flashsales.spot", TakenSql),
        new("flashsales.nothing-is-oversold",
            "Of a flash sale no more is held and sold than it has.", "flashsales.sale", OversoldSql),
        new("flashsales.numbers-have-no-gap",
            "The numbers of a line go from one to its last without a gap.", "flashsales.sale", NumbersSql),
    ];

    const string TakenSql = """
        -- flashsales.claims.taken
        select s.id::text as offender
        from flashsales.spot s
        left join (
            select region, spot_id, sum(quantity) as quantity
            from flashsales.taking
            where state in ('held', 'sold')
            group by region, spot_id
        ) t on t.region = s.region and t.spot_id = s.id
        where s.taken <> coalesce(t.quantity, 0)
        """;

    const string OversoldSql = """
        -- flashsales.claims.oversold
        select e.id::text as offender
        from flashsales.sale e
        join (
            select region, sale_id, sum(taken) as taken from flashsales.spot group by region, sale_id
        ) s on s.region = e.region and s.sale_id = e.id
        where s.taken > e.units
        """;

    const string NumbersSql = """
        -- flashsales.claims.numbers
        select e.id::text as offender
        from flashsales.sale e
        left join (
            select region, sale_id, count(number) as many, max(number) as last
            from flashsales.spot
            group by region, sale_id
        ) s on s.region = e.region and s.sale_id = e.id
        where e.last_number <> coalesce(s.many, 0) or e.last_number <> coalesce(s.last, 0)
        """;
}
