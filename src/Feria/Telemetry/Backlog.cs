using System.Diagnostics.Metrics;
using Npgsql;

namespace Feria.Telemetry;

/// <summary>How much work waits in the database: events not yet heard, jobs due, and what was parked.</summary>
public sealed class Backlog(ReactionDesk reactions, JobDesk jobs, FeedDesk feed, Operations.IncidentNumbers incidents)
{
    static readonly Meter Meter = new("Feria");
    static readonly Gauge<long> Waiting = Meter.CreateGauge<long>(
        "feria.reaction.waiting", description: "Events a reaction has not heard yet.");
    static readonly Gauge<double> Lag = Meter.CreateGauge<double>(
        "feria.reaction.lag", "s", "Age of the oldest event a reaction has not heard yet.");
    static readonly Gauge<long> Parked = Meter.CreateGauge<long>(
        "feria.reaction.parked", description: "Events a reaction failed on, kept for replay.");
    static readonly Gauge<long> Slot = Meter.CreateGauge<long>(
        "feria.feed.slot.lag", "By", "WAL the replication slot keeps for the decoding feed.");
    static readonly Gauge<int> SlotTrouble = Meter.CreateGauge<int>(
        "feria.feed.slot.trouble", description: "1 where nobody reads the slot, or it keeps too much or was lost.");
    static readonly Gauge<long> Due = Meter.CreateGauge<long>(
        "feria.jobs.due", description: "Jobs that should have run by now.");
    static readonly Gauge<long> Hopeless = Meter.CreateGauge<long>(
        "feria.jobs.parked", description: "Jobs that failed too often, kept for a person.");

    static readonly Gauge<long> Open = Meter.CreateGauge<long>(
        "feria.incidents.open", description: "Incidents nobody resolved yet.");

    /// <summary>Reads the numbers anew. With the database gone the last ones stay, and the page still comes.</summary>
    public async Task LookAsync(CancellationToken stop)
    {
        try
        {
            foreach (var one in await reactions.ListAsync(stop))
            {
                var of = new KeyValuePair<string, object?>("reaction", one.Name);
                Waiting.Record(one.Waiting, of);
                Lag.Record(one.LagSeconds, of);
                Parked.Record(one.Parked, of);
            }

            foreach (var (severity, many) in await incidents.OpenAsync(stop))
                Open.Record(many, new KeyValuePair<string, object?>("severity", severity));

            if (await feed.LookAsync(stop) is { Slot: not null } slot)
            {
                Slot.Record(slot.LagBytes);
                SlotTrouble.Record(slot.IsWorthALook ? 1 : 0);
            }

            var counts = await jobs.CountAsync(stop);
            Due.Record(counts.Due);
            Hopeless.Record(counts.Parked);
        }
        catch (Exception outage) when (outage is NpgsqlException or TimeoutException)
        {
        }
    }
}
