namespace Feria.Orders;

/// <summary>
/// Reads the shipments of orders, oldest first: by one statement where there are none, by three for any number.
/// </summary>
static class Parcels
{
    public static async Task<ILookup<Guid, Shipment>> OfAsync(Session session, string region, Guid[] orders)
    {
        IReadOnlyList<Row> rows = orders.Length == 0
            ? []
            : await session.ListAsync<Row>(ShipmentsSql, new { region, orders });
        if (rows.Count == 0) return rows.ToLookup(row => row.Order, _ => (Shipment)null!);
        var shipments = rows.Select(row => row.Id).ToArray();
        var lines = (await session.ListAsync<LineRow>(
            LinesSql, new { region, shipments, of = rows.Select(row => row.Order).ToArray() }))
            .ToLookup(line => line.Shipment);
        var steps = (await session.ListAsync<StepRow>(StepsSql, new { region, shipments }))
            .ToLookup(step => step.Shipment);
        return rows.ToLookup(row => row.Order, row => new Shipment(
            row.Id, row.Status, row.Carrier, row.TrackingNumber, row.TrackingUrl, row.Version, row.SentAt,
            [.. lines[row.Id].Select(line =>
                new ShipmentLine(line.Position, line.Offer, line.Title, line.Options, line.Quantity))],
            [.. steps[row.Id].Select(step => new ShipmentStep(step.What, step.Note, step.At))]));
    }

    sealed record Row(
        Guid Id, Guid Order, string Status, string Carrier, string TrackingNumber, string? TrackingUrl, int Version,
        DateTime SentAt);

    sealed record LineRow(Guid Shipment, short Position, Guid Offer, string Title, string Options, int Quantity);

    sealed record StepRow(Guid Shipment, string What, string? Note, DateTime At);

    const string ShipmentsSql = """
        -- orders.parcels.shipments
        select s.id, s.order_id as order, s.status, s.carrier, s.tracking_number, s.tracking_url, s.version, s.sent_at
        from unnest(@orders::uuid[]) as o(id)
        cross join lateral (
            select id, order_id, status, carrier, tracking_number, tracking_url, version, sent_at
            from orders.shipment
            where region = @region and order_id = o.id
            order by id
            limit 100) s
        order by s.order_id, s.id
        """;

    const string LinesSql = """
        -- orders.parcels.lines
        select l.shipment_id as shipment, l.position, o.offer_id as offer, o.title, o.options, l.quantity
        from unnest(@shipments::uuid[], @of::uuid[]) as s(id, order_id)
        cross join lateral (
            select shipment_id, position, quantity from orders.shipment_line
            where region = @region and shipment_id = s.id
            order by position
            limit 200) l
        cross join lateral (
            select offer_id, title, options from orders.order_line
            where region = @region and order_id = s.order_id and position = l.position
            limit 1) o
        order by l.shipment_id, l.position
        """;

    const string StepsSql = """
        -- orders.parcels.steps
        select h.shipment_id as shipment, h.what, h.note, h.at
        from unnest(@shipments::uuid[]) as s(id)
        cross join lateral (
            select shipment_id, id, what, note, at from orders.shipment_history
            where region = @region and shipment_id = s.id and what <> 'tracking'
            order by id
            limit 100) h
        order by h.shipment_id, h.id
        """;
}
