using System.Diagnostics;
using Feria.Contracts;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Feria.Adapters.Elasticsearch;

/// <summary>
/// Keeps the index in step with PostgreSQL's, in as many processes as run this: the others wait until the one at it is
/// gone. An index of another shape, or of another life of the database, is made beside the one in use and takes its
/// place once it has all. docs/decisions/0120.
/// </summary>
public sealed class ElasticFeed : BackgroundService
{
    const int BatchDocuments = 500;

    /// <summary>Times what the work took: an index being made leaves the machine to those who shop.</summary>
    const int Rest = 2;

    static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan ListEvery = TimeSpan.FromSeconds(5);
    static readonly TimeSpan NextTry = TimeSpan.FromSeconds(1);
    static readonly TimeSpan BatchLimit = TimeSpan.FromSeconds(30);

    readonly Database database;
    readonly ISearchFeed source;
    readonly ElasticClient client;
    readonly IndexKeeper keeper;
    readonly ElasticSettings settings;
    readonly ILogger<ElasticFeed> log;
    readonly Dictionary<string, long> positions = [];
    bool isAway;

    public ElasticFeed(
        Database database, ISearchFeed source, ElasticClient client, ElasticSettings settings,
        ILogger<ElasticFeed> log)
    {
        (this.database, this.source, this.client, this.settings, this.log) = (database, source, client, settings, log);
        keeper = new(client, settings);
    }

    /// <summary>What one process of an installation does at a time.</summary>
    public static SoleProcess Sole(Database database, ElasticSettings settings) =>
        new(database, $"elasticsearch {settings.Prefix}");

    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        await Task.Yield();
        while (!stop.IsCancellationRequested)
        {
            await Patiently.DoAsync(() => LeadAsync(stop), log, stop);
            await Patiently.WaitAsync(Task.Delay(Timeout.Infinite, stop), NextTry, stop);
        }
    }

    async Task LeadAsync(CancellationToken stop)
    {
        await using var turn = await Sole(database, settings).TryTakeAsync(stop);
        if (turn is null) return;
        positions.Clear();
        try
        {
            await keeper.EnsureAsync(stop);
            IReadOnlyList<KeptIndex> indexes = [];
            for (var listedAt = 0L; !stop.IsCancellationRequested;)
            {
                if (listedAt == 0 || Stopwatch.GetElapsedTime(listedAt) >= ListEvery)
                {
                    if (!await turn.LastsAsync(stop)) return;
                    (indexes, listedAt) = (await keeper.ListAsync(stop), Stopwatch.GetTimestamp());
                }

                var (isChanged, isBusy) = await RoundAsync(indexes, stop);
                if (isChanged) listedAt = 0;
                Tell(null);
                if (!isChanged && !isBusy)
                    await Patiently.WaitAsync(Task.Delay(Timeout.Infinite, stop), LookEvery, stop);
            }
        }
        catch (EngineAway away)
        {
            Tell(away.Message);
        }
    }

    async Task<(bool IsChanged, bool IsBusy)> RoundAsync(IReadOnlyList<KeptIndex> indexes, CancellationToken stop)
    {
        var (life, shape) = (await LifeAsync(stop), IndexShape.Digest(settings));
        var live = indexes.FirstOrDefault(index => index.IsLive);
        // Versions of another life mean other changes.
        var isBusy = live?.Life == life && await FeedLiveAsync(live, live.Shape == shape, stop);
        if (live?.IsOf(life, shape) is true)
        {
            foreach (var old in indexes.Where(index => !index.IsLive)) await keeper.DropAsync(old, stop);
            return (indexes.Count > 1, isBusy);
        }

        var next = indexes.FirstOrDefault(index => !index.IsLive && index.IsOf(life, shape));
        if (next is null)
        {
            next = await keeper.MakeAsync(life, stop);
            log.LogInformation("The index {Index} is made beside the one in use", next.Name);
            return (true, true);
        }

        var watch = Stopwatch.StartNew();
        if (await FeedAsync(next, stop))
        {
            await Task.Delay(Rest * watch.Elapsed, stop);
            return (false, true);
        }

        await keeper.PutBehindAliasAsync(next, live, stop);
        log.LogInformation("Searches ask the index {Index} from now on", next.Name);
        return (true, true);
    }

    // An old shape may have no place for what documents now hold; the index that follows it has.
    async Task<bool> FeedLiveAsync(KeptIndex live, bool isOfNow, CancellationToken stop)
    {
        try
        {
            return await FeedAsync(live, stop);
        }
        catch (EngineAway) when (!isOfNow)
        {
            return false;
        }
    }

    // True where there may be more.
    async Task<bool> FeedAsync(KeptIndex index, CancellationToken stop)
    {
        if (!positions.TryGetValue(index.Name, out var position))
            positions[index.Name] = position = await keeper.PositionAsync(index.Name, stop);
        IReadOnlyList<SearchDocument> documents;
        await using (var session = await database.ReadAsync(stop))
            documents = await source.SinceAsync(session, position, BatchDocuments);
        if (documents.Count == 0) return false;
        await Bulk.WriteAsync(client, index.Door, documents, BatchLimit, stop);
        await keeper.MoveAsync(index.Name, documents[^1].Version, stop);
        positions[index.Name] = documents[^1].Version;
        return documents.Count == BatchDocuments;
    }

    async Task<string> LifeAsync(CancellationToken stop)
    {
        if (database.Installation is null)
        {
            await using var session = await database.ReadAsync(stop);
            await database.InstallationAsync(session);
        }

        return $"{database.Installation}:{database.Nodes.Timeline}";
    }

    void Tell(string? trouble)
    {
        if (trouble is not null == isAway) return;
        isAway = trouble is not null;
        if (isAway) log.LogWarning("The index in Elasticsearch stands still: {Why}", trouble);
        else log.LogInformation("The index in Elasticsearch is kept in step again");
    }
}
