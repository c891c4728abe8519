namespace Feria.Integrations;

/// <summary>Throws away what was told a month ago, and what is left of webhooks that were removed.</summary>
sealed class SweepDeliveries(Database database) : Sweep(database)
{
    public override string Name => "integrations.sweep-deliveries";

    public override TimeSpan? Every => TimeSpan.FromHours(1);

    protected override IReadOnlyList<string> Statements => [OldSql, OfRemovedSql, RemovedSql];

    // Tries go with what they were of. What waits at an endpoint that is off for so long is told to nobody.
    const string OldSql = """
        -- integrations.sweep-deliveries.old
        delete from integrations.delivery
        where id = any(array(
            select id from integrations.delivery
            where made_at < now() - interval '30 days'
            order by made_at
            limit @AtMost
            for update skip locked))
        """;

    const string OfRemovedSql = """
        -- integrations.sweep-deliveries.of-removed
        delete from integrations.delivery
        where id = any(array(
            select d.id
            from integrations.endpoint e
            join integrations.delivery d on d.endpoint_id = e.id
            where e.removed_at is not null
            order by e.removed_at, d.id
            limit @AtMost
            for update of d skip locked))
        """;

    const string RemovedSql = """
        -- integrations.sweep-deliveries.removed
        delete from integrations.endpoint
        where id = any(array(
            select e.id
            from integrations.endpoint e
            where e.removed_at < now() - interval '1 hour'
                and not exists (select from integrations.delivery d where d.endpoint_id = e.id)
            order by e.removed_at
            limit @AtMost
            for update of e skip locked))
        """;
}
