using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Feria.Contracts;

namespace Feria.Adapters.Elasticsearch;

/// <summary>An index of products.</summary>
/// <param name="Life">The life of the database whose versions it holds.</param>
/// <param name="Order">The last order to make it again that there was when it was made.</param>
/// <param name="IsLive">Whether searches ask it.</param>
sealed record KeptIndex(string Name, string Life, string Shape, Guid Order, bool IsLive)
{
    /// <summary>What documents are written to.</summary>
    public string Door => DoorOf(Name);

    public static string DoorOf(string name) => $"{name}.w";
}

/// <summary>
/// Makes indexes and puts them behind the alias, and remembers how far each is fed and which order to make them again
/// was the last.
/// </summary>
sealed class IndexKeeper(ElasticClient client, ElasticSettings settings)
{
    // A cluster with many indexes takes its time to make one more.
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    readonly string last = $"{settings.Positions}/_doc/order";

    public async Task<IReadOnlyList<KeptIndex>> ListAsync(CancellationToken stop)
    {
        var all = await client.AskAsync(
            HttpMethod.Get, $"{settings.Alias}-*?filter_path=*.aliases,*.mappings._meta", null, Patience, stop);
        if (all.ValueKind != JsonValueKind.Object) return [];
        return ElasticClient.Read<IReadOnlyList<KeptIndex>>(() =>
        [
            .. from one in all.EnumerateObject()
               let meta = Meta(one.Value)
               select new KeptIndex(
                   one.Name, Text(meta, "life"), Text(meta, "shape"),
                   Guid.TryParse(Text(meta, "order"), out var order) ? order : Guid.Empty,
                   one.Value.TryGetProperty("aliases", out var aliases)
                       && aliases.TryGetProperty(settings.Alias, out _)),
        ]);
    }

    /// <summary>Makes the place where it is kept how far each index is fed, and the last order.</summary>
    public async Task EnsureAsync(CancellationToken stop)
    {
        var mapping = new JsonObject
        {
            ["dynamic"] = "strict",
            ["properties"] = new JsonObject
            {
                ["version"] = new JsonObject { ["type"] = "long" },
                ["order"] = new JsonObject { ["type"] = "keyword" },
                ["per_second"] = new JsonObject { ["type"] = "integer" },
                ["rest"] = new JsonObject { ["type"] = "integer" },
            },
        };
        var answer = await client.SendAsync(HttpMethod.Put, settings.Positions, new JsonObject
        {
            ["settings"] = new JsonObject { ["number_of_shards"] = 1, ["number_of_replicas"] = settings.Replicas },
            ["mappings"] = mapping.DeepClone(),
        }, Patience, stop);
        if (answer.IsGood) return;
        // 400 where it is there already, perhaps as an older version of Feria made it.
        if (answer.Status != HttpStatusCode.BadRequest)
            throw new EngineAway($"Elasticsearch answers {answer.Trouble}");
        await client.AskAsync(HttpMethod.Put, $"{settings.Positions}/_mapping", mapping, Patience, stop);
    }

    /// <summary>The last order to make the index again, and how fast; the empty one where there was none.</summary>
    public async Task<(Guid Order, Pace Pace)> OrderAsync(CancellationToken stop)
    {
        var answer = await client.SendAsync(HttpMethod.Get, last, null, Patience, stop);
        if (answer.Status == HttpStatusCode.NotFound) return (Guid.Empty, default);
        if (!answer.IsGood) throw new EngineAway($"Elasticsearch answers {answer.Trouble}");
        return ElasticClient.Read(() =>
        {
            var said = answer.Body.GetProperty("_source");
            return (
                said.GetProperty("order").GetGuid(),
                new Pace(
                    Math.Max(1, said.GetProperty("per_second").GetInt32()),
                    Math.Clamp(said.GetProperty("rest").GetInt32(), 0, 100)));
        });
    }

