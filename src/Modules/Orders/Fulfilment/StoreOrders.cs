using Feria.Contracts;

namespace Feria.Orders;

/// <summary>Reads an order for the store it was placed in.</summary>
sealed class StoreOrders(Database database, Vault vault)
{
    public async Task<StoreOrder?> OneAsync(Session session, Guid store, Guid order)
    {
        var row = await session.OneOrNullAsync<Row>(OrderSql, new { database.Region, store, order });
        if (row is null) return null;
        var lines = await session.ListAsync<LineRow>(LinesSql, new { database.Region, order });
        var parcels = (await Parcels.OfAsync(session, database.Region, [order]))[order].ToList();
        var discounts = await OrderDiscounts.OfAsync(
            session, database.Region, row.DiscountMinor > 0 ? [order] : []);
        var deeds = await session.ListAsync<StoreOrderDeed>(DeedsSql, new { database.Region, order });

        var promise = Promised.Read(row.Promise);
        var living = parcels.Where(parcel => parcel.Status != ShipmentStatus.Returned).ToList();
        var sent = living.SelectMany(parcel => parcel.Lines).GroupBy(line => line.Line)
            .ToDictionary(units => units.Key, units => units.Sum(line => line.Quantity));
        return new(
            row.Id, row.Number, row.Status, row.Method,
            new(row.ItemsMinor, row.Currency), new(row.DeliveryMinor, row.Currency), new(row.TotalMinor, row.Currency),
            Person.OpenContact(vault, row.ContactSealed).FullName,
            IsToBeSent(row.Status) && promise is not { IsPickup: true }
                ? Person.OpenAddress(vault, row.AddressSealed)
                : null,
            row.Status is not OrderStatus.Placed && living.Count == 0
                && OrderStatus.MayMove(row.Status, OrderStatus.Cancelled),
            row.PlacedAt,
            [.. lines.Select(line => line.Shown(row.Currency, sent.GetValueOrDefault(line.Position)))],
            parcels, deeds)
        {
            Discounts = [.. discounts[order].Select(one => one.Shown(row.Currency))],
            Promise = promise,
        };
    }

    // Where somebody lives is told to who has something to send there, and to nobody else.
    static bool IsToBeSent(string status) => status
        is OrderStatus.Paid or OrderStatus.Preparing or OrderStatus.Shipped or OrderStatus.Delivered;

    sealed record Row(
        Guid Id, string Number, string Status, string Method, string Currency, long ItemsMinor, long DeliveryMinor,
        long TotalMinor, long DiscountMinor, byte[] ContactSealed, byte[] AddressSealed, DateTime PlacedAt,
        string? Promise);

    sealed record LineRow(
        short Position, Guid Offer, string Sku, string Title, string Options, string? Picture, int Quantity,
        long PriceMinor, long TotalMinor, int Anew, int Unsent)
    {
        public StoreOrderLine Shown(string currency, int sent) => new(
            Position, Offer, Sku, Title, Options, Picture, Quantity, sent, Quantity + Anew - sent - Unsent,
            new(PriceMinor, currency), new(TotalMinor, currency));
    }

    const string OrderSql = """
        -- orders.store-orders.order
        select o.id, o.number, o.status, c.method, o.currency, o.items_minor, o.delivery_minor, o.total_minor,
            o.discount_minor, c.contact_sealed, c.address_sealed, o.placed_at, o.delivery_promise::text as promise
        from orders.store_order o
        join orders.checkout c on c.region = o.region and c.id = o.checkout_id
        where o.region = @Region and o.id = @order and o.store_id = @store
        """;

    const string LinesSql = """
        -- orders.store-orders.lines
        select l.position, l.offer_id as offer, l.sku, l.title, l.options, l.picture, l.quantity, l.price_minor,
            l.total_minor, coalesce(a.anew, 0)::int as anew, coalesce(g.unsent, 0)::int as unsent
        from orders.order_line l
        left join (
            select n.position, sum(n.anew) as anew
            from orders.return r
            join orders.return_line n on n.region = r.region and n.return_id = r.id
            where r.region = @Region and r.order_id = @order
            group by n.position) a on a.position = l.position
        left join (
            select u.position, sum(u.unsent) as unsent
            from orders.refund f
            join orders.refund_line u on u.region = f.region and u.refund_id = f.id
            where f.region = @Region and f.order_id = @order
            group by u.position) g on g.position = l.position
        where l.region = @Region and l.order_id = @order
        order by l.position
        """;

    const string DeedsSql = """
        -- orders.store-orders.deeds
        select d.shipment, d.what, d.why, d.actor, d.at
        from (
            select null::uuid as shipment, h.status as what, h.why, h.actor, h.at, h.id
            from orders.order_history h
            where h.region = @Region and h.order_id = @order
            union all
            select s.id, h.what, h.note, h.actor, h.at, h.id
            from orders.shipment s
            join orders.shipment_history h on h.region = s.region and h.shipment_id = s.id
            where s.region = @Region and s.order_id = @order
        ) d
        order by d.at, d.id
        limit 1000
        """;
}
