namespace Feria.Catalog;

/// <summary>
/// Forgets prices that ended more than a month ago: what the law asks of them stands on the offers by then. Planned
/// prices are told of for a year after their end.
/// </summary>
sealed class SweepPrices(Database database) : Sweep(database)
{
    public override string Name => "catalog.sweep-prices";

    public override TimeSpan? Every => TimeSpan.FromHours(1);

    protected override IReadOnlyList<string> Statements => [PricesSql, SchedulesSql];

    const string PricesSql = """
        -- catalog.sweep-prices.prices
        with old as (
            select offer_id, until
            from catalog.price_change
            where until < now() - interval '31 days'
            order by until
            limit @AtMost
            for update skip locked)
        delete from catalog.price_change c
        using old
        where c.offer_id = old.offer_id and c.until = old.until
        """;

    const string SchedulesSql = """
        -- catalog.sweep-prices.schedules
        delete from catalog.scheduled_price
        where id = any(array(
            select id from catalog.scheduled_price
            where ended_at < now() - interval '366 days'
            order by ended_at
            limit @AtMost
            for update skip locked))
        """;
}
