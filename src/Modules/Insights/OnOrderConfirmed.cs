using Feria.Contracts;

namespace Feria.Insights;

/// <summary>
/// What is sold counts for its store and product on the day it is, and what is undone of it on its own day.
/// </summary>
sealed class OnOrderConfirmed(IOrderBook orders) : Reaction
{
    public const string Called = "insights.on-order-confirmed";

    public override string Name => Called;

    public override IReadOnlyCollection<string> Hears { get; } =
    [
        EventKindAttribute.Of(typeof(OrderConfirmed)),
        EventKindAttribute.Of(typeof(OrderCancelled)),
        EventKindAttribute.Of(typeof(OrderMoved)),
    ];

    public override async Task HandleAsync(Tx tx, IReadOnlyList<LoggedEvent> events)
    {
        var changes = events.Select(said => SaleChanged.Of(Read(said), said.At.Date)).OfType<SaleChanged>().ToList();
        if (changes.Count == 0) return;
        var sales = await Sales.CountAsync(tx, orders, changes);
        if (sales.Count > 0) await Sales.AddAsync(tx, sales);
    }

    /// <summary>Sales are counted by the day, so whole days are forgotten.</summary>
    public override async Task<DateTime> ForgetAsync(Tx tx, DateTime since)
    {
        var day = since.Date;
        await tx.ExecuteAsync(ForgetSql, new { day });
        return day;
    }

    static IEvent Read(LoggedEvent said) =>
        said.Kind == EventKindAttribute.Of(typeof(OrderConfirmed)) ? said.As<OrderConfirmed>()
        : said.Kind == EventKindAttribute.Of(typeof(OrderCancelled)) ? said.As<OrderCancelled>()
        : said.As<OrderMoved>();

    const string ForgetSql = """
        -- insights.on-order-confirmed.forget
        delete from insights.sale where day >= (@day::timestamptz at time zone 'UTC')::date
        """;
}
