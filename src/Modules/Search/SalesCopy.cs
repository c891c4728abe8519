using Feria.Contracts;

namespace Feria.Search;

/// <summary>Units sold by product and day, held against the log of confirmed orders.</summary>
sealed class SalesCopy(Database database, Indexer indexer, TimeProvider clock) : DailyCopy(database, clock)
{
    const string Counter = "search.on-product-changed";

    public override string Name => "search.sales";

    public override IReadOnlyCollection<string> FedBy => [Counter];

    protected override Task<IReadOnlyList<DateTime>> DaysAsync(Session session, DateTime last, int limit) =>
        session.ListAsync<DateTime>(DaysSql, new { last, limit });

    public override async Task<IReadOnlyList<Difference>> CompareAsync(Session session, Guid[] subjects)
    {
        var differences = new List<Difference>();
        foreach (var subject in subjects)
        {
            var day = DayOf(subject);
            var source = await CountAsync(session, day);
            var copy = (await session.ListAsync<Sale>(SalesSql, new { day }))
                .ToDictionary(sale => sale.Product, sale => sale.Units);
            differences.AddRange(source.Keys.Union(copy.Keys).Order()
                .Select(product => Difference.Of(
                    subject, $"{product} on {day:yyyy-MM-dd}", Units(source, product), Units(copy, product)))
                .OfType<Difference>());
        }

        return differences;
    }

    // The one who counts stands still meanwhile, so what it has heard is what is counted here.
    public override async Task RemakeAsync(Tx tx, Guid[] subjects)
    {
        await Heard.PauseAsync(tx, Counter);
        foreach (var subject in subjects)
        {
            var day = DayOf(subject);
            var counted = await CountAsync(tx, day);
            var changed = await tx.ListAsync<Guid>(RemakeSql, new
            {
                day,
                products = counted.Keys.ToArray(),
                units = counted.Values.ToArray(),
            });
            await indexer.RefreshAsync(tx, changed);
        }
    }

    public override async Task<IReadOnlyDictionary<string, long>> FiguresAsync(Session session)
    {
        var (products, units) = await session.OneAsync<(long, long)>(FiguresSql);
        return new Dictionary<string, long> { ["products sold"] = products, ["units sold"] = units };
    }

    async Task<Dictionary<Guid, int>> CountAsync(Session session, DateTime day) =>
        (await Heard.OfDayAsync<OrderConfirmed>(session, Region, Counter, day))
            .SelectMany(said => said.Lines)
            .GroupBy(line => line.Product, line => line.Quantity)
            .OrderBy(lines => lines.Key)
            .ToDictionary(lines => lines.Key, lines => lines.Sum());

    static string? Units(Dictionary<Guid, int> counted, Guid product) =>
        counted.TryGetValue(product, out var units) ? $"{units}" : null;

    sealed record Sale(Guid Product, int Units);

    const string DaysSql = """
        -- search.sales-copy.days
        with recursive next as (
            (select day, 1 as place from search.sale
                where day > (@last::timestamptz at time zone 'UTC')::date order by day limit 1)
            union all
            select s.day, n.place + 1
            from next n
            cross join lateral (select day from search.sale where day > n.day order by day limit 1) s
            where n.place < @limit)
        select day::timestamp at time zone 'UTC' from next
        """;

    const string SalesSql = """
        -- search.sales-copy.sales
        select product_id as product, units from search.sale where day = (@day::timestamptz at time zone 'UTC')::date
        """;

    const string RemakeSql = """
        -- search.sales-copy.remake
        with counted as (
            select product, units from unnest(@products::uuid[], @units::int[]) as c(product, units)),
        gone as (
            delete from search.sale s
            where s.day = (@day::timestamptz at time zone 'UTC')::date
                and not exists (select from counted c where c.product = s.product_id)
            returning s.product_id),
        put as (
            insert into search.sale (product_id, day, units)
            select product, (@day::timestamptz at time zone 'UTC')::date, units from counted
            on conflict (product_id, day) do update set units = excluded.units where sale.units <> excluded.units
            returning product_id)
        select product_id from gone union all select product_id from put
        """;

    const string FiguresSql = """
        -- search.sales-copy.figures
        select count(distinct product_id), coalesce(sum(units), 0)::bigint from search.sale
        """;
}
