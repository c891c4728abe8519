using Feria.Contracts;

namespace Feria.Insights;

/// <summary>An order became a sale on a day, or ceased to be one.</summary>
/// <param name="IsReturn">Whether it counts only where the buyer had it.</param>
sealed record SaleChanged(Guid Order, DateTime Day, bool IsUndone, bool IsReturn)
{
    /// <summary>Null where an event changes no sale.</summary>
    public static SaleChanged? Of(IEvent said, DateTime day) => said switch
    {
        OrderConfirmed confirmed => new(confirmed.Order, day, false, false),
        OrderCancelled { WasSale: true } cancelled => new(cancelled.Order, day, true, false),
        // Of a cancelled order, which counted when it was cancelled, the money goes back as well.
        OrderMoved { Status: "refunded" } moved => new(moved.Order, day, true, true),
        _ => null,
    };
}

/// <summary>A product of a store on a day; all of its products where it is the empty id.</summary>
readonly record struct Spot(Guid Store, Guid Product, DateTime Day)
{
    /// <summary>The order rows are written in, so that no two writers wait for each other.</summary>
    public static IOrderedEnumerable<T> Ordered<T>(IEnumerable<T> some, Func<T, Spot> spotOf) => some
        .OrderBy(one => spotOf(one).Store).ThenBy(one => spotOf(one).Product).ThenBy(one => spotOf(one).Day);
}

/// <summary>What was sold of a product on a day.</summary>
sealed record Sale(
    Guid Store, Guid Product, DateTime Day, string Currency, int Orders, int Units, long RevenueMinor,
    int UndoneOrders, int UndoneUnits, long UndoneMinor)
{
    public override string ToString() =>
        $"{Currency} {Orders} {Units} {RevenueMinor} {UndoneOrders} {UndoneUnits} {UndoneMinor}";
}

/// <summary>Makes rows of what became of orders.</summary>
static class Sales
{
    const int AtOnce = 1000;

    /// <summary>Asks the orders what they sold and adds it up.</summary>
    public static async Task<IReadOnlyList<Sale>> CountAsync(
        Session session, IOrderBook orders, IReadOnlyCollection<SaleChanged> changes)
    {
        var sold = new Dictionary<Guid, SoldOrder>();
        foreach (var some in changes.Select(change => change.Order).Distinct().Chunk(AtOnce))
            foreach (var order in await orders.SoldAsync(session, some)) sold[order.Order] = order;
        return Add(changes, sold);
    }

    internal static IReadOnlyList<Sale> Add(
        IEnumerable<SaleChanged> changes, IReadOnlyDictionary<Guid, SoldOrder> sold) =>
    [
        .. Spot.Ordered(
            changes.Where(change => sold.TryGetValue(change.Order, out var order)
                    && (!change.IsReturn || order.WasSent))
                .SelectMany(change => PartsOf(change, sold[change.Order]))
                .GroupBy(part => (part.Store, part.Product, part.Day))
                .Select(parts => parts.Aggregate((a, b) => a with
                {
                    Orders = a.Orders + b.Orders,
                    Units = a.Units + b.Units,
                    RevenueMinor = a.RevenueMinor + b.RevenueMinor,
                    UndoneOrders = a.UndoneOrders + b.UndoneOrders,
                    UndoneUnits = a.UndoneUnits + b.UndoneUnits,
                    UndoneMinor = a.UndoneMinor + b.UndoneMinor,
                })),
            sale => new(sale.Store, sale.Product, sale.Day)),
    ];

    // Two variants of a product in one order are one order of it, as the whole is one of the store.
    static IEnumerable<Sale> PartsOf(SaleChanged change, SoldOrder order) => order.Lines
        .GroupBy(line => line.Product)
        .Select(lines => (Product: lines.Key, Lines: lines.ToList()))
        .Append((Product: Guid.Empty, Lines: [.. order.Lines]))
        .Select(part =>
        {
            var (units, minor) = (part.Lines.Sum(line => line.Quantity), part.Lines.Sum(line => line.TotalMinor));
            return change.IsUndone
                ? new Sale(order.Store, part.Product, change.Day, order.Currency, 0, 0, 0, 1, units, minor)
                : new Sale(order.Store, part.Product, change.Day, order.Currency, 1, units, minor, 0, 0, 0);
        });

    /// <summary>Adds the rows to what there is.</summary>
    public static Task AddAsync(Tx tx, IReadOnlyList<Sale> sales) => tx.ExecuteAsync(AddSql, new
    {
        stores = sales.Select(sale => sale.Store).ToArray(),
        products = sales.Select(sale => sale.Product).ToArray(),
        days = sales.Select(sale => sale.Day).ToArray(),
        currencies = sales.Select(sale => sale.Currency).ToArray(),
        orders = sales.Select(sale => sale.Orders).ToArray(),
        units = sales.Select(sale => sale.Units).ToArray(),
        revenues = sales.Select(sale => sale.RevenueMinor).ToArray(),
        undoneOrders = sales.Select(sale => sale.UndoneOrders).ToArray(),
        undoneUnits = sales.Select(sale => sale.UndoneUnits).ToArray(),
        undone = sales.Select(sale => sale.UndoneMinor).ToArray(),
    });

    const string AddSql = """
        -- insights.sales.add
        insert into insights.sale (store_id, product_id, day, currency, orders, units, revenue_minor, undone_orders,
            undone_units, undone_minor)
        select store, product, (day at time zone 'UTC')::date, currency, orders, units, revenue, undone_orders,
            undone_units, undone
        from unnest(@stores::uuid[], @products::uuid[], @days::timestamptz[], @currencies::text[], @orders::int[],
            @units::int[], @revenues::bigint[], @undoneOrders::int[], @undoneUnits::int[], @undone::bigint[])
            as s(store, product, day, currency, orders, units, revenue, undone_orders, undone_units, undone)
        on conflict (store_id, product_id, day) do update
            set orders = sale.orders + excluded.orders, units = sale.units + excluded.units,
                revenue_minor = sale.revenue_minor + excluded.revenue_minor,
                undone_orders = sale.undone_orders + excluded.undone_orders,
                undone_units = sale.undone_units + excluded.undone_units,
                undone_minor = sale.undone_minor + excluded.undone_minor
        """;
}
