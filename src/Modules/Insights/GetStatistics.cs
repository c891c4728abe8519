using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Insights;

/// <summary>What became of what a store sells, day by day, and how that was in as many days before.</summary>
public static class GetStatistics
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/store/{store:guid}/statistics", Handle)
        .WithName(nameof(GetStatistics))
        .RequireAccount()
        .Refuses(KernelRefusals.WrongDays);

    /// <param name="Product">Of which product alone; null for all the store sells.</param>
    /// <param name="Before">The same of as many days right before.</param>
    /// <param name="Days">Every day there is between the two, also those on which nothing happened.</param>
    public sealed record Answer(
        DateOnly From, DateOnly To, Guid? Product, Measures Totals, Measures Before, IReadOnlyList<Day> Days);

    public sealed record Day(DateOnly Date, Measures Measures);

    /// <param name="from">First day in UTC; by default thirty days are told.</param>
    /// <param name="to">Last day in UTC; today where left out.</param>
    static async Task<Results<Ok<Answer>, ProblemHttpResult>> Handle(
        Guid store, DateOnly? from, DateOnly? to, Guid? product, Caller caller, Database database, IStoreDesk desk,
        IRatings ratings, TimeProvider clock, CancellationToken stop)
    {
        await using var session = await database.ReadAsync(stop);
        var (standing, refusal) = await desk.EnterAsync(session, store, caller, StoreRight.See);
        if (standing is null) return refusal!.AsProblem();
        if (Days.Of(from, to, Days.Today(clock)) is not { } days) return KernelRefusals.WrongDays.AsProblem();
        return TypedResults.Ok(await ReadAsync(session, ratings, store, product, days, standing.Currency));
    }

    internal static async Task<Answer> ReadAsync(
        Session session, IRatings ratings, Guid store, Guid? product, Days days, string currency)
    {
        var (from, until) = (days.Before.From, days.Until);
        var byDay = new Dictionary<DateOnly, Tally>();
        void Add(DateTime day, Tally more)
        {
            var date = DateOnly.FromDateTime(day);
            byDay[date] = byDay.GetValueOrDefault(date, Tally.Nothing) + more;
        }

        var rows = await session.ListAsync<Row>(
            DaysSql, new { store, product = product ?? Guid.Empty, from, until });
        foreach (var row in rows) Add(row.Day, row.Tally);
        foreach (var day in await ratings.ByDayAsync(session, store, product, from, until))
            Add(day.Day, Tally.Nothing with { Reviews = day.Reviews, Stars = day.Stars });

        Measures Sum(IEnumerable<DateOnly> some) => some
            .Aggregate(Tally.Nothing, (sum, day) => sum + byDay.GetValueOrDefault(day, Tally.Nothing)).In(currency);
        return new(
            days.First, days.Last, product, Sum(days.Each()), Sum(days.Before.Each()),
            [.. days.Each().Select(day => new Day(day, Sum([day])))]);
    }

    sealed record Row(
        DateTime Day, long Views, long Adds, long Orders, long Units, long RevenueMinor, long UndoneOrders,
        long UndoneUnits, long UndoneMinor)
    {
        public Tally Tally => new(
            Views, Adds, Orders, Units, RevenueMinor, UndoneOrders, UndoneUnits, UndoneMinor);
    }

    const string DaysSql = """
        -- insights.get-statistics.days
        select day::timestamp at time zone 'UTC' as day, views::bigint, adds::bigint, 0::bigint as orders,
            0::bigint as units, 0::bigint as revenue_minor, 0::bigint as undone_orders, 0::bigint as undone_units,
            0::bigint as undone_minor
        from insights.visit
        where store_id = @store and product_id = @product
            and day >= (@from::timestamptz at time zone 'UTC')::date
            and day < (@until::timestamptz at time zone 'UTC')::date
        union all
        select day::timestamp at time zone 'UTC', 0, 0, orders, units, revenue_minor, undone_orders, undone_units,
            undone_minor
        from insights.sale
        where store_id = @store and product_id = @product
            and day >= (@from::timestamptz at time zone 'UTC')::date
            and day < (@until::timestamptz at time zone 'UTC')::date
        """;
}
