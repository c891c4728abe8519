namespace Feria.Orders;

/// <summary>Of orders that are taken in from before, those that were sent went in one parcel each.</summary>
static class LoadShipments
{
    public static async Task RunAsync(Tx tx, IEnumerable<LoadCheckouts.PastOrder> orders)
    {
        var parcels = orders.Where(order => StoodAt(order, OrderStatus.Shipped) is not null)
            .Select(order => (Id: Id.New(), Order: order, Steps: StepsOf(order))).ToList();
        await Copy.InAsync(tx, ShipmentsSql, parcels, parcel =>
        [
            tx.Region, parcel.Id, parcel.Order.Id, parcel.Steps[^1].Status, parcel.Order.By?.Carrier ?? "",
            parcel.Order.By?.Number ?? "", parcel.Order.By?.Url, parcel.Steps[0].At,
        ]);
        await Copy.InAsync(tx, LinesSql,
            parcels.SelectMany(parcel => parcel.Order.Part.Lines.Select((line, at) => (parcel.Id, At: at, line))),
            row => [tx.Region, row.Id, (short)row.At, row.line.Quantity]);
        await Copy.InAsync(tx, HistorySql,
            parcels.SelectMany(parcel => parcel.Steps.Select(step => (parcel.Id, Step: step))),
            row => [tx.Region, row.Id, Id.New(), row.Step.Status, row.Step.At, row.Step.At]);
    }

    static IReadOnlyList<(string Status, DateTime At)> StepsOf(LoadCheckouts.PastOrder order)
    {
        var sent = (ShipmentStatus.InTransit, StoodAt(order, OrderStatus.Shipped)!.At);
        return StoodAt(order, OrderStatus.Delivered) is { } arrived
            ? [sent, (ShipmentStatus.Delivered, arrived.At)]
            : [sent];
    }

    static LoadCheckouts.Stood? StoodAt(LoadCheckouts.PastOrder order, string status) =>
        order.History.FirstOrDefault(stood => stood.Status == status);

    const string ShipmentsSql = """
        copy orders.shipment (region, id, order_id, status, carrier, tracking_number, tracking_url, sent_at)
        from stdin (format binary)
        """;

    const string LinesSql =
        "copy orders.shipment_line (region, shipment_id, position, quantity) from stdin (format binary)";

    const string HistorySql =
        "copy orders.shipment_history (region, shipment_id, id, what, at, told_at) from stdin (format binary)";
}
