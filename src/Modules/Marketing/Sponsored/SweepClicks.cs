namespace Feria.Marketing;

/// <summary>Forgets clicks that cost nothing once their day is over: they were counted.</summary>
sealed class SweepClicks(Database database) : Sweep(database)
{
    public override string Name => "marketing.sweep-clicks";

    public override TimeSpan? Every => TimeSpan.FromHours(1);

    protected override IReadOnlyList<string> Statements => [FreeSql];

    const string FreeSql = """
        -- marketing.sweep-clicks.free
        delete from marketing.sponsored_click
        where region = @Region and (sponsored_offer_id, day, visitor) in (
            select sponsored_offer_id, day, visitor from marketing.sponsored_click
            where cost_minor = 0 and at < now() - interval '2 days'
            order by at
            limit @AtMost
            for update skip locked)
        """;
}
