using System.Diagnostics;
using System.Diagnostics.Metrics;
using Npgsql;

namespace Feria.Kernel;

/// <summary>
/// The PostgreSQL servers this process knows, looked at all the time: which is the primary, how far the replicas have
/// come, which are near. docs/decisions/0006-nodes-and-positions.md.
/// </summary>
public sealed class Nodes : IAsyncDisposable
{
    internal static readonly TimeSpan Often = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan Seldom = TimeSpan.FromSeconds(1);

    readonly Lock gate = new();
    readonly Meter meter = new("Feria");
    readonly TimeSpan lagLimit;
    readonly WrittenSince written = new();
    readonly HashSet<Node> unseen;
    readonly Dictionary<Node, uint> timelines = [];
    readonly TaskCompletionSource firstLook = new(TaskCreationOptions.RunContinuationsAsynchronously);
    State now;

    /// <param name="postgres">A connection string whose Host may name several, as <c>a:5432,b:5432</c>.</param>
    /// <param name="lagLimit">A replica further behind than this serves nobody while the primary lives.</param>
    internal Nodes(string postgres, TimeSpan lagLimit)
    {
        this.lagLimit = lagLimit;
        var addresses = AddressesIn(postgres);
        AreSeveral = addresses.Count > 1;
        All = [.. addresses.Select(address => new Node(this, address))];
        unseen = [.. All];
        now = new(null, [.. All.Select(node => new Standing(node, null, default, false, false, "not seen yet"))], 0);
        if (!AreSeveral) firstLook.SetResult();
        Measure();
        foreach (var node in All) node.StartWatching();
    }

    /// <summary>How a node stands among the others.</summary>
    /// <param name="Behind">How long ago the primary wrote what this one has yet to show.</param>
    /// <param name="BytesBehind">And how much that is; null where no primary is known.</param>
    /// <param name="WhyUnused">Why nobody reads or writes there; null where somebody does.</param>
    public sealed record Standing(
        Node Node, long? BytesBehind, TimeSpan Behind, bool IsNear, bool IsReplica, string? WhyUnused);

    // What a request decides by: read once, whole.
    sealed record State(Node? Primary, Standing[] Standings, uint Timeline);

    public IReadOnlyList<Node> All { get; }

    /// <summary>
    /// Whether there is anything to choose. With one node nothing is: it is never taken for down, and whoever asks it
    /// finds out.
    /// </summary>
    public bool AreSeveral { get; }

    /// <summary>Takes writes: out of recovery, on the highest timeline this process ever saw.</summary>
    public Node? Primary => AreSeveral ? Volatile.Read(ref now).Primary : All[0];

    public IReadOnlyList<Standing> Standings => Volatile.Read(ref now).Standings;

    /// <summary>The highest timeline ever seen; 0 before the first look.</summary>
    public uint Timeline => Volatile.Read(ref now).Timeline;

    /// <summary>
    /// A replica was promoted or a backup restored: transaction ids and positions may come again with another meaning,
    /// so copies drop what they hold. Raised in a thread of the pool.
    /// </summary>
    public event Action? TimelineChanged;

    internal TimeSpan Pause => AreSeveral ? Often : Seldom;

    /// <summary>Completes once every node was looked at.</summary>
    public Task FirstLook => firstLook.Task;

    /// <summary>The node that takes writes, or an outage at once where none does.</summary>
    internal async ValueTask<Node> WritableAsync(CancellationToken stop)
    {
        if (!AreSeveral) return All[0];
        if (!firstLook.Task.IsCompleted) await firstLook.Task.WaitAsync(stop);
        return Primary ?? throw new Outage($"No primary can be reached. {Told()}");
    }

    /// <summary>
    /// Closes the connections that nobody uses now. They are kept as long as there is work: where they were made for a
    /// crowd, somebody should say that it has gone.
    /// </summary>
    public void CloseIdle()
    {
        foreach (var node in All) node.CloseIdle();
    }

    /// <summary>Why nodes are not used, for the log.</summary>
    internal string Told() => string.Join(' ', Standings
        .Where(one => one.WhyUnused is not null)
        .Select(one => $"{one.Node.Name}: {one.WhyUnused}."));

    /// <summary>
    /// Where to read, best first: a near replica that shows the position, another that does, the primary; with no
    /// primary the replica that is furthest.
    /// </summary>
    /// <param name="position">What must be shown; null for whatever is there.</param>
    internal async ValueTask<IReadOnlyList<Node>> ReadableAsync(
        bool onPrimary, Position? position, Node? avoided, CancellationToken stop)
    {
        if (!AreSeveral) return All;
        if (!firstLook.Task.IsCompleted) await firstLook.Task.WaitAsync(stop);

        var state = Volatile.Read(ref now);
        if (state.Primary is null) return Furthest(state);
        if (onPrimary) return [state.Primary, .. Furthest(state)];
        var shows = state.Standings
            .Where(one => one is { IsReplica: true, WhyUnused: null } && one.Node != avoided
                && one.Node is { IsSuspect: false, Seen: { } seen }
                && (position is null || seen.At.Covers(position.Value)))
            .ToArray();
        Random.Shared.Shuffle(shows);
        return [.. shows.OrderBy(one => !one.IsNear).Select(one => one.Node), state.Primary];
    }

    static List<Node> Furthest(State state) =>
    [
        .. state.Standings
            .Where(one => one.Node != state.Primary && one.Node.Seen is not null)
            .OrderByDescending(one => one.Node.Seen!.At)
            .Select(one => one.Node),
    ];

