using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Feria.Kernel;

/// <summary>
/// Tells the log when a node of the database is lost, comes back, or takes another part; once a change.
/// </summary>
public sealed class NodeNews(Database database, ILogger<NodeNews> log) : BackgroundService
{
    static readonly TimeSpan Often = TimeSpan.FromMilliseconds(250);

    readonly Dictionary<Node, string> known = [];

    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        await database.Nodes.FirstLook.WaitAsync(stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (!stop.IsCancellationRequested)
        {
            foreach (var node in database.Nodes.All) Tell(node);
            await Patiently.WaitAsync(Task.Delay(Timeout.Infinite, stop), Often, stop);
        }
    }

    void Tell(Node node)
    {
        var (seen, trouble) = (node.Seen, node.Trouble);
        if (seen is null && trouble is null) return; // not looked at yet
        var part = seen is null ? "lost" : seen.IsPrimary ? "primary" : "replica";
        if (known.TryGetValue(node, out var before) && before == part) return;
        known[node] = part;
        if (seen is null) log.LogWarning("Database node {Node} does not answer: {Trouble}", node.Name, trouble);
        else if (before == "lost") log.LogInformation("Database node {Node} answers again, as {Part}", node.Name, part);
        else if (before is not null) log.LogWarning("Database node {Node} is now {Part}", node.Name, part);
        else log.LogDebug("Database node {Node} is {Part}", node.Name, part);
    }
}
