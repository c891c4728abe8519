namespace Feria.Inventory;

/// <summary>What holds of stock: every unit is accounted for.</summary>
static class Claims
{
    public static readonly IReadOnlyList<Claim> All =
    [
        new("inventory.on-hand-is-its-movements",
            "An offer's units on hand are the sum of its movements.", "inventory.stock", OnHandSql),
        new("inventory.initial-and-adjustments-are-kept",
            "On hand and sold together are what there was at first and every adjustment since.", "inventory.stock",
            KeptSql),
        new("inventory.reserved-is-what-is-held",
            "An offer's reserved units are the sum of its live reservations and of what is set aside.",
            "inventory.stock", ReservedSql),
        new("inventory.sold-is-what-was-held-and-not-returned",
            "An offer's sold units are its sold reservations less what came back.", "inventory.stock", SoldSql),
    ];

    const string OnHandSql = """
        -- inventory.claims.on-hand
        select s.offer_id::text as offender
        from inventory.stock s
        left join (
            select region, offer_id, sum(units_to - units_from) as units
            from inventory.movement
            group by region, offer_id
        ) m on m.region = s.region and m.offer_id = s.offer_id
        where s.on_hand <> coalesce(m.units, 0)
        """;

    const string KeptSql = """
        -- inventory.claims.kept
        select s.offer_id::text as offender
        from inventory.stock s
        left join (
            select region, offer_id, sum(units_to - units_from) as units
            from inventory.movement
            where kind in ('initial', 'adjustment')
            group by region, offer_id
        ) m on m.region = s.region and m.offer_id = s.offer_id
        where s.on_hand + s.sold <> coalesce(m.units, 0)
        """;

    const string ReservedSql = """
        -- inventory.claims.reserved
        select s.offer_id::text as offender
        from inventory.stock s
        left join (
            select region, offer_id, sum(quantity) as units
            from (
                select region, offer_id, quantity from inventory.reservation where state = 'held'
                union all
                select region, offer_id, quantity from inventory.set_aside where closed_at is null) kept
            group by region, offer_id
        ) r on r.region = s.region and r.offer_id = s.offer_id
        where s.reserved <> coalesce(r.units, 0)
        """;

    const string SoldSql = """
        -- inventory.claims.sold
        select s.offer_id::text as offender
        from inventory.stock s
        left join (
            select region, offer_id, sum(quantity) as units
            from inventory.reservation
            where state = 'sold'
            group by region, offer_id
        ) r on r.region = s.region and r.offer_id = s.offer_id
        left join (
            select region, offer_id, sum(units_to - units_from) as units
            from inventory.movement
            where kind = 'restock'
            group by region, offer_id
        ) m on m.region = s.region and m.offer_id = s.offer_id
        where s.sold <> coalesce(r.units, 0) - coalesce(m.units, 0)
        """;
}