    internal void Found(Node node, Sight sight)
    {
        lock (gate)
        {
            // Between two checkpoints a replica whose primary is gone may tell the timeline before.
            var timeline = Math.Max(sight.At.Timeline, sight.IsPrimary ? 0 : timelines.GetValueOrDefault(node));
            timelines[node] = timeline;
            node.Near(sight.RoundTrip);
            node.Seen = sight with { At = sight.At with { Timeline = timeline } };
            node.Trouble = null;
            Judge(node);
        }
    }

    internal void Lost(Node node, string trouble)
    {
        lock (gate)
        {
            node.Seen = null;
            node.Trouble = trouble;
            if (AreSeveral) node.EndAll();
            Judge(node);
        }
    }

    void Judge(Node looked)
    {
        var before = now;
        var timeline = All.Max(node => node.Seen?.At.Timeline ?? 0) is var seen && seen > before.Timeline
            ? seen
            : before.Timeline;
        var primaries = All.Where(node => node.Seen is { IsPrimary: true } sight && sight.At.Timeline == timeline);
        var primary = primaries.Contains(before.Primary) ? before.Primary : primaries.FirstOrDefault();
        if (looked == primary) written.Saw(primary.Seen!.At);

        var quickest = All.Where(node => node is { Seen.IsPrimary: false }).Select(node => node.UsualRoundTrip)
            .DefaultIfEmpty().Min();
        var state = new State(primary, [.. All.Select(node => Stand(node, primary, timeline, quickest))], timeline);
        Volatile.Write(ref now, state);

        // Who was the primary and is not: what still runs there must not be committed there.
        if (before.Primary is { } last && last != primary) last.EndAll();
        if (before.Timeline is not 0 && before.Timeline != timeline)
            ThreadPool.QueueUserWorkItem(_ => TimelineChanged?.Invoke());
        if (unseen.Remove(looked) && unseen.Count == 0) firstLook.TrySetResult();
    }

    Standing Stand(Node node, Node? primary, uint timeline, TimeSpan quickest)
    {
        if (node.Seen is not { } seen)
            return new(node, null, default, false, false, $"does not answer: {node.Trouble ?? "not seen yet"}");
        if (node == primary) return new(node, 0, default, false, false, null);
        if (seen.IsPrimary)
            return new(node, null, default, false, false,
                $"a primary of timeline {seen.At.Timeline}, which ended: timeline {timeline} is written now");

        var behind = written.BehindOf(seen, lagLimit);
        var bytes = primary?.Seen is { } leader ? Math.Max(0, (long)(leader.At.Lsn - seen.At.Lsn)) : (long?)null;
        return new(node, bytes, behind, node.IsNear(quickest), true,
            seen.At.Timeline < timeline ? $"still on timeline {seen.At.Timeline} of {timeline}"
            : primary is not null && behind > lagLimit ? $"{behind.TotalSeconds:0.0} s behind"
            : null);
    }

    void Measure()
    {
        meter.CreateObservableGauge(
            "feria.node.up", () => Each(one => one.Node.Seen is null ? 0 : 1), null, "Whether the node answers.");
        meter.CreateObservableGauge(
            "feria.node.primary", () => Each(one => one.Node == Primary ? 1 : 0), null, "Whether it takes the writes.");
        meter.CreateObservableGauge(
            "feria.node.used", () => Each(one => one.WhyUnused is null ? 1 : 0), null, "Whether it serves anybody.");
        meter.CreateObservableGauge(
            "feria.node.lag.size", () => Each(one => one.BytesBehind ?? 0), "By", "Written and not yet shown there.");
        meter.CreateObservableGauge(
            "feria.node.lag", () => Each(one => one.Behind.TotalSeconds), "s", "Age of the first it does not show.");
        meter.CreateObservableGauge(
            "feria.node.round.trip", () => Each(one => one.Node.UsualRoundTrip.TotalSeconds), "s",
            "Time of a question and its answer.");

        IEnumerable<Measurement<double>> Each(Func<Standing, double> number) => Standings.Select(one =>
            new Measurement<double>(number(one), new KeyValuePair<string, object?>("node", one.Node.Name)));
    }

    static List<NpgsqlConnectionStringBuilder> AddressesIn(string postgres)
    {
        var all = new NpgsqlConnectionStringBuilder(postgres);
        var hosts = (all.Host ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return hosts is [] ? [all] : [.. hosts.Select(host => AddressOf(postgres, host))];
    }

    static NpgsqlConnectionStringBuilder AddressOf(string postgres, string host)
    {

        // Which node serves what is decided here, not by the driver.
        var one = new NpgsqlConnectionStringBuilder(postgres) { Host = host };
        one.Remove("Target Session Attributes");
        one.Remove("Load Balance Hosts");

        // "[::1]" is a host as a whole; "[::1]:5433" and "/run/postgresql:5433" name the port too.
        if (host.LastIndexOf(':') is not (> 0 and var colon) || host.IndexOf(']') > colon) return one;
        if (host.IndexOf(':') != colon && !host.StartsWith('[')) return one;
        if (!ushort.TryParse(host[(colon + 1)..], out var port)) return one;
        (one.Host, one.Port) = (host[..colon], port);
        return one;
    }

    /// <summary>The connection string of the primary alone, for tools that work on one connection.</summary>
    public static async Task<string> PrimaryOfAsync(string postgres, CancellationToken stop = default)
    {
        if (AddressesIn(postgres) is [var only]) return only.ConnectionString;
        await using var nodes = new Nodes(postgres, TimeSpan.Zero);
        return (await nodes.WritableAsync(stop)).Address;
    }

    public async ValueTask DisposeAsync()
    {
        meter.Dispose();
        foreach (var node in All) await node.DisposeAsync();
    }
}
