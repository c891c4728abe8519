using Feria.Contracts;

namespace Feria.Inventory;

/// <summary>
/// The one place that changes stock. Every change locks rows in offer order, leaves a movement where units on hand
/// change, and says <see cref="AvailabilityChanged"/> only where free units cross zero.
/// </summary>
public sealed class Shelf(Database database) : IStock
{
    readonly Aside aside = new();

    public Task<IReadOnlyList<FreeStock>> LoadAndLockAsync(Tx tx, Guid[] offers) =>
        tx.ListAsync<FreeStock>(LockSql, new { tx.Region, offers });

    public async Task ReserveAsync(Tx tx, IReadOnlyList<Hold> holds)
    {
        if (holds.Count == 0) return;
        var changed = await tx.ListAsync<Freed>(ReserveSql, new
        {
            tx.Region,
            checkouts = holds.Select(hold => hold.Checkout).ToArray(),
            offers = holds.Select(hold => hold.Offer).ToArray(),
            quantities = holds.Select(hold => hold.Quantity).ToArray(),
            expiries = holds.Select(hold => hold.ExpiresAt).ToArray(),
            asides = holds.Select(hold => hold.SetAside).ToArray(),
        });
        if (changed.Count < holds.DistinctBy(hold => hold.Offer).Count())
            throw new InvalidOperationException("Units were held twice, or of an offer without stock.");
        Freed.Say(tx, changed);
    }

    public async Task SellFreeAsync(Tx tx, IReadOnlyList<Hold> units)
    {
        if (units.Count == 0) return;
        var changed = await tx.ListAsync<Returned>(SellFreeSql, new
        {
            tx.Region,
            checkouts = units.Select(unit => unit.Checkout).ToArray(),
            offers = units.Select(unit => unit.Offer).ToArray(),
            quantities = units.Select(unit => unit.Quantity).ToArray(),
        });
        if (changed.Count < units.DistinctBy(unit => unit.Offer).Count())
            throw new InvalidOperationException("Units were sold of an offer without stock.");
        var movements = new List<Movement>(units.Count);
        foreach (var (offer, after) in units.GroupBy(unit => unit.Offer).Join(
            changed, offer => offer.Key, row => row.Offer, (offer, row) => (offer, row.OnHand)))
        {
            var onHand = after + offer.Sum(unit => unit.Quantity);
            foreach (var unit in offer)
                movements.Add(new(
                    unit.Offer, MovementKind.Sale, onHand, onHand -= unit.Quantity, unit.Checkout, null, null));
        }

        Movements.Write(tx, movements);
        Freed.Say(tx, [.. changed.Select(row => row.Freed)]);
    }

    public async Task<IReadOnlyList<Guid>> SellAsync(Tx tx, Guid[] checkouts)
    {
        await LockHeldAsync(tx, checkouts);
        var sold = await tx.ListAsync<Sold>(SellSql, new { tx.Region, checkouts });
        var movements = new List<Movement>();
        foreach (var offer in sold.GroupBy(row => row.Offer))
        {
            var units = offer.First().OnHand + offer.Sum(row => row.Quantity);
            foreach (var row in offer)
                movements.Add(
                    new(row.Offer, MovementKind.Sale, units, units -= row.Quantity, row.Checkout, null, null));
        }

        Movements.Write(tx, movements);
        return [.. sold.Select(row => row.Checkout).Distinct()];
    }

    public async Task ReleaseAsync(Tx tx, Guid[] checkouts, string why)
    {
        await LockHeldAsync(tx, checkouts);
        Freed.Say(tx, await tx.ListAsync<Freed>(ReleaseSql, new { tx.Region, checkouts, why }));
    }

    public async Task RestockAsync(Tx tx, IReadOnlyList<Restock> units)
    {
        if (units.Count == 0) return;
        await LoadAndLockAsync(tx, [.. units.Select(unit => unit.Offer)]);
        var back = units.GroupBy(unit => unit.Offer).ToList();
        var changed = await tx.ListAsync<Returned>(RestockSql, new
        {
            tx.Region,
            offers = back.Select(offer => offer.Key).ToArray(),
            quantities = back.Select(offer => offer.Sum(unit => unit.Quantity)).ToArray(),
        });

        var movements = new List<Movement>();
        foreach (var (offer, row) in back.Join(
            changed, offer => offer.Key, row => row.Offer, (offer, row) => (offer, row)))
        {
            var onHand = row.OnHand - offer.Sum(unit => unit.Quantity);
            foreach (var unit in offer)
                movements.Add(
                    new(unit.Offer, MovementKind.Restock, onHand, onHand += unit.Quantity, unit.Order, null, null));
        }

        Movements.Write(tx, movements);
        // Said together: what goes back to where it was set aside was never free.
        var asides = units.Where(unit => unit.Checkout is not null).ToList();
        var setAside = asides.Count > 0 ? await aside.ReturnAsync(tx, asides) : [];
        Freed.Say(tx, [.. changed.Select(row => row.Freed), .. setAside]);
    }

