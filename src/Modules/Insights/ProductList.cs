using Feria.Contracts;

namespace Feria.Insights;

/// <summary>A product of a store, with its figures of some days.</summary>
/// <param name="Available">Units the store can sell now, of all its variants.</param>
public sealed record ProductMeasures(Guid Product, string Title, string Slug, long Available, Measures Measures);

/// <summary>A store's products by one of their figures, the greatest first.</summary>
sealed class ProductList(IProductBook products, IOfferBook offers, IStock stock, IRatings ratings)
{
    public static readonly IReadOnlyList<string> Sorts = ["views", "adds", "orders", "units", "revenue"];

    public sealed record Position(long Rank, Guid Product)
    {
        public static readonly Position Start = new(long.MaxValue, Guid.AllBitsSet);
    }

    public async Task<Page<ProductMeasures>> ReadAsync(
        Session session, StoreStanding store, Days days, string sort, Position after, int limit)
    {
        var rows = await session.ListAsync<Row>(RankedSql, new
        {
            store = store.Store, from = days.From, until = days.Until, sort, rank = after.Rank,
            product = after.Product, limit = limit + 1,
        });
        var page = Cursor.Cut(rows, limit, row => new Position(row.Rank, row.Product));
        Guid[] shown = [.. page.Items.Select(row => row.Product)];
        var facts = (await products.FactsAsync(session, shown)).ToDictionary(fact => fact.Product);
        var reviews = (await ratings.ByProductAsync(session, store.Store, shown, days.From, days.Until))
            .ToDictionary(one => one.Product);
        var own = await offers.OfProductsAsync(session, store.Store, shown);
        var levels = (await stock.LevelsAsync(session, [.. own.Select(one => one.Offer)]))
            .ToDictionary(level => level.Offer, level => level.Available);
        var available = own.ToLookup(one => one.Product, one => levels.GetValueOrDefault(one.Offer));
        return new(
            [.. page.Items.Select(row => new ProductMeasures(
                row.Product, facts.GetValueOrDefault(row.Product)?.Title ?? "",
                facts.GetValueOrDefault(row.Product)?.Slug ?? "", available[row.Product].Sum(),
                (row.Tally + Of(reviews.GetValueOrDefault(row.Product))).In(store.Currency)))],
            page.Next);
    }

    static Tally Of(ReviewsOfProduct? reviews) =>
        Tally.Nothing with { Reviews = reviews?.Reviews ?? 0, Stars = reviews?.Stars ?? 0 };

    sealed record Row(
        Guid Product, long Views, long Adds, long Orders, long Units, long RevenueMinor, long UndoneOrders,
        long UndoneUnits, long UndoneMinor, long Rank)
    {
        public Tally Tally => new(
            Views, Adds, Orders, Units, RevenueMinor, UndoneOrders, UndoneUnits, UndoneMinor);
    }

    // What the store did in these days is added up: as much as it sold and was looked at, not as there is of others.
    const string RankedSql = """
        -- insights.product-list.ranked
        with done as (
            select product_id, views, adds, 0 as orders, 0 as units, 0::bigint as revenue_minor, 0 as undone_orders,
                0 as undone_units, 0::bigint as undone_minor
            from insights.visit
            where store_id = @store and product_id <> '00000000-0000-0000-0000-000000000000'
                and day >= (@from::timestamptz at time zone 'UTC')::date
                and day < (@until::timestamptz at time zone 'UTC')::date
            union all
            select product_id, 0, 0, orders, units, revenue_minor, undone_orders, undone_units, undone_minor
            from insights.sale
            where store_id = @store and product_id <> '00000000-0000-0000-0000-000000000000'
                and day >= (@from::timestamptz at time zone 'UTC')::date
                and day < (@until::timestamptz at time zone 'UTC')::date),
        added as (
            select product_id as product, sum(views)::bigint as views, sum(adds)::bigint as adds,
                sum(orders)::bigint as orders, sum(units)::bigint as units,
                sum(revenue_minor)::bigint as revenue_minor, sum(undone_orders)::bigint as undone_orders,
                sum(undone_units)::bigint as undone_units, sum(undone_minor)::bigint as undone_minor
            from done
            group by product_id),
        ranked as (
            select *, case @sort
                when 'views' then views when 'adds' then adds when 'orders' then orders when 'units' then units
                else revenue_minor end as rank
            from added)
        select product, views, adds, orders, units, revenue_minor, undone_orders, undone_units, undone_minor, rank
        from ranked
        where (rank, product) < (@rank, @product)
        order by rank desc, product desc
        limit @limit
        """;
}
