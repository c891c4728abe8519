using Feria.Contracts;

namespace Feria.Orders;

/// <summary>
/// Sends units of an order and follows its parcels. Whoever calls holds the order's checkout, so that no unit is sent
/// twice and none that was cancelled.
/// </summary>
sealed class Shipping(CheckoutBook book, TimeProvider clock)
{
    /// <summary>Parcels of an order, steps of a parcel: more are mistakes or mischief.</summary>
    internal const int Most = 100;

    static readonly TimeSpan Ahead = TimeSpan.FromMinutes(5);

    /// <summary>Sends some of an order's units in one parcel.</summary>
    public async Task<(Guid Shipment, Refusal? Refusal)> SendAsync(
        Tx tx, HeldOrder order, IReadOnlyDictionary<int, long> wanted, Tracking tracking, Guid? actor)
    {
        if (tracking.IsNobodys) return (default, Refusals.CarrierNeeded);
        var parcels = await ParcelsAsync(tx, order);
        var lines = await LinesAsync(tx, order);
        if (Refuse(order.Status, parcels.Count, lines, wanted) is { } refusal) return (default, refusal);
        return (await SendAsync(tx, order, lines, wanted, tracking, null, actor), null);
    }

    /// <summary>What an administrator calls shipped: all that is left goes in one parcel.</summary>
    public async Task SendAllAsync(Tx tx, HeldOrder order, string? why, Guid? actor)
    {
        var lines = await LinesAsync(tx, order);
        var left = lines.Where(line => line.Left > 0)
            .ToDictionary(line => (int)line.Position, line => (long)line.Left);
        if (left.Count > 0) await SendAsync(tx, order, lines, left, Tracking.None, why, actor);
    }

    /// <summary>What an administrator calls delivered: every parcel on its way, and what was still left.</summary>
    public async Task DeliverAllAsync(Tx tx, HeldOrder order, string? why, Guid? actor)
    {
        await SendAllAsync(tx, order, why, actor);
        foreach (var parcel in (await ParcelsAsync(tx, order)).Where(one => one.IsOnItsWay))
            await StandAsync(tx, order, parcel, ShipmentStatus.Delivered, NotBefore(parcel), null, actor);
        await FinishAsync(tx, order, why, actor);
    }

    /// <summary>A parcel moved on. Said again, it changes nothing.</summary>
    /// <param name="at">When it did; null for now.</param>
    public async Task<Refusal?> MoveAsync(
        Tx tx, HeldOrder order, Guid shipment, string status, DateTime? at, string? note, Guid? actor)
    {
        var parcel = (await ParcelsAsync(tx, order)).FirstOrDefault(one => one.Id == shipment);
        if (parcel is null) return Refusals.ShipmentNotFound;
        if (parcel.Status == status) return null;
        if (Refuse(parcel, status, at, Now) is { } refusal) return refusal;
        await StandAsync(tx, order, parcel, status, at ?? NotBefore(parcel), note, actor);
        // What came back and was paid back as not received is not sent again.
        if (status == ShipmentStatus.Returned)
            await tx.ExecuteAsync(GiveUpSql, new { tx.Region, order = order.Id, shipment });
        if (status is ShipmentStatus.Delivered or ShipmentStatus.Returned) await FinishAsync(tx, order, null, actor);
        return null;
    }

    /// <summary>Units were given up: with nothing left to send, the order is on its way, or has come.</summary>
    public async Task SettleAsync(Tx tx, HeldOrder order, Guid? actor)
    {
        if ((await LinesAsync(tx, order)).Any(line => line.Left > 0)) return;
        if ((await ParcelsAsync(tx, order)).All(parcel => parcel.Status == ShipmentStatus.Returned)) return;
        await StepAsync(tx, order, OrderStatus.Shipped, null, actor);
        await FinishAsync(tx, order, null, actor);
    }

    /// <summary>Carrier and number were wrong, or came later.</summary>
    /// <param name="version">The one the correction was made of.</param>
    public async Task<Refusal?> CorrectAsync(
        Tx tx, HeldOrder order, Guid shipment, int version, Tracking tracking, Guid? actor)
    {
        var parcel = (await ParcelsAsync(tx, order)).FirstOrDefault(one => one.Id == shipment);
        if (parcel is null) return Refusals.ShipmentNotFound;
        if (tracking.IsNobodys) return Refusals.CarrierNeeded;
        if (parcel.Version != version) return Refusals.ShipmentChanged.With("version", parcel.Version);
        if (parcel.Steps >= Most) return Refusals.TooManySteps;
        await tx.ExecuteAsync(CorrectSql, new
        {
            tx.Region, shipment, tracking.Carrier, tracking.Number, tracking.Url, id = Id.New(), actor, now = Now,
        });
        return null;
    }