    public Task<bool> SetAsideAsync(Tx tx, SetAside units) => aside.SetAsync(tx, units);

    public Task<IReadOnlyList<SetAside>> LoadSetAsideAsync(Tx tx, Guid[] ids) => aside.LoadAsync(tx, ids);

    public Task<SetAsideUse> SetAsideUseAsync(Session session, Guid id) =>
        Aside.UseAsync(session, database.Region, id);

    public Task<long> CloseSetAsideAsync(Tx tx, Guid id) => aside.CloseAsync(tx, id);

    public Task<IReadOnlyList<FreeStock>> CountAsync(
        Tx tx, IReadOnlyList<StockCount> counts, string why, Guid? actor = null) =>
        Counts.CountAsync(tx, counts, why, actor);

    public Task<IReadOnlyList<StockLevel>> LevelsAsync(Session session, Guid[] offers) =>
        session.ListAsync<StockLevel>(LevelsSql, new { database.Region, offers });

    public Task<IReadOnlyList<ShelfStock>> OnShelfAsync(Session session, Guid[] offers) =>
        session.ListAsync<ShelfStock>(OnShelfSql, new { database.Region, offers });

    static Task<IReadOnlyList<Guid>> LockHeldAsync(Tx tx, Guid[] checkouts) =>
        tx.ListAsync<Guid>(LockHeldSql, new { tx.Region, checkouts });

    sealed record Returned(Guid Offer, long OnHand, long FreeBefore, long FreeAfter, long? Threshold)
    {
        public Freed Freed => new(Offer, FreeBefore, FreeAfter, Threshold);
    }

    sealed record Sold(Guid Checkout, Guid Offer, long Quantity, long OnHand);

    const string LockSql = """
        -- inventory.shelf.lock
        select offer_id as offer, on_hand, reserved
        from inventory.stock
        where region = @Region and offer_id = any(@offers)
        order by offer_id
        for update
        """;

    const string LockHeldSql = """
        -- inventory.shelf.lock-held
        select s.offer_id
        from inventory.stock s
        where s.region = @Region and s.offer_id in (
            select r.offer_id from inventory.reservation r
            where r.region = @Region and r.checkout_id = any(@checkouts) and r.state = 'held')
        order by s.offer_id
        for update of s
        """;

    // Only rows that were not held already count, so a hold made twice cannot reserve twice. What was set aside is
    // reserved already: it changes hands. More than is left there breaks its constraint.
    const string ReserveSql = """
        -- inventory.shelf.reserve
        with held as (
            insert into inventory.reservation as r (region, checkout_id, offer_id, quantity, expires_at, set_aside_id)
            select @Region, h.checkout_id, h.offer_id, sum(h.quantity)::bigint, max(h.expires_at), h.set_aside_id
            from unnest(@checkouts::uuid[], @offers::uuid[], @quantities::bigint[], @expiries::timestamptz[],
                @asides::uuid[]) as h(checkout_id, offer_id, quantity, expires_at, set_aside_id)
            group by h.checkout_id, h.offer_id, h.set_aside_id
            on conflict (region, checkout_id, offer_id) do update
                set state = 'held', quantity = excluded.quantity, expires_at = excluded.expires_at, why = null,
                    set_aside_id = excluded.set_aside_id
                where r.state = 'released'
            returning offer_id, quantity, set_aside_id),
        handed as (
            update inventory.set_aside a
            set quantity = a.quantity - h.quantity
            from (
                select set_aside_id as id, sum(quantity)::bigint as quantity
                from held
                where set_aside_id is not null
                group by set_aside_id) h
            where a.region = @Region and a.id = h.id and a.closed_at is null
            returning a.id),
        wanted as (
            select h.offer_id, coalesce(sum(h.quantity) filter (where g.id is null), 0)::bigint as quantity
            from held h
            left join handed g on g.id = h.set_aside_id
            group by h.offer_id)
        update inventory.stock s
        set reserved = s.reserved + w.quantity, changed_at = now()
        from wanted w
        where s.region = @Region and s.offer_id = any(@offers) and s.offer_id = w.offer_id
        returning s.offer_id as offer, s.on_hand - s.reserved + w.quantity as free_before,
            s.on_hand - s.reserved as free_after, s.threshold
        """;