    /// <summary>Whoever feeds the index is to make it again; of two orders the later one holds.</summary>
    public async Task AskForAsync(Guid order, Pace pace, CancellationToken stop)
    {
        await EnsureAsync(stop);
        var version = Id.TimeOf(order).ToUnixTimeMilliseconds();
        var answer = await client.SendAsync(
            HttpMethod.Put, $"{last}?version={version}&version_type=external_gte",
            new JsonObject
            {
                ["order"] = order.ToString(), ["per_second"] = pace.PerSecond, ["rest"] = pace.Rest,
            }, Patience, stop);
        if (!answer.IsGood && answer.Status != HttpStatusCode.Conflict)
            throw new EngineAway($"Elasticsearch answers {answer.Trouble}");
    }

    public async Task<KeptIndex> MakeAsync(WantedIndex wanted, CancellationToken stop)
    {
        var name = $"{settings.Alias}-{DateTime.UtcNow:yyyyMMddHHmmss}-{Guid.NewGuid().ToString("N")[..4]}";
        var body = IndexShape.Of(settings, wanted);
        body["aliases"] = new JsonObject { [KeptIndex.DoorOf(name)] = new JsonObject() };
        await client.AskAsync(HttpMethod.Put, name, body, Patience, stop);
        return new(name, wanted.Life, wanted.Shape, wanted.Order, false);
    }

    /// <summary>From now on searches ask this one; in the same instant no other.</summary>
    public async Task PutBehindAliasAsync(KeptIndex index, CancellationToken stop)
    {
        var others = (await ListAsync(stop)).Where(other => other.IsLive && other.Name != index.Name).ToList();
        await client.AskAsync(HttpMethod.Post, $"{index.Name}/_refresh", null, Patience, stop);
        JsonArray actions = [Action("add", index.Name), .. others.Select(other => Action("remove", other.Name))];
        await client.AskAsync(
            HttpMethod.Post, "_aliases", new JsonObject { ["actions"] = actions }, Patience, stop);
    }

    /// <summary>What remains for now is dropped at the next look.</summary>
    public async Task DropAsync(KeptIndex index, CancellationToken stop)
    {
        await client.SendAsync(HttpMethod.Delete, $"{settings.Positions}/_doc/{index.Name}", null, Patience, stop);
        await client.SendAsync(HttpMethod.Delete, index.Name, null, Patience, stop);
    }

    /// <summary>How many products an index has.</summary>
    public async Task<long> CountAsync(string index, CancellationToken stop)
    {
        var answer = await client.SendAsync(HttpMethod.Get, $"{index}/_count", null, Patience, stop);
        if (answer.Status == HttpStatusCode.NotFound) return 0;
        return answer.IsGood
            ? ElasticClient.Read(() => answer.Body.GetProperty("count").GetInt64())
            : throw new EngineAway($"Elasticsearch answers {answer.Trouble}");
    }

    /// <summary>The version an index has all changes up to; 0 where nobody remembers.</summary>
    public async Task<long> PositionAsync(string index, CancellationToken stop)
    {
        var answer = await client.SendAsync(
            HttpMethod.Get, $"{settings.Positions}/_doc/{index}", null, Patience, stop);
        if (answer.Status == HttpStatusCode.NotFound) return 0;
        return answer.IsGood
            ? ElasticClient.Read(() => answer.Body.GetProperty("_source").GetProperty("version").GetInt64())
            : throw new EngineAway($"Elasticsearch answers {answer.Trouble}");
    }

    public Task MoveAsync(string index, long version, CancellationToken stop) => client.AskAsync(
        HttpMethod.Put, $"{settings.Positions}/_doc/{index}", new JsonObject { ["version"] = version }, Patience, stop);

    JsonObject Action(string what, string index) =>
        new() { [what] = new JsonObject { ["index"] = index, ["alias"] = settings.Alias } };

    static JsonElement Meta(JsonElement index) =>
        index.TryGetProperty("mappings", out var mappings) && mappings.TryGetProperty("_meta", out var meta)
            ? meta : default;

    static string Text(JsonElement meta, string name) =>
        meta.ValueKind == JsonValueKind.Object && meta.TryGetProperty(name, out var text) ? text.GetString() ?? "" : "";
}