    internal static Refusal? Refuse(
        string status, int parcels, IReadOnlyList<Line> lines, IReadOnlyDictionary<int, long> wanted) =>
        // Of an order that has come, what is sent anew may be left.
        status is not (OrderStatus.Paid or OrderStatus.Preparing or OrderStatus.Shipped)
            && (status != OrderStatus.Delivered || lines.All(line => line.Anew == 0))
            ? Refusals.StatusNotReachable.With("status", status)
        : parcels >= Most ? Refusals.TooManyShipments
        : wanted.Keys.Any(position => lines.All(line => line.Position != position)) ? Refusals.NoSuchLine
        : lines.Any(line => wanted.GetValueOrDefault(line.Position) > line.Left)
            ? Refusals.UnitsNotLeft.With("left", lines.Select(line => new { line = line.Position, line.Left }))
        : null;

    internal static Refusal? Refuse(Parcel parcel, string status, DateTime? at, DateTime now) =>
        !ShipmentStatus.MayMove(parcel.Status, status)
            ? Refusals.ShipmentStatusNotReachable.With("status", parcel.Status)
        : at < parcel.LastAt || at > now + Ahead ? Refusals.ShipmentTimeWrong
        : parcel.Steps >= Most ? Refusals.TooManySteps
        : null;

    async Task<Guid> SendAsync(
        Tx tx, HeldOrder order, IReadOnlyList<Line> lines, IReadOnlyDictionary<int, long> wanted, Tracking tracking,
        string? why, Guid? actor)
    {
        var shipment = Id.New();
        await tx.ExecuteAsync(SendSql, new
        {
            tx.Region, shipment, order.Id, tracking.Carrier, tracking.Number, tracking.Url, step = Id.New(), actor,
            now = Now, positions = wanted.Keys.Select(position => (short)position).ToArray(),
            quantities = wanted.Values.Select(quantity => (int)quantity).ToArray(),
        });
        tx.Append(new ShipmentSent(shipment, order.Id, order.Checkout, order.Store));

        // The first parcel of several says that the order is being prepared, the last one that it is on its way.
        var isWhole = lines.All(line => line.Left == wanted.GetValueOrDefault(line.Position));
        if (isWhole) await StepAsync(tx, order, OrderStatus.Shipped, why, actor);
        else if (order.Status == OrderStatus.Paid) await StepAsync(tx, order, OrderStatus.Preparing, why, actor);
        return shipment;
    }

    async Task StandAsync(
        Tx tx, HeldOrder order, Parcel parcel, string status, DateTime at, string? note, Guid? actor)
    {
        await tx.ExecuteAsync(
            MoveSql, new { tx.Region, shipment = parcel.Id, status, id = Id.New(), note, actor, at, now = Now });
        tx.Append(new ShipmentMoved(parcel.Id, order.Id, order.Checkout, order.Store, status));
    }

    // The order has come once nothing is left and every parcel that did not come back is there.
    async Task FinishAsync(Tx tx, HeldOrder order, string? why, Guid? actor)
    {
        if ((await LinesAsync(tx, order)).Any(line => line.Left > 0)) return;
        var parcels = await ParcelsAsync(tx, order);
        if (parcels.Any(parcel => parcel.IsOnItsWay)
            || parcels.All(parcel => parcel.Status == ShipmentStatus.Returned)) return;
        await StepAsync(tx, order, OrderStatus.Delivered, why, actor);
    }

    async Task StepAsync(Tx tx, HeldOrder order, string status, string? why, Guid? actor)
    {
        foreach (var moved in await book.MoveAsync(tx, [order.Id], status, why, actor))
            tx.Append(new OrderMoved(moved.Id, moved.Checkout, moved.Store, status));
    }

    // Clocks of two processes differ by a little, and nothing happens before what happened before it.
    DateTime NotBefore(Parcel parcel) => Now > parcel.LastAt ? Now : parcel.LastAt;

    DateTime Now => clock.GetUtcNow().UtcDateTime;

    Task<IReadOnlyList<Line>> LinesAsync(Tx tx, HeldOrder order) =>
        tx.ListAsync<Line>(LinesSql, new { tx.Region, order.Id });

    Task<IReadOnlyList<Parcel>> ParcelsAsync(Tx tx, HeldOrder order) =>
        tx.ListAsync<Parcel>(ParcelsSql, new { tx.Region, order.Id });

