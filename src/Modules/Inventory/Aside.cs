using Feria.Contracts;

namespace Feria.Inventory;

/// <summary>
/// Units set aside under an id: reserved, and handed on to the checkouts that name it. Changes under the lock of the
/// offer's stock row, as all of it does.
/// </summary>
sealed class Aside
{
    public async Task<bool> SetAsync(Tx tx, SetAside units)
    {
        var free = await tx.OneOrNullAsync<long?>(LockSql, new { tx.Region, units.Offer });
        var had = await tx.OneOrNullAsync<long?>(HadSql, new { tx.Region, units.Id }) ?? 0;
        if (free is null || units.Quantity - had > free) return false;

        await tx.ExecuteAsync(SetSql, new { tx.Region, units.Id, units.Offer, units.Quantity });
        Freed.Say(tx, await tx.ListAsync<Freed>(
            ReserveSql, new { tx.Region, units.Offer, more = units.Quantity - had }));
        return true;
    }

    public Task<IReadOnlyList<SetAside>> LoadAsync(Tx tx, Guid[] ids) =>
        tx.ListAsync<SetAside>(LoadSql, new { tx.Region, ids });

    public static Task<SetAsideUse> UseAsync(Session session, string region, Guid id) =>
        session.OneAsync<SetAsideUse>(UseSql, new { Region = region, id });

    public async Task<long> CloseAsync(Tx tx, Guid id)
    {
        var offer = await tx.OneOrNullAsync<Guid?>(OfferSql, new { tx.Region, id });
        if (offer is null) return 0;
        await tx.OneAsync<long>(LockSql, new { tx.Region, Offer = offer.Value });
        var left = await tx.OneOrNullAsync<long?>(CloseSql, new { tx.Region, id });
        if (left is not > 0) return 0;
        Freed.Say(tx, await tx.ListAsync<Freed>(
            ReserveSql, new { tx.Region, Offer = offer.Value, more = -left.Value }));
        return left.Value;
    }

    /// <summary>What came back of sales is set aside again where it was, as long as that is open.</summary>
    public Task<IReadOnlyList<Freed>> ReturnAsync(Tx tx, IReadOnlyList<Restock> units) =>
        tx.ListAsync<Freed>(ReturnSql, new
        {
            tx.Region,
            checkouts = units.Select(unit => unit.Checkout!.Value).ToArray(),
            offers = units.Select(unit => unit.Offer).ToArray(),
            quantities = units.Select(unit => unit.Quantity).ToArray(),
        });

    const string LockSql = """
        -- inventory.aside.lock
        select on_hand - reserved from inventory.stock where region = @Region and offer_id = @Offer for update
        """;

    const string HadSql = """
        -- inventory.aside.had
        select quantity from inventory.set_aside where region = @Region and id = @Id and closed_at is null
        """;

    const string OfferSql = """
        -- inventory.aside.offer
        select offer_id from inventory.set_aside where region = @Region and id = @id
        """;

    const string SetSql = """
        -- inventory.aside.set
        insert into inventory.set_aside (region, id, offer_id, quantity) values (@Region, @Id, @Offer, @Quantity)
        on conflict (region, id) do update set quantity = excluded.quantity
        """;

    const string ReserveSql = """
        -- inventory.aside.reserve
        update inventory.stock set reserved = reserved + @more, changed_at = now()
        where region = @Region and offer_id = @Offer
        returning offer_id as offer, on_hand - reserved + @more as free_before, on_hand - reserved as free_after,
            threshold
        """;

    const string LoadSql = """
        -- inventory.aside.load
        select id, offer_id as offer, quantity
        from inventory.set_aside
        where region = @Region and id = any(@ids) and closed_at is null
        """;

    const string UseSql = """
        -- inventory.aside.use
        select coalesce((
                select quantity from inventory.set_aside where region = @Region and id = @id and closed_at is null
            ), 0) as left,
            coalesce(sum(quantity) filter (where state = 'held'), 0)::bigint as held,
            coalesce(sum(quantity) filter (where state = 'sold'), 0)::bigint as sold
        from inventory.reservation
        where region = @Region and set_aside_id = @id
        """;

    const string CloseSql = """
        -- inventory.aside.close
        with left_over as (
            select id, quantity from inventory.set_aside where region = @Region and id = @id and closed_at is null
            for update)
        update inventory.set_aside a
        set closed_at = now(), quantity = 0
        from left_over l
        where a.region = @Region and a.id = l.id
        returning l.quantity
        """;

    const string ReturnSql = """
        -- inventory.aside.return
        with back as (
            select r.set_aside_id as id, sum(u.quantity)::bigint as quantity
            from unnest(@checkouts::uuid[], @offers::uuid[], @quantities::bigint[])
                as u(checkout_id, offer_id, quantity)
            join inventory.reservation r
                on r.region = @Region and r.checkout_id = u.checkout_id and r.offer_id = u.offer_id
            where r.set_aside_id is not null
            group by r.set_aside_id),
        returned as (
            update inventory.set_aside a
            set quantity = a.quantity + b.quantity
            from back b
            where a.region = @Region and a.id = b.id and a.closed_at is null
            returning a.offer_id, b.quantity)
        update inventory.stock s
        set reserved = s.reserved + r.quantity
        from (select offer_id, sum(quantity)::bigint as quantity from returned group by offer_id) r
        where s.region = @Region and s.offer_id = r.offer_id
        returning s.offer_id as offer, s.on_hand - s.reserved + r.quantity as free_before,
            s.on_hand - s.reserved as free_after, s.threshold
        """;
}
