using System.Diagnostics.Metrics;
using Npgsql;

namespace Feria.Telemetry;

/// <summary>How much work waits in the database: events not yet heard, jobs due, and what was parked.</summary>
public sealed class Backlog(Database database)
{
    // A reaction that is further behind than this is simply far behind; counting on would cost more than it tells.
    const int CountAtMost = 100_000;

    static readonly Meter Meter = new("Feria");
    static readonly Gauge<long> Waiting = Meter.CreateGauge<long>(
        "feria.reaction.waiting", description: "Events a reaction has not heard yet.");
    static readonly Gauge<long> Parked = Meter.CreateGauge<long>(
        "feria.reaction.parked", description: "Events a reaction failed on, kept for replay.");
    static readonly Gauge<long> Due = Meter.CreateGauge<long>(
        "feria.jobs.due", description: "Jobs that should have run by now.");
    static readonly Gauge<long> Hopeless = Meter.CreateGauge<long>(
        "feria.jobs.parked", description: "Jobs that failed too often, kept for a person.");

    /// <summary>Reads the numbers anew. With the database gone the last ones stay, and the page still comes.</summary>
    public async Task LookAsync(CancellationToken stop)
    {
        try
        {
            await using var session = await database.ReadAsync(stop);
            foreach (var row in await session.ListAsync<ReactionRow>(ReactionsSql, new { CountAtMost }))
            {
                Waiting.Record(row.Waiting, new KeyValuePair<string, object?>("reaction", row.Reaction));
                Parked.Record(row.Parked, new KeyValuePair<string, object?>("reaction", row.Reaction));
            }

            var jobs = await session.OneAsync<JobsRow>(JobsSql);
            Due.Record(jobs.Due);
            Hopeless.Record(jobs.Parked);
        }
        catch (Exception outage) when (outage is NpgsqlException or TimeoutException)
        {
        }
    }

    sealed record ReactionRow(string Reaction, long Waiting, long Parked);

    sealed record JobsRow(long Due, long Parked);

    const string ReactionsSql = """
        -- feria.backlog.reactions
        select p.reaction,
            sum((
                select count(*)
                from (
                    select from kernel.event e
                    where e.shard = p.shard and (e.visible_from, e.seq) > (p.visible_from, p.seq)
                    limit @CountAtMost
                ) later
            ))::bigint as waiting,
            (select count(*) from kernel.parked_event k where k.reaction = p.reaction) as parked
        from kernel.reaction_position p
        group by p.reaction
        """;

    const string JobsSql = """
        -- feria.backlog.jobs
        select count(*) filter (where due_at <= now() and parked_at is null) as due,
            count(*) filter (where parked_at is not null) as parked
        from kernel.job
        """;
}