    /// <param name="Sent">In parcels that did not come back.</param>
    /// <param name="Anew">To be sent in exchange, beside what was bought.</param>
    /// <param name="Unsent">Paid back, and not sent any more.</param>
    internal sealed record Line(short Position, int Quantity, int Sent, int Anew = 0, int Unsent = 0)
    {
        public int Left => Quantity + Anew - Sent - Unsent;
    }

    /// <param name="Steps">How long its history is.</param>
    internal sealed record Parcel(Guid Id, string Status, int Version, DateTime LastAt, int Steps)
    {
        public bool IsOnItsWay => Status is ShipmentStatus.InTransit or ShipmentStatus.OutForDelivery;
    }

    const string LinesSql = """
        -- orders.shipping.lines
        select l.position, l.quantity, coalesce(sum(p.quantity), 0)::int as sent, (
                select coalesce(sum(n.anew), 0)::int
                from orders.return r
                join orders.return_line n on n.region = r.region and n.return_id = r.id
                where r.region = @Region and r.order_id = @Id and n.position = l.position) as anew, (
                select coalesce(sum(u.unsent), 0)::int
                from orders.refund f
                join orders.refund_line u on u.region = f.region and u.refund_id = f.id
                where f.region = @Region and f.order_id = @Id and u.position = l.position) as unsent
        from orders.order_line l
        left join (
            select s.order_id, g.position, g.quantity
            from orders.shipment s
            join orders.shipment_line g on g.region = s.region and g.shipment_id = s.id
            where s.region = @Region and s.order_id = @Id and s.status <> 'returned'
        ) p on p.position = l.position
        where l.region = @Region and l.order_id = @Id
        group by l.position, l.quantity
        order by l.position
        """;

    const string ParcelsSql = """
        -- orders.shipping.parcels
        select s.id, s.status, s.version, max(h.at) filter (where h.what <> 'tracking') as last_at,
            count(*)::int as steps
        from orders.shipment s
        join orders.shipment_history h on h.region = s.region and h.shipment_id = s.id
        where s.region = @Region and s.order_id = @Id
        group by s.id, s.status, s.version
        order by s.id
        """;

    const string SendSql = """
        -- orders.shipping.send
        with sent as (
            insert into orders.shipment (
                region, id, order_id, status, carrier, tracking_number, tracking_url, sent_at)
            values (@Region, @shipment, @Id, 'in_transit', @Carrier, @Number, @Url, @now)),
        packed as (
            insert into orders.shipment_line (region, shipment_id, position, quantity)
            select @Region, @shipment, l.position, l.quantity
            from unnest(@positions::smallint[], @quantities::int[]) as l(position, quantity))
        insert into orders.shipment_history (region, shipment_id, id, what, actor, at, told_at)
        values (@Region, @shipment, @step, 'in_transit', @actor, @now, @now)
        """;

    const string MoveSql = """
        -- orders.shipping.move
        with moved as (
            update orders.shipment set status = @status where region = @Region and id = @shipment)
        insert into orders.shipment_history (region, shipment_id, id, what, note, actor, at, told_at)
        values (@Region, @shipment, @id, @status, @note, @actor, @at, @now)
        """;

    // Oldest first, so many of each line as came back.
    const string GiveUpSql = """
        -- orders.shipping.give-up
        update orders.refund_line u
        set unsent = u.unsent + w.units
        from (
            select m.refund_id, m.position, (
                least(m.open, greatest(0, g.quantity - (m.upto - m.open))))::int as units
            from (
                select l.refund_id, l.position, l.quantity - l.unsent as open,
                    sum(l.quantity - l.unsent) over (partition by l.position order by l.refund_id) as upto
                from orders.refund f
                join orders.return r on r.region = f.region and r.id = f.return_id
                join orders.refund_line l on l.region = f.region and l.refund_id = f.id
                where f.region = @Region and f.order_id = @order and r.reason = 'not_received') m
            join orders.shipment_line g
                on g.region = @Region and g.shipment_id = @shipment and g.position = m.position) w
        where u.region = @Region and u.refund_id = w.refund_id and u.position = w.position and w.units > 0
        """;

    const string CorrectSql = """
        -- orders.shipping.correct
        with corrected as (
            update orders.shipment
            set carrier = @Carrier, tracking_number = @Number, tracking_url = @Url, version = version + 1
            where region = @Region and id = @shipment)
        insert into orders.shipment_history (region, shipment_id, id, what, note, actor, at, told_at)
        values (@Region, @shipment, @id, 'tracking', nullif(concat_ws(' ', @Carrier::text, @Number::text), ' '), @actor,
            @now, @now)
        """;
}
