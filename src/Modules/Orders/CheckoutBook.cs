using Feria.Contracts;

namespace Feria.Orders;

/// <summary>
/// The one finaliser: client, webhook and sweeper converge on it, in any order and any number. Every step takes the
/// checkout's row lock first, then carts, then spots in flash sales, then promotions, then stock.
/// </summary>
public sealed class CheckoutBook(
    Database database, IStock stock, IFlashSales flashSales, IPromotions promotions, TimeProvider clock) : ICheckoutBook
{
    public async Task<IReadOnlyDictionary<Guid, Payable>> PayablesAsync(Session session, params Guid[] checkouts)
    {
        var rows = await session.ListAsync<PayableRow>(PayableSql, new { database.Region, checkouts });
        return rows.GroupBy(row => row.Id).ToDictionary(orders => orders.Key, orders => PayableOf([.. orders]));
    }

    static Payable PayableOf(IReadOnlyList<PayableRow> orders) => new(
        orders[0].Id, orders[0].Number, orders[0].Total, orders[0].Method, orders[0].Status,
        [.. orders.Select(order => new PayableOrder(
            order.Order, order.Store, new(order.OrderMinor, order.Currency),
            new(order.CommissionMinor, order.Currency))
        {
            Tax = new(order.FeeTaxMinor, order.Currency),
            Subsidy = new(order.SubsidyMinor, order.Currency),
        })]);

    public async Task<IReadOnlyDictionary<Guid, Finalised>> ConfirmAsync(Tx tx, params Guid[] checkouts)
    {
        var found = await LockAsync(tx, checkouts);
        var sold = found.Where(one => one.Status == CheckoutStatus.Placed).ToList();
        // What was let go of in a flash sale is somebody else's turn by now.
        var letGo = found.Where(one =>
            one is { Status: CheckoutStatus.Expired or CheckoutStatus.Failed, FlashSale: null }).ToList();
        if (letGo.Count > 0 && checkouts.Length > 1) throw new FaultOfOneException();
        if (letGo is [var late] && await HoldAgainAsync(tx, late)) sold.Add(late);
        if (sold.Count > 0) await SellAsync(tx, sold);

        var confirmed = sold.Concat(found.Where(one => one.Status == CheckoutStatus.Confirmed))
            .Select(one => one.Id).ToHashSet();
        return checkouts.ToDictionary(
            one => one, one => confirmed.Contains(one) ? Finalised.Confirmed : Finalised.Lost);
    }

    async Task SellAsync(Tx tx, IReadOnlyList<Locked> sold)
    {
        Guid[] checkouts = [.. sold.Select(one => one.Id)];
        Guid[] ofFlashSales = [.. sold.Where(one => one.FlashSale is not null).Select(one => one.Id)];
        if (ofFlashSales.Length > 0) await flashSales.SellAsync(tx, ofFlashSales);
        if ((await stock.SellAsync(tx, checkouts)).Count < checkouts.Length)
            throw new InvalidOperationException($"Placed, but holding nothing: one of {string.Join(", ", checkouts)}.");
        tx.Later(ConfirmSql, new { tx.Region, checkouts, now = Now });
        foreach (var alike in sold.GroupBy(one => (
            Status: OrderStatus.OfConfirmed(one.Method),
            Why: one.Status == CheckoutStatus.Placed ? null : "late_payment")))
        {
            Guid[] ids = [.. alike.Select(one => one.Id)];
            await SayConfirmedAsync(tx, ids, await MoveAllAsync(tx, ids, alike.Key.Status, alike.Key.Why));
        }
    }

    internal static Task<IReadOnlyList<Locked>> LockAsync(Tx tx, params Guid[] checkouts) =>
        tx.ListAsync<Locked>(LockSql, new { tx.Region, checkouts });

    public async Task FailAsync(Tx tx, Guid checkout, string why)
    {
        if (await LockAsync(tx, checkout) is [{ Status: CheckoutStatus.Placed }])
            await EndAsync(tx, [checkout], CheckoutStatus.Failed, why);
    }

    /// <summary>
    /// Ends checkouts, whose rows are locked and placed, without a sale: their orders are cancelled, their units are
    /// for sale again, and unless the buyer wanted it so the buyer's cart gets its items back.
    /// </summary>
    internal async Task EndAsync(Tx tx, Guid[] checkouts, string status, string why)
    {
        var ended = await tx.ListAsync<Ended>(EndSql, new { tx.Region, checkouts, status, why, now = Now });
        Guid[] ofFlashSales = [.. ended.Where(one => one.FlashSale is not null).Select(one => one.Id)];
        // At the price of a flash sale nothing can be put back in a cart.
        Guid[] ofCarts = status == CheckoutStatus.Cancelled ? [] : [.. checkouts.Except(ofFlashSales)];
        if (ofCarts.Length > 0) await PutBackAsync(tx, ofCarts);
        if (ofFlashSales.Length > 0) await flashSales.ReleaseAsync(tx, ofFlashSales, why);
        Guid[] withUses = [.. ended.Where(one => one.HasUses).Select(one => one.Id)];
        if (withUses.Length > 0) await promotions.ReleaseAsync(tx, withUses);
        await stock.ReleaseAsync(tx, checkouts, why);
        tx.Touch(checkouts);
        foreach (var order in await MoveAllAsync(tx, checkouts, OrderStatus.Cancelled, why))
            tx.Append(new OrderCancelled(order.Id, order.Checkout, order.Store, why));
    }

    /// <summary>Moves orders of a checkout that is locked, where their status may become the given one.</summary>
    internal Task<IReadOnlyList<Moved>> MoveAsync(Tx tx, Guid[] orders, string status, string? why, Guid? actor) =>
        tx.ListAsync<Moved>(MoveSql, new
        {
            tx.Region,
            orders,
            ids = orders.Select(_ => Id.New()).ToArray(),
            from = OrderStatus.WhichMayBecome(status),
            status,
            why,
            actor,
            now = Now,
        });

    async Task<IReadOnlyList<Moved>> MoveAllAsync(Tx tx, Guid[] checkouts, string status, string? why) =>
        await MoveAsync(tx, [.. await tx.ListAsync<Guid>(OrdersSql, new { tx.Region, checkouts })], status, why, null);

    // The units were let go, and what was used of promotions: they are taken again where all are still free, else none
    // is.
    async Task<bool> HoldAgainAsync(Tx tx, Locked late)
    {
        if (late.HasUses && !await promotions.TakeAgainAsync(tx, late.Id)) return false;
        if (await HoldUnitsAgainAsync(tx, late.Id)) return true;
        if (late.HasUses) await promotions.ReleaseAsync(tx, [late.Id]);
        return false;
    }

    async Task<bool> HoldUnitsAgainAsync(Tx tx, Guid checkout)
    {
        var wanted = await tx.ListAsync<Line>(LinesSql, new { tx.Region, checkouts = new[] { checkout } });
        var free = await stock.LoadAndLockAsync(tx, [.. wanted.Select(line => line.Offer)]);
        var byOffer = free.ToDictionary(units => units.Offer, units => units.Free);
        if (wanted.Any(line => line.Quantity > byOffer.GetValueOrDefault(line.Offer))) return false;
        await stock.ReserveAsync(tx, [.. wanted.Select(line => new Hold(checkout, line.Offer, line.Quantity, null))]);
        return true;
    }

    static async Task SayConfirmedAsync(Tx tx, Guid[] checkouts, IReadOnlyList<Moved> orders)
    {
        var lines = (await tx.ListAsync<Line>(LinesSql, new { tx.Region, checkouts })).ToLookup(line => line.Order);
        foreach (var order in orders)
            tx.Append(new OrderConfirmed(order.Id, order.Checkout, order.Store,
                [.. lines[order.Id].Select(line => new SoldLine(line.Offer, line.Product, line.Quantity))]));
    }

    async Task PutBackAsync(Tx tx, Guid[] checkouts)
    {
        await tx.ExecuteAsync(
            MakeCartsSql, new { tx.Region, checkouts, ids = checkouts.Select(_ => Id.New()).ToArray() });
        var carts = await tx.ListAsync<Guid>(LockCartsSql, new { tx.Region, checkouts });
        await tx.ExecuteAsync(PutBackSql, new { tx.Region, checkouts });
        await tx.ExecuteAsync(BumpCartsSql, new { tx.Region, carts = carts.ToArray() });
    }

    DateTime Now => clock.GetUtcNow().UtcDateTime;

    internal sealed record Locked(Guid Id, string Status, string Method, Guid? FlashSale, bool HasUses);

    sealed record Ended(Guid Id, Guid? FlashSale, bool HasUses);

    internal sealed record Moved(Guid Id, Guid Checkout, Guid Store);

    sealed record Line(Guid Order, Guid Offer, Guid Product, int Quantity);

    sealed record PayableRow(
        Guid Id, string Number, string Method, string Status, long TotalMinor, string Currency, Guid Order, Guid Store,
        long OrderMinor, long CommissionMinor, long FeeTaxMinor, long SubsidyMinor)
    {
        public Money Total => new(TotalMinor, Currency);
    }

    const string PayableSql = """
        -- orders.checkout-book.payable
        select c.id, c.number, c.method, c.status, c.total_minor, c.currency, o.id as order, o.store_id as store,
            o.total_minor as order_minor, o.commission_minor, o.fee_tax_minor, o.subsidy_minor
        from orders.checkout c
        join orders.store_order o on o.region = c.region and o.checkout_id = c.id
        where c.region = @Region and c.id = any(@checkouts)
        order by c.id, o.number
        """;

    const string LockSql = """
        -- orders.checkout-book.lock
        select id, status, method, flash_sale_id as flash_sale, has_uses
        from orders.checkout
        where region = @Region and id = any(@checkouts)
        order by id
        for update
        """;

    const string ConfirmSql = """
        -- orders.checkout-book.confirm
        update orders.checkout set status = 'confirmed', why = null, settled_at = @now
        where region = @Region and id = any(@checkouts)
        """;

    const string EndSql = """
        -- orders.checkout-book.end
        update orders.checkout set status = @status, why = @why, settled_at = @now
        where region = @Region and id = any(@checkouts)
        returning id, flash_sale_id as flash_sale, has_uses
        """;

    const string OrdersSql = """
        -- orders.checkout-book.orders
        select id from orders.store_order where region = @Region and checkout_id = any(@checkouts) order by id
        """;

    const string MoveSql = """
        -- orders.checkout-book.move
        with moved as (
            update orders.store_order
            set status = @status, changed_at = @now
            where region = @Region and id = any(@orders) and status = any(@from)
            returning id, checkout_id, store_id),
        told as (
            insert into orders.order_history (region, order_id, id, status, why, actor, at)
            select @Region, m.id, h.id, @status, @why, @actor, @now
            from moved m
            join unnest(@orders::uuid[], @ids::uuid[]) as h(order_id, id) on h.order_id = m.id)
        select id, checkout_id as checkout, store_id as store from moved
        """;

    const string LinesSql = """
        -- orders.checkout-book.lines
        select l.order_id as order, l.offer_id as offer, l.product_id as product, l.quantity
        from orders.store_order o
        join orders.order_line l on l.region = o.region and l.order_id = o.id
        where o.region = @Region and o.checkout_id = any(@checkouts)
        order by l.order_id, l.position
        """;

    const string MakeCartsSql = """
        -- orders.checkout-book.make-carts
        insert into orders.cart (region, id, account_id, guest)
        select @Region, n.id, c.account_id, case when c.account_id is null then c.guest end
        from orders.checkout c
        join unnest(@checkouts::uuid[], @ids::uuid[]) as n(checkout_id, id) on n.checkout_id = c.id
        where c.region = @Region
        order by c.account_id, c.guest
        on conflict do nothing
        """;

    const string LockCartsSql = """
        -- orders.checkout-book.lock-carts
        select k.id
        from orders.cart k
        where k.region = @Region and exists (
            select from orders.checkout c
            where c.region = @Region and c.id = any(@checkouts) and (k.account_id = c.account_id or k.guest = c.guest))
        order by k.id
        for update
        """;

    // What the buyer put there meanwhile stays as it is.
    const string PutBackSql = """
        -- orders.checkout-book.put-back
        insert into orders.cart_item (region, cart_id, offer_id, quantity, seen_price_minor, seen_currency)
        select @Region, k.id, l.offer_id, least(999, l.quantity), l.price_minor, o.currency
        from orders.checkout c
        join orders.cart k on k.region = c.region
            and (k.account_id = c.account_id or (c.account_id is null and k.guest = c.guest))
        join orders.store_order o on o.region = c.region and o.checkout_id = c.id
        join orders.order_line l on l.region = o.region and l.order_id = o.id
        where c.region = @Region and c.id = any(@checkouts)
        order by k.id, l.offer_id
        on conflict (region, cart_id, offer_id) do nothing
        """;

    const string BumpCartsSql = """
        -- orders.checkout-book.bump-carts
        update orders.cart set version = version + 1, changed_at = now() where region = @Region and id = any(@carts)
        """;
}