    const string SellFreeSql = """
        -- inventory.shelf.sell-free
        with given as (
            select u.checkout_id, u.offer_id, u.quantity
            from unnest(@checkouts::uuid[], @offers::uuid[], @quantities::bigint[])
                as u(checkout_id, offer_id, quantity)),
        kept as (
            insert into inventory.reservation (region, checkout_id, offer_id, quantity, state)
            select @Region, checkout_id, offer_id, quantity, 'sold' from given),
        sums as (select offer_id, sum(quantity)::bigint as quantity from given group by offer_id)
        update inventory.stock s
        set on_hand = s.on_hand - g.quantity, sold = s.sold + g.quantity, changed_at = now()
        from sums g
        where s.region = @Region and s.offer_id = any(@offers) and s.offer_id = g.offer_id
        returning s.offer_id as offer, s.on_hand, s.on_hand - s.reserved + g.quantity as free_before,
            s.on_hand - s.reserved as free_after, s.threshold
        """;

    const string SellSql = """
        -- inventory.shelf.sell
        with moved as (
            update inventory.reservation set state = 'sold'
            where region = @Region and checkout_id = any(@checkouts) and state = 'held'
            returning checkout_id, offer_id, quantity),
        sums as (select offer_id, sum(quantity)::bigint as quantity from moved group by offer_id),
        changed as (
            update inventory.stock s
            set on_hand = s.on_hand - m.quantity, reserved = s.reserved - m.quantity, sold = s.sold + m.quantity,
                changed_at = now()
            from sums m
            where s.region = @Region and s.offer_id = m.offer_id
            returning s.offer_id, s.on_hand)
        select m.checkout_id as checkout, m.offer_id as offer, m.quantity, c.on_hand
        from moved m
        join changed c using (offer_id)
        order by m.offer_id, m.checkout_id
        """;

    const string ReleaseSql = """
        -- inventory.shelf.release
        with freed as (
            update inventory.reservation set state = 'released', why = @why
            where region = @Region and checkout_id = any(@checkouts) and state = 'held'
            returning offer_id, quantity, set_aside_id),
        returned as (
            update inventory.set_aside a
            set quantity = a.quantity + f.quantity
            from (
                select set_aside_id as id, sum(quantity)::bigint as quantity
                from freed
                where set_aside_id is not null
                group by set_aside_id) f
            where a.region = @Region and a.id = f.id and a.closed_at is null
            returning a.id),
        sums as (
            select f.offer_id, coalesce(sum(f.quantity) filter (where r.id is null), 0)::bigint as quantity
            from freed f
            left join returned r on r.id = f.set_aside_id
            group by f.offer_id)
        update inventory.stock s
        set reserved = s.reserved - f.quantity, changed_at = now()
        from sums f
        where s.region = @Region and s.offer_id = f.offer_id
        returning s.offer_id as offer, s.on_hand - s.reserved - f.quantity as free_before,
            s.on_hand - s.reserved as free_after, s.threshold
        """;

    const string RestockSql = """
        -- inventory.shelf.restock
        update inventory.stock s
        set on_hand = s.on_hand + b.quantity, sold = s.sold - b.quantity, changed_at = now()
        from unnest(@offers::uuid[], @quantities::bigint[]) as b(offer_id, quantity)
        where s.region = @Region and s.offer_id = any(@offers) and s.offer_id = b.offer_id
        returning s.offer_id as offer, s.on_hand, s.on_hand - s.reserved - b.quantity as free_before,
            s.on_hand - s.reserved as free_after, s.threshold
        """;

    const string OnShelfSql = """
        -- inventory.shelf.on-shelf
        select offer_id as offer, on_hand, reserved, sold
        from inventory.stock
        where region = @Region and offer_id = any(@offers)
        """;

    const string LevelsSql = """
        -- inventory.shelf.levels
        select offer_id as offer, on_hand - reserved as available
        from inventory.stock
        where region = @Region and offer_id = any(@offers)
        """;
}
