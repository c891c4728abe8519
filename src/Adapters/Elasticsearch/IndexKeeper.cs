using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Feria.Contracts;

namespace Feria.Adapters.Elasticsearch;

/// <summary>An index of products.</summary>
/// <param name="Life">The life of the database whose versions it holds.</param>
/// <param name="IsLive">Whether searches ask it.</param>
sealed record KeptIndex(string Name, string Life, string Shape, bool IsLive)
{
    /// <summary>What documents are written to.</summary>
    public string Door => DoorOf(Name);

    public static string DoorOf(string name) => $"{name}.w";

    public bool IsOf(string life, string shape) => Life == life && Shape == shape;
}

/// <summary>Makes indexes and puts them behind the alias, and remembers how far each is fed.</summary>
sealed class IndexKeeper(ElasticClient client, ElasticSettings settings)
{
    // A cluster with many indexes takes its time to make one more.
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

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
                   one.Value.TryGetProperty("aliases", out var aliases)
                       && aliases.TryGetProperty(settings.Alias, out _)),
        ]);
    }

    /// <summary>Makes the place where it is kept how far each index is fed.</summary>
    public async Task EnsureAsync(CancellationToken stop)
    {
        var answer = await client.SendAsync(HttpMethod.Put, settings.Positions, new JsonObject
        {
            ["settings"] = new JsonObject { ["number_of_shards"] = 1, ["number_of_replicas"] = settings.Replicas },
            ["mappings"] = new JsonObject
            {
                ["dynamic"] = "strict",
                ["properties"] = new JsonObject { ["version"] = new JsonObject { ["type"] = "long" } },
            },
        }, Patience, stop);
        // 400 where it is there already.
        if (!answer.IsGood && answer.Status != HttpStatusCode.BadRequest)
            throw new EngineAway($"Elasticsearch answers {answer.Trouble}");
    }

    public async Task<KeptIndex> MakeAsync(string life, CancellationToken stop)
    {
        var name = $"{settings.Alias}-{DateTime.UtcNow:yyyyMMddHHmmss}-{Guid.NewGuid().ToString("N")[..4]}";
        var body = IndexShape.Of(settings, life);
        body["aliases"] = new JsonObject { [KeptIndex.DoorOf(name)] = new JsonObject() };
        await client.AskAsync(HttpMethod.Put, name, body, Patience, stop);
        return new(name, life, IndexShape.Digest(settings), false);
    }

    /// <summary>From now on searches ask this one; in the same instant no other.</summary>
    public async Task PutBehindAliasAsync(KeptIndex index, KeptIndex? before, CancellationToken stop)
    {
        await client.AskAsync(HttpMethod.Post, $"{index.Name}/_refresh", null, Patience, stop);
        var actions = new JsonArray(Action("add", index.Name));
        if (before is not null) actions.Add(Action("remove", before.Name));
        await client.AskAsync(
            HttpMethod.Post, "_aliases", new JsonObject { ["actions"] = actions }, Patience, stop);
    }

    public async Task DropAsync(KeptIndex index, CancellationToken stop)
    {
        await client.SendAsync(HttpMethod.Delete, index.Name, null, Patience, stop);
        await client.SendAsync(HttpMethod.Delete, $"{settings.Positions}/_doc/{index.Name}", null, Patience, stop);
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
