using System.Buffers;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Feria.Contracts;

namespace Feria.Adapters.Elasticsearch;

/// <summary>
/// The index in Elasticsearch, held against the one in PostgreSQL: each product's version, and what filters and orders
/// read. Of texts a version tells enough, since a document is written whole. A few that differ are handed out once more
/// by PostgreSQL, and written as any change is; all of it is made again as a new index beside the one in use.
/// </summary>
public sealed class ElasticCopy(ElasticClient client, ElasticSettings settings, ISearchFeed source) : OutsideCopy
{
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    static readonly string Excluded = string.Join(',', IndexShape.Languages.Append("words"));

    readonly IndexKeeper keeper = new(client, settings);

    public override string Name => "elasticsearch.products";

    public override string Group => "elasticsearch";

    public override IReadOnlyCollection<string> FedBy => ["search.on-product-changed", "search.on-store-changed"];

    public override async Task<Looked> LookAsync(Database database, Guid after, CancellationToken stop)
    {
        var found = await client.AskAsync(HttpMethod.Post, $"{settings.Alias}/_search", new JsonObject
        {
            ["size"] = Batch,
            ["_source"] = false,
            ["track_total_hits"] = false,
            ["sort"] = new JsonArray(new JsonObject { ["product"] = "asc" }),
            ["search_after"] = new JsonArray(after.ToString()),
        }, Limit, stop);
        var there = ElasticClient.Read(() => found.GetProperty("hits").GetProperty("hits").EnumerateArray()
            .Select(hit => hit.GetProperty("_id").GetGuid()).ToList());
        IReadOnlyList<Guid> kept;
        await using (var session = await database.ReadAsync(stop))
            kept = await source.WalkAsync(session, after, Batch);
        Guid[] subjects = [.. there.Union(kept).Order().Take(Batch)];
        return new(subjects, subjects.Length == 0 ? [] : await CompareAsync(database, subjects, stop));
    }

    public override async Task<IReadOnlyList<Difference>> CompareAsync(
        Database database, Guid[] subjects, CancellationToken stop)
    {
        Dictionary<Guid, SearchDocument> expected;
        await using (var session = await database.ReadAsync(stop))
            expected = (await source.OfAsync(session, subjects)).ToDictionary(one => one.Product);
        await CaughtUpAsync(expected.Values.Select(one => one.Version).DefaultIfEmpty().Max(), stop);
        var found = await client.AskAsync(
            HttpMethod.Post, $"{settings.Alias}/_mget?_source_excludes={Excluded}",
            new JsonObject { ["ids"] = new JsonArray([.. subjects.Select(id => JsonValue.Create(id.ToString()))]) },
            Limit, stop);
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

    public override async Task<IReadOnlyDictionary<string, long>> FiguresAsync(CancellationToken stop) =>
        new Dictionary<string, long> { ["documents"] = await keeper.CountAsync(settings.Alias, stop) };

    public override async Task<(long Done, bool IsDone)> MakeAgainAsync(Guid order, Pace pace, CancellationToken stop)
    {
        if ((await keeper.OrderAsync(stop)).Order < order) await keeper.AskForAsync(order, pace, stop);
        var made = (await keeper.ListAsync(stop)).Where(index => index.Order >= order)
            .OrderByDescending(index => index.IsLive).FirstOrDefault();
        return made is null ? (0, false) : (await keeper.CountAsync(made.Name, stop), made.IsLive);
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
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < Patience; await Task.Delay(100, stop))
            if ((await keeper.ListAsync(stop)).FirstOrDefault(index => index.IsLive) is { } live
                && await keeper.PositionAsync(live.Name, stop) >= version) return;
    }
}
