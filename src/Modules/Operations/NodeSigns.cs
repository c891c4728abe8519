using System.Diagnostics;
using Feria.Contracts;

namespace Feria.Operations;

/// <summary>The PostgreSQL servers, as the process that answers sees them.</summary>
sealed class NodeSigns(Database database) : IVitalSigns
{
    public string Part => "postgres";

    public async Task<IReadOnlyList<VitalSign>> LookAsync(CancellationToken stop)
    {
        var nodes = database.Nodes;
        if (nodes.AreSeveral) return [.. nodes.Standings.Select(node => SignOf(nodes, node))];

        // One alone is not watched: asking it tells.
        var began = Stopwatch.GetTimestamp();
        await using var session = await database.ReadFreshAsync(stop);
        await session.OneAsync<int>(PingSql);
        return
        [
            new(Part, NameOf(nodes.All[0]), Vital.Fine, new Dictionary<string, object?>
            {
                ["role"] = "primary",
                ["roundTripMs"] = Math.Round(Stopwatch.GetElapsedTime(began).TotalMilliseconds, 2),
            }),
        ];
    }

    VitalSign SignOf(Nodes nodes, Nodes.Standing standing)
    {
        var node = standing.Node;
        var isPrimary = node == nodes.Primary;
        var state = node.Seen is null ? Vital.Bad : isPrimary || standing.WhyUnused is null ? Vital.Fine : Vital.Mind;
        return new(Part, NameOf(node), state, new Dictionary<string, object?>
        {
            ["role"] = isPrimary ? "primary" : standing.IsReplica ? "replica" : "",
            ["bytesBehind"] = isPrimary ? null : standing.BytesBehind,
            ["msBehind"] = isPrimary ? null : Math.Round(standing.Behind.TotalMilliseconds, 1),
            ["roundTripMs"] = Math.Round(node.UsualRoundTrip.TotalMilliseconds, 2),
            ["why"] = standing.WhyUnused,
        });
    }

    // The path of a socket on this machine says no more than its port.
    static string NameOf(Node node) =>
        node.Name is ['/', ..] ? "localhost" + node.Name[node.Name.LastIndexOf(':')..] : node.Name;

    const string PingSql = """
        -- operations.node-signs.ping
        select 1
        """;
}
