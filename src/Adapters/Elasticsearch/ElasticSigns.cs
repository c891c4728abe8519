using System.Diagnostics;
using System.Text.Json;
using Feria.Contracts;

namespace Feria.Adapters.Elasticsearch;

/// <summary>
/// Whether it answers, and how far its index is behind. Searches are answered without it too, from memory.
/// </summary>
public sealed class ElasticSigns(
    ElasticClient client, ElasticSettings settings, ElasticEngine engine, ISearchFeed source, Database database)
    : IVitalSigns
{
    const int CountAtMost = 20_000;
    const int ManyWaiting = 2_000;
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public string Part => "elasticsearch";

    public async Task<IReadOnlyList<VitalSign>> LookAsync(CancellationToken stop)
    {
        var facts = new Dictionary<string, object?>();
        var state = Vital.Mind;
        try
        {
            var began = Stopwatch.GetTimestamp();
            facts["version"] = await VersionAsync(client, stop);
            facts["roundTripMs"] = Math.Round(Stopwatch.GetElapsedTime(began).TotalMilliseconds, 2);
            if (await IsWellAsync(facts, stop)) state = Vital.Fine;
        }
        catch (EngineAway away)
        {
            facts["why"] = away.Message;
        }

        facts["answers"] = engine.IsAnswering;
        facts["fed"] = await ElasticFeed.Sole(database, settings).IsTakenAsync(stop);
        return [new(Part, "Elasticsearch", state, facts)];
    }

    /// <summary>What it calls itself, for the page of health and the doctor.</summary>
    public static async Task<string> VersionAsync(ElasticClient client, CancellationToken stop)
    {
        var about = await client.AskAsync(HttpMethod.Get, "", null, Patience, stop);
        if (about.ValueKind != JsonValueKind.Object || !about.TryGetProperty("version", out var version)
            || !version.TryGetProperty("number", out var number))
            throw new EngineAway("What answers is no Elasticsearch");
        return version.TryGetProperty("distribution", out var kind) ? $"{kind} {number}" : $"{number}";
    }

    async Task<bool> IsWellAsync(Dictionary<string, object?> facts, CancellationToken stop)
    {
        var keeper = new IndexKeeper(client, settings);
        var live = (await keeper.ListAsync(stop)).FirstOrDefault(index => index.IsLive);
        facts["index"] = live?.Name;
        if (live is null) return false;
        var position = await keeper.PositionAsync(live.Name, stop);
        await using var session = await database.ReadAsync(stop);
        var (_, waiting) = await source.LookAsync(session, position, CountAtMost);
        facts["waiting"] = waiting;
        return waiting < ManyWaiting && engine.IsAnswering;
    }
}
