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
sealed class ShownLog(
    Showing showing, Charging charging, Database database, ILogger<ShownLog> log) : BackgroundService
{
    const int QueueLimit = 20_000;
    const int BatchLimit = 1_000;

    static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    static readonly Meter Meter = new("Feria");
    static readonly Counter<long> Dropped = Meter.CreateCounter<long>("feria.shown.dropped");

    readonly ConcurrentDictionary<Guid, int> seen = [];
    readonly ConcurrentDictionary<Guid, int> seenBanners = [];
    readonly ConcurrentDictionary<Guid, int> followedBanners = [];
    readonly Channel<Click> clicks = Channel.CreateBounded<Click>(
        new BoundedChannelOptions(QueueLimit) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    /// <summary>Only what is shown: so there are never more sums than that.</summary>
    public void Saw(Guid shown)
    {
        if (showing.SponsorshipOf(shown) is not null) Add(seen, shown);
        else if (showing.IsBanner(shown)) Add(seenBanners, shown);
    }

    public void Followed(Click click)
    {
        if (showing.IsBanner(click.Shown)) Add(followedBanners, click.Shown);
        else if (showing.SponsorshipOf(click.Shown) is not null && !clicks.Writer.TryWrite(click)) Dropped.Add(1);
    }

    static void Add(ConcurrentDictionary<Guid, int> sums, Guid id) => sums.AddOrUpdate(id, 1, (_, many) => many + 1);

    static Dictionary<Guid, int> Take(ConcurrentDictionary<Guid, int> sums) => sums.Keys
        .Select(id => (Id: id, Many: sums.TryRemove(id, out var many) ? many : 0))
        .Where(one => one.Many > 0).ToDictionary(one => one.Id, one => one.Many);

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
        await WriteBannersAsync(Take(seenBanners), Take(followedBanners));
        while (true)
        {
            var batch = new List<Click>();
            while (batch.Count < BatchLimit && clicks.Reader.TryRead(out var next)) batch.Add(next);
            var sums = Take(seen);
            if (batch.Count == 0 && sums.Count == 0) return;
            var groups = sums.Keys.Concat(batch.Select(click => click.Shown)).Distinct()
                .ToLookup(showing.SponsorshipOf);
            foreach (var group in groups)
                if (group.Key is { } sponsorship)
                    await WriteAsync(
                        sponsorship,
                        sums.Where(one => group.Contains(one.Key)).ToDictionary(),
                        [.. batch.Where(click => group.Contains(click.Shown))]);
        }
    }

    async Task WriteBannersAsync(Dictionary<Guid, int> sums, Dictionary<Guid, int> followed)
    {
        if (sums.Count == 0 && followed.Count == 0) return;
        try
        {
            await using var tx = await database.WriteAsync();
            await BannerBook.CountAsync(tx, sums, followed);
            await tx.CommitAsync();
        }
        // Whatever it is: counts may be lost, the writer must not.
        catch (Exception outage)
        {
            Dropped.Add(sums.Values.Sum() + followed.Values.Sum());
            log.LogWarning(outage, "Counts of {Count} banners were lost", sums.Count);
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
