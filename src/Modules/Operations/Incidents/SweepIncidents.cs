namespace Feria.Operations;

/// <summary>Resolved incidents are kept for half a year, so that one that comes back names the former.</summary>
sealed class SweepIncidents(Database database) : Sweep(database)
{
    public override string Name => "operations.sweep-incidents";

    public override TimeSpan? Every => TimeSpan.FromHours(6);

    protected override IReadOnlyList<string> Statements => [OldSql];

    const string OldSql = """
        -- operations.sweep-incidents.old
        delete from operations.incident
        where id = any(array(
            select id from operations.incident
            where resolved_at < now() - interval '180 days'
            order by resolved_at
            limit @AtMost
            for update skip locked))
        """;
}
