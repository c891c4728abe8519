using System.Diagnostics;
using Feria.Contracts;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Feria.Adapters.Elasticsearch;

/// <summary>
/// Keeps the index in step with PostgreSQL's, in as many processes as run this: the others wait until the one at it is
/// gone. Where another index is wanted (of another shape or life of the database, or as an operator ordered), it is
/// made beside the one in use, which is fed on, and takes its place once it has all. docs/decisions/0120.
/// </summary>
public sealed class ElasticFeed : BackgroundService
{
    const int BatchDocuments = 500;

    /// <summary>An index is filled in so many batches a second at most.</summary>
    const int FillsPerSecond = 4;

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
    (string Index, long Version) whole;
    (long Since, TimeSpan Length) rest;
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
        (whole, rest) = (default, default);
        try
        {
            await keeper.EnsureAsync(stop);
            Plan? plan = null;
            for (var plannedAt = 0L; !stop.IsCancellationRequested;)
            {
                var life = await LifeAsync(stop);
                // Versions of another life mean other changes.
                if (plan?.Wanted.Life != life || Stopwatch.GetElapsedTime(plannedAt) >= ListEvery)
                {
                    if (!await turn.LastsAsync(stop)) return;
                    (plan, plannedAt) = (await PlanAsync(life, stop), Stopwatch.GetTimestamp());
                }

                var (isChanged, isBusy) = await RoundAsync(plan, stop);
                if (isChanged) plan = null;
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

    /// <param name="Live">What searches ask.</param>
    /// <param name="Next">What is to take its place; null where nothing is, or it has yet to be made.</param>
    sealed record Plan(WantedIndex Wanted, KeptIndex? Live, KeptIndex? Next)
    {
        public bool IsMade => Live is not null && Wanted.Is(Live);
    }

    // What is neither in use nor to be goes: whoever made it was killed, or something else is wanted by now.
    async Task<Plan> PlanAsync(string life, CancellationToken stop)
    {
        var (order, pace) = await keeper.OrderAsync(stop);
        var wanted = new WantedIndex(life, IndexShape.Digest(settings), order, pace);
        var indexes = await keeper.ListAsync(stop);
        var inUse = indexes.Where(index => index.IsLive).OrderByDescending(wanted.Is).ToList();
        // Two processes that each took itself for the only one may have put two there.
        if (inUse.Count > 1) await keeper.PutBehindAliasAsync(inUse[0], stop);
        var live = inUse.FirstOrDefault();
        var next = live is not null && wanted.Is(live) ? null
            : indexes.FirstOrDefault(index => !index.IsLive && wanted.Is(index));
        foreach (var stray in indexes.Where(index => index != live && index != next))
            await keeper.DropAsync(stray, stop);
        return new(wanted, live, next);
    }

    async Task<(bool IsChanged, bool IsBusy)> RoundAsync(Plan plan, CancellationToken stop)
    {
        var isBusy = plan.Live is { } live && live.Life == plan.Wanted.Life && await FeedLiveAsync(live, plan, stop);
        if (plan.IsMade) return (false, isBusy);
        if (plan.Next is null)
        {
            var made = await keeper.MakeAsync(plan.Wanted, stop);
            log.LogInformation("The index {Index} is made beside the one in use", made.Name);
            return (true, true);
        }

        if (Stopwatch.GetElapsedTime(rest.Since) < rest.Length) return (false, isBusy);
        if (await FillAsync(plan.Next, plan.Wanted.PaceAfter(plan.Live), stop)) return (false, isBusy);
        await keeper.PutBehindAliasAsync(plan.Next, stop);
        log.LogInformation("Searches ask the index {Index} from now on", plan.Next.Name);
        return (true, true);
    }

    // An old shape may have no place for what documents now hold; the index that follows it has.
    async Task<bool> FeedLiveAsync(KeptIndex live, Plan plan, CancellationToken stop)
    {
        try
        {
            return await FeedAsync(live, BatchDocuments, stop) == BatchDocuments;
        }
        catch (EngineAway) when (live.Shape != plan.Wanted.Shape)
        {
            return false;
        }
    }

    // True where there may be more. What changed since it was begun is caught up with as fast as it goes: at the pace
    // of an order that might never end.
    async Task<bool> FillAsync(KeptIndex index, Pace pace, CancellationToken stop)
    {
        var watch = Stopwatch.StartNew();
        if (whole.Index != index.Name)
            await using (var session = await database.ReadAsync(stop))
                whole = (index.Name, (await source.LookAsync(session, 0, 0)).Newest);
        var isBegun = positions.GetValueOrDefault(index.Name) < whole.Version;
        var most = isBegun ? Math.Clamp(pace.PerSecond / FillsPerSecond, 1, BatchDocuments) : BatchDocuments;
        var done = await FeedAsync(index, most, stop);
        if (isBegun) rest = (Stopwatch.GetTimestamp(), pace.WaitAfter(done, watch.Elapsed));
        return done == most;
    }

    // How many it was fed. The session is closed before Elasticsearch is waited for, and how far it is fed is said
    // after that: between the two nothing is lost but work, since what is written twice changes nothing.
    async Task<int> FeedAsync(KeptIndex index, int most, CancellationToken stop)
    {
        if (!positions.TryGetValue(index.Name, out var position))
            positions[index.Name] = position = await keeper.PositionAsync(index.Name, stop);
        IReadOnlyList<SearchDocument> documents;
        await using (var session = await database.ReadAsync(stop))
            documents = await source.SinceAsync(session, position, most);
        if (documents.Count == 0) return 0;
        foreach (var refused in await Bulk.WriteAsync(client, index.Door, documents, BatchLimit, stop))
            log.LogError("A product does not fit the index {Index}: {Why}", index.Name, refused);
        await keeper.MoveAsync(index.Name, documents[^1].Version, stop);
        positions[index.Name] = documents[^1].Version;
        return documents.Count;
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
