using System.Buffers;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Feria.Contracts;

namespace Feria.Adapters.Elasticsearch;

/// <summary>
/// The index in Elasticsearch, held against the one in PostgreSQL: each product's version, and what filters and orders
/// read. Of texts a version tells enough, since a document is written whole. What is made again is handed out once
/// more by PostgreSQL, and written as any change is.
/// </summary>
public sealed class ElasticCopy(ElasticClient client, ElasticSettings settings, ISearchFeed source) : KeptCopy
{
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    static readonly string Excluded = string.Join(',', IndexShape.Languages.Append("words"));

    public override string Name => "elasticsearch.products";

    public override string Group => "elasticsearch";

    public override IReadOnlyCollection<string> FedBy => ["search.on-product-changed"];

    /// <summary>Also asked while a step of a rebuild is open: it holds no lock yet that anybody waits for.</summary>
    public override async Task<IReadOnlyList<Guid>> WalkAsync(Session session, Guid after, int limit)
    {
        var found = await client.AskAsync(HttpMethod.Post, $"{settings.Alias}/_search", new JsonObject
        {
            ["size"] = limit,
            ["_source"] = false,
            ["track_total_hits"] = false,
            ["sort"] = new JsonArray(new JsonObject { ["product"] = "asc" }),
            ["search_after"] = new JsonArray(after.ToString()),
        }, Limit, session.Stop);
        var there = ElasticClient.Read(() => found.GetProperty("hits").GetProperty("hits").EnumerateArray()
            .Select(hit => hit.GetProperty("_id").GetGuid()).ToList());
        return
        [
            .. there.Union(await source.WalkAsync(session, after, limit)).Order().Take(limit),
        ];
    }

    public override async Task<IReadOnlyList<Difference>> CompareAsync(Session session, Guid[] subjects)
    {
        var expected = (await source.OfAsync(session, subjects)).ToDictionary(one => one.Product);
        await CaughtUpAsync(expected.Values.Select(one => one.Version).DefaultIfEmpty().Max(), session.Stop);
        var found = await client.AskAsync(
            HttpMethod.Post, $"{settings.Alias}/_mget?_source_excludes={Excluded}",
            new JsonObject { ["ids"] = new JsonArray([.. subjects.Select(id => JsonValue.Create(id.ToString()))]) },
            Limit, session.Stop);
        return ElasticClient.Read(() => Differences(expected, found));
    }

    static List<Difference> Differences(Dictionary<Guid, SearchDocument> expected, JsonElement found)
    {
        var differences = new List<Difference>();
        foreach (var one in found.GetProperty("docs").EnumerateArray())
        {
            var product = one.GetProperty("_id").GetGuid();
            var wanted = expected.GetValueOrDefault(product);
            var there = one.GetProperty("found").GetBoolean() ? one.GetProperty("_version").GetInt64() : 0;
            // What is newer than what was looked at changed meanwhile.
            if (wanted is not null && there > wanted.Version) continue;
            var difference = Difference.Of(
                product, "document", TextOf(wanted),
                there == 0 ? null : TextOf(there, JsonNode.Parse(one.GetProperty("_source").GetRawText())!));
            if (difference is not null) differences.Add(difference);
        }

        return differences;
    }

    public override Task RemakeAsync(Tx tx, Guid[] subjects) => source.RepeatAsync(tx, subjects);

    public override async Task<IReadOnlyDictionary<string, long>> FiguresAsync(Session session)
    {
        var counted = await client.AskAsync(HttpMethod.Get, $"{settings.Alias}/_count", null, Limit, session.Stop);
        return new Dictionary<string, long> { ["documents"] = counted.GetProperty("count").GetInt64() };
    }

    static string? TextOf(SearchDocument? document)
    {
        if (document?.Texts is null) return null;
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes)) Bulk.Write(json, document, document.Texts);
        var node = JsonNode.Parse(bytes.WrittenSpan)!.AsObject();
        foreach (var name in IndexShape.Languages.Append("words")) node.Remove(name);
        return TextOf(document.Version, node);
    }

    // What is left of a source where parts are excluded comes in any order.
    static string TextOf(long version, JsonNode source) => $"{version} " + string.Join(
        ' ', source.AsObject().OrderBy(one => one.Key, StringComparer.Ordinal)
            .Select(one => $"{one.Key} {one.Value?.ToJsonString()}"));

    // It is fed a moment after PostgreSQL's index.
    async Task CaughtUpAsync(long version, CancellationToken stop)
    {
        var keeper = new IndexKeeper(client, settings);
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < Patience; await Task.Delay(100, stop))
            if ((await keeper.ListAsync(stop)).FirstOrDefault(index => index.IsLive) is { } live
                && await keeper.PositionAsync(live.Name, stop) >= version) return;
    }
}
