namespace Feria.Inventory;

/// <summary>
/// An offer's quantities as they stand, beside what its movements, holds and units set aside prove them to be.
/// </summary>
sealed record Proved(
    Guid Offer, long OnHand, long Reserved, long Sold, long ProvedOnHand, long ProvedReserved, long ProvedSold,
    long? Threshold)
{
    public bool IsTrue => (OnHand, Reserved, Sold) == (ProvedOnHand, ProvedReserved, ProvedSold);

    /// <summary>
    /// Whether stock could be so; where not, a movement or a hold is missing and no number can mend it.
    /// </summary>
    public bool CanBe => ProvedReserved >= 0 && ProvedReserved <= ProvedOnHand && ProvedSold >= 0;

    /// <summary>Some offers by one snapshot; those that are locked stand still meanwhile.</summary>
    public static Task<IReadOnlyList<Proved>> OfAsync(Session session, string region, Guid[] offers) =>
        session.ListAsync<Proved>(OfSql, new { Region = region, offers });

    /// <summary>The next of all offers after one, in the order of their ids.</summary>
    public static Task<IReadOnlyList<Guid>> WalkAsync(Session session, string region, Guid after, int atMost) =>
        session.ListAsync<Guid>(WalkSql, new { Region = region, after, atMost });

    // Holds have no index by offer, which each placement would pay for: they are read once for all that are asked.
    const string OfSql = """
        -- inventory.proved.of
        with kept as (
            select offer_id, sum(quantity)::bigint as quantity
            from (
                select offer_id, quantity
                from inventory.reservation
                where region = @Region and state = 'held' and offer_id = any(@offers)
                union all
                select offer_id, quantity
                from inventory.set_aside
                where region = @Region and closed_at is null and offer_id = any(@offers)) held
            group by offer_id)
        select s.offer_id as offer, s.on_hand, s.reserved, s.sold, m.moved as proved_on_hand,
            coalesce(k.quantity, 0) as proved_reserved, m.given - m.moved as proved_sold, s.threshold
        from unnest(@offers::uuid[]) as o(id)
        cross join lateral (
            select offer_id, on_hand, reserved, sold, threshold
            from inventory.stock
            where region = @Region and stock.offer_id = o.id
            limit 1) s
        cross join lateral (
            select coalesce(sum(units_to - units_from), 0)::bigint as moved,
                coalesce(sum(units_to - units_from) filter (where kind in ('initial', 'adjustment')), 0)::bigint
                    as given
            from inventory.movement
            where region = @Region and offer_id = o.id) m
        left join kept k on k.offer_id = o.id
        """;

    const string WalkSql = """
        -- inventory.proved.walk
        select offer_id
        from inventory.stock
        where region = @Region and offer_id > @after
        order by offer_id
        limit @atMost
        """;
}
