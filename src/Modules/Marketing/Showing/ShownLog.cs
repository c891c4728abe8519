using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Feria.Marketing;

/// <summary>
/// Takes what was seen and followed without making anybody wait: impressions as sums, clicks in a bounded queue, both
/// written once a second. What does not fit, or cannot be written, is dropped and counted: nobody is charged for it.
/// </summary>
sealed class ShownLog(Showing showing, Charging charging, ILogger<ShownLog> log) : BackgroundService
{
    const int QueueLimit = 20_000;
    const int BatchLimit = 1_000;

    static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    static readonly Meter Meter = new("Feria");
    static readonly Counter<long> Dropped = Meter.CreateCounter<long>("feria.shown.dropped");

    readonly ConcurrentDictionary<Guid, int> seen = [];
    readonly Channel<Click> clicks = Channel.CreateBounded<Click>(
        new BoundedChannelOptions(QueueLimit) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    /// <summary>Only what is shown: so there are never more sums than that.</summary>
    public void Saw(Guid shown)
    {
        if (showing.SponsorshipOf(shown) is not null) seen.AddOrUpdate(shown, 1, (_, many) => many + 1);
    }

    public void Followed(Click click)
    {
        if (showing.SponsorshipOf(click.Offer) is not null && !clicks.Writer.TryWrite(click)) Dropped.Add(1);
    }

    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        await Task.Yield();
        while (!stop.IsCancellationRequested)
        {
            await Task.Delay(Pause, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            // Stopping writes what is left.
            await WriteAsync();
        }
    }

    internal async Task WriteAsync()
    {
        while (true)
        {
            var batch = new List<Click>();
            while (batch.Count < BatchLimit && clicks.Reader.TryRead(out var next)) batch.Add(next);
            var sums = seen.Keys.Select(id => (Id: id, Many: seen.TryRemove(id, out var many) ? many : 0))
                .Where(one => one.Many > 0).ToList();
            if (batch.Count == 0 && sums.Count == 0) return;
            var groups = sums.Select(one => one.Id).Concat(batch.Select(click => click.Offer)).Distinct()
                .ToLookup(showing.SponsorshipOf);
            foreach (var group in groups)
                if (group.Key is { } sponsorship)
                    await WriteAsync(
                        sponsorship,
                        sums.Where(one => group.Contains(one.Id)).ToDictionary(one => one.Id, one => one.Many),
                        [.. batch.Where(click => group.Contains(click.Offer))]);
        }
    }

    async Task WriteAsync(Guid sponsorship, IReadOnlyDictionary<Guid, int> sums, IReadOnlyList<Click> batch)
    {
        try
        {
            if (await charging.NoteAsync(sponsorship, sums, batch) is { } spent) showing.Spend(sponsorship, spent);
        }
        // Whatever it is: counts may be lost, the writer must not.
        catch (Exception outage)
        {
            Dropped.Add(batch.Count + sums.Values.Sum());
            log.LogWarning(outage, "{Count} clicks were lost", batch.Count);
        }
    }
}
