using Feria.Contracts;

namespace Feria.Insights;

/// <summary>What stores sold by product and day.</summary>
sealed class SalesCopy(Database database, IOrderBook orders, TimeProvider clock) : DailyCopy(database, clock)
{
    public override string Name => "insights.sales";

    public override IReadOnlyCollection<string> FedBy => [OnOrderConfirmed.Called];

    protected override Task<IReadOnlyList<DateTime>> DaysAsync(Session session, DateTime last, int limit) =>
        session.ListAsync<DateTime>(DaysSql, new { last, limit });

    public override async Task<IReadOnlyList<Difference>> CompareAsync(Session session, Guid[] subjects)
    {
        var differences = new List<Difference>();
        foreach (var subject in subjects)
        {
            var day = DayOf(subject);
            var source = (await CountAsync(session, day)).ToDictionary(SpotOf, sale => $"{sale}");
            var copy = (await session.ListAsync<Sale>(SalesSql, new { day })).ToDictionary(SpotOf, sale => $"{sale}");
            differences.AddRange(Spot.Ordered(source.Keys.Union(copy.Keys), spot => spot)
                .Select(spot => Difference.Of(
                    subject, $"{spot.Product} of {spot.Store} on {day:yyyy-MM-dd}",
                    source.GetValueOrDefault(spot), copy.GetValueOrDefault(spot)))
                .OfType<Difference>());
        }

        return differences;
    }

    // The one who counts stands still meanwhile, so what it has heard is what is counted here.
    public override async Task RemakeAsync(Tx tx, Guid[] subjects)
    {
        await Heard.PauseAsync(tx, OnOrderConfirmed.Called);
        foreach (var subject in subjects)
        {
            var day = DayOf(subject);
            var sales = await CountAsync(tx, day);
            await tx.ExecuteAsync(ClearSql, new { day });
            if (sales.Count > 0) await Sales.AddAsync(tx, sales);
        }
    }

    public override async Task<IReadOnlyDictionary<string, long>> FiguresAsync(Session session)
    {
        var (orders, units) = await session.OneAsync<(long, long)>(FiguresSql);
        return new Dictionary<string, long> { ["orders counted"] = orders, ["units counted"] = units };
    }

    async Task<IReadOnlyList<Sale>> CountAsync(Session session, DateTime day)
    {
        List<IEvent> said =
        [
            .. await OfDayAsync<OrderConfirmed>(session, day),
            .. await OfDayAsync<OrderCancelled>(session, day),
            .. await OfDayAsync<OrderMoved>(session, day),
        ];
        return await Sales.CountAsync(
            session, orders, [.. said.Select(one => SaleChanged.Of(one, day)).OfType<SaleChanged>()]);
    }

    Task<IReadOnlyList<T>> OfDayAsync<T>(Session session, DateTime day) where T : IEvent =>
        Heard.OfDayAsync<T>(session, Region, OnOrderConfirmed.Called, day);

    static Spot SpotOf(Sale sale) => new(sale.Store, sale.Product, sale.Day);

    const string DaysSql = """
        -- insights.sales-copy.days
        with recursive next as (
            (select day, 1 as place from insights.sale
                where day > (@last::timestamptz at time zone 'UTC')::date order by day limit 1)
            union all
            select s.day, n.place + 1
            from next n
            cross join lateral (select day from insights.sale where day > n.day order by day limit 1) s
            where n.place < @limit)
        select day::timestamp at time zone 'UTC' from next
        """;

    const string SalesSql = """
        -- insights.sales-copy.sales
        select store_id as store, product_id as product, day::timestamp at time zone 'UTC' as day, currency, orders,
            units, revenue_minor, undone_orders, undone_units, undone_minor
        from insights.sale
        where day = (@day::timestamptz at time zone 'UTC')::date
        """;

    const string ClearSql = """
        -- insights.sales-copy.clear
        delete from insights.sale where day = (@day::timestamptz at time zone 'UTC')::date
        """;

    const string FiguresSql = """
        -- insights.sales-copy.figures
        select coalesce(sum(orders), 0)::bigint, coalesce(sum(units), 0)::bigint
        from insights.sale
        where product_id = '00000000-0000-0000-0000-000000000000'
        """;
}
