using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Insights;

/// <summary>What the marketplace sold today so far, beside yesterday and the same day of last week.</summary>
public static class GetToday
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/admin/figures/today", Handle)
        .WithName(nameof(GetToday))
        .RequireAccess(Permission.ReadFigures);

    /// <summary>Orders less those that ceased to be sales on the day, and what they came to without delivery.</summary>
    public sealed record Figures(long Orders, Money Revenue);

    /// <summary>Of one currency.</summary>
    public sealed record Told(string Currency, Figures Today, Figures Yesterday, Figures WeekBefore);

    /// <param name="Day">Today, in UTC.</param>
    public sealed record Answer(DateOnly Day, IReadOnlyList<Told> Currencies);

    static async Task<Ok<Answer>> Handle(Database database, TimeProvider clock, CancellationToken stop)
    {
        var today = Days.Today(clock);
        await using var session = await database.ReadAsync(stop);
        var rows = await session.ListAsync<Row>(SumSql, new { today = today.ToString("O") });
        Figures Of(string currency, DateOnly day) =>
            rows.SingleOrDefault(row => row.Currency == currency && DateOnly.FromDateTime(row.Day) == day) is { } row
                ? new(row.Orders, new(row.RevenueMinor, currency))
                : new(0, new(0, currency));
        return TypedResults.Ok(new Answer(
            today,
            [
                .. rows.Select(row => row.Currency).Distinct().Order(StringComparer.Ordinal)
                    .Select(currency => new Told(
                        currency, Of(currency, today), Of(currency, today.AddDays(-1)),
                        Of(currency, today.AddDays(-7)))),
            ]));
    }

    sealed record Row(DateTime Day, string Currency, long Orders, long RevenueMinor);

    // Of each store the row that stands for all it sells.
    const string SumSql = """
        -- insights.get-today.sum
        select day::timestamp as day, currency, sum(orders - undone_orders)::bigint as orders,
            sum(revenue_minor - undone_minor)::bigint as revenue_minor
        from insights.sale
        where product_id = '00000000-0000-0000-0000-000000000000'
            and day in (@today::date, @today::date - 1, @today::date - 7)
        group by day, currency
        """;
}
