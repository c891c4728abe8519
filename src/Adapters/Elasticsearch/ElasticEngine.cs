using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Feria.Contracts;
using Microsoft.Extensions.Logging;

namespace Feria.Adapters.Elasticsearch;

/// <summary>
/// The engine beside PostgreSQL. It is given up after a short time; after some failures in a row nobody asks it for a
/// second, then one does.
/// </summary>
public sealed class ElasticEngine(
    ElasticClient client, ElasticSettings settings, TimeProvider clock, ILogger<ElasticEngine> log) : ISearchEngine
{
    const int PointsOfOne = 1_000;
    const int SampledDocuments = 1_000;

    // The same copies are asked each time, so that pages follow. Of several shards each counts how rare a word is among
    // its own products: they are first asked how rare it is among all.
    readonly string search = $"{settings.Alias}/_search?preference=feria"
        + (settings.Shards > 1 ? "&search_type=dfs_query_then_fetch" : "");

    readonly Breaker breaker = new(clock);
    int isAway;

    public string Name => "elasticsearch";

    /// <summary>Whether the last search that asked it was answered.</summary>
    public bool IsAnswering => Volatile.Read(ref isAway) == 0;

    public Task<Matches> FindAsync(Wanted wanted, CancellationToken stop) => GuardedAsync(
        async searchAsync =>
        {
            var read = await new QueryReader(searchAsync).ReadAsync(wanted.Asked);
            if (read.IsBrowsing && !string.IsNullOrWhiteSpace(wanted.Asked.Text))
                return new([], 0, Counts.None, Matched.None, read.Corrected, read.Ignored);
            var step = Math.Min(wanted.After?.Step ?? 0, read.LastStep);
            var answer = await searchAsync(PageQuery.Of(read, wanted, step));
            if (wanted.After is null && await StepAsync(searchAsync, read, wanted.Sort, answer) is > 0 and var lesser)
                answer = await searchAsync(PageQuery.Of(read, wanted, step = lesser));
            var (page, total) = PageQuery.PageOf(answer, read, wanted.Sort, step);
            return new Matches(
                page, total, PageQuery.CountsOf(answer),
                read.IsCode ? Matched.Code : step == 0 ? Matched.All : Matched.Some, read.Corrected, read.Ignored);
        }, stop);

    public Task<Completion> CompleteAsync(AskedText typed, CancellationToken stop) => GuardedAsync(
        async searchAsync =>
        {
            if (typed.Words.Count == 0) return Completion.None;
            var begun = typed.Words[^1];
            var before = typed with { Words = [.. typed.Words.SkipLast(1)], Code = "" };
            var head = await new QueryReader(searchAsync).ReadAsync(before);
            var answer = await searchAsync(Completing(
                head, begun.IsWord ? Dsl.Begins(begun.Text) : Dsl.Word(begun.Text), begun.Text));
            IReadOnlyList<string> words = begun.IsWord ? WordsOf(answer, begun.Text) : [begun.Raw];
            if (words.Count == 0)
            {
                words = [.. (await Counted.AskAsync(searchAsync, [], [begun.Text])).Near(begun.Text)
                    .Take(Completion.MostQueries).Select(near => near.Word)];
                if (words.Count == 0) return Completion.None;
                answer = await searchAsync(Completing(
                    head, Dsl.Any(words.Select(word => Dsl.Word(word))), begun.Text));
            }

            var said = head.Corrected ?? Before(typed.Text);
            Guid[] products =
                [.. answer.GetProperty("hits").GetProperty("hits").EnumerateArray()
                    .Select(hit => hit.GetProperty("_id").GetGuid())];
            return products.Length == 0 ? Completion.None : new(
                [.. words.Select(word => $"{said} {word}".Trim())], products,
                [.. answer.GetProperty("aggregations").GetProperty("leaves").GetProperty("buckets").EnumerateArray()
                    .Select(one => one.GetProperty("key").GetInt32())]);
        }, stop);

    public Task<Ranking?> ExplainAsync(AskedText asked, Guid product, CancellationToken stop) => GuardedAsync(
        async searchAsync =>
        {
            var read = await new QueryReader(searchAsync).ReadAsync(asked);
            (string Words, JsonObject Query)[] adds =
                [.. read.Adds(), ("sales, ratings and stock", PageQuery.Prior(read.By))];
            var parts = new List<RankingPart>();
            foreach (var (words, query) in adds)
            {
                if (await PointsAsync(searchAsync, product, query) is not { } points) return null;
                parts.Add(new(points == 0 ? $"{words}: not so" : words, points));
            }

            var steps = read.Steps.Count == 0 ? [] : await StandsAsync(searchAsync, read, product);
            return new Ranking(
                parts.Sum(part => part.Points), parts,
                [
                    .. read.Slots.Select(slot => new RankingWord(slot.Typed, slot.Weight,
                        [.. slot.Meanings.Select(
                            one => $"{one.Text} ({one.How}, {one.Share} %, in {one.Documents} products)")])),
                ],
                [
                    .. read.Steps.Select((sets, step) => new RankingStep(
                        string.Join(" or ", sets.Select(set => string.Join(
                            " and ", read.Slots.Where((_, i) => (set >> i & 1) == 1).Select(slot => slot.Typed)))),
                        steps[step])),
                ],
                read.Corrected, read.Ignored);
        }, stop);

    // The strictest step that finds enough; where words were left out, more would be found than anybody looks through.
    static async Task<int> StepAsync(
        Func<JsonObject, Task<JsonElement>> searchAsync, ReadQuery read, Sort sort, JsonElement first)
    {
        var enough = sort == Sort.Relevance ? Steps.Enough : 1;
        bool IsLast(int step, long found) => found >= enough || step == read.LastStep
            || (found > 0 && read.Bound(step + 1) > Steps.TooMany);
        if (read.IsCode || read.Slots.Count == 0 || IsLast(0, PageQuery.MatchedOf(first))) return 0;
        var counts = (await searchAsync(PageQuery.Steps(read))).GetProperty("aggregations").GetProperty("steps")
            .GetProperty("buckets").EnumerateArray().Select(one => one.GetProperty("doc_count").GetInt64()).ToList();
        var step = 1;
        while (!IsLast(step, counts[step])) step++;
        return step;
    }

    // Of the products that have all the words: the foremost, the words begun so in those most wanted, and where most
    // of them stand.
    static JsonObject Completing(ReadQuery head, JsonObject begun, string text)
    {
        var words = new JsonObject
        {
            ["terms"] = new JsonObject
            {
                ["field"] = "words",
                ["include"] = $"{Regex.Replace(text, "[^a-z0-9]", @"\$0")}.*",
                ["size"] = Completion.MostQueries,
                ["execution_hint"] = "map",
            },
        };
        return new()
        {
            ["size"] = Completion.MostProducts,
            ["_source"] = false,
            ["track_total_hits"] = false,
            ["query"] = Dsl.Plus(
                Dsl.Constant(Dsl.Every([.. head.Slots.Select(slot => slot.Query()), begun]), 0), "prior", 1),
            ["sort"] = new JsonArray(
                new JsonObject { ["_score"] = "desc" }, new JsonObject { ["product"] = "asc" }),
            ["aggs"] = new JsonObject
            {
                ["wanted"] = new JsonObject
                {
                    ["sampler"] = new JsonObject { ["shard_size"] = SampledDocuments },
                    ["aggs"] = new JsonObject { ["words"] = words },
                },
                ["leaves"] = new JsonObject
                {
                    ["terms"] = new JsonObject { ["field"] = "leaf", ["size"] = Completion.MostCategories },
                },
            },
        };
    }

    // The very word, then the commonest.
    static IReadOnlyList<string> WordsOf(JsonElement answer, string begun) =>
    [
        .. answer.GetProperty("aggregations").GetProperty("wanted").GetProperty("words").GetProperty("buckets")
            .EnumerateArray().Select(one => one.GetProperty("key").GetString()!)
            .OrderByDescending(word => word == begun),
    ];

    static string Before(string text)
    {
        var words = text.Trim().ToLowerInvariant();
        return words.LastIndexOf(' ') is > 0 and var at ? words[..at].TrimEnd() : "";
    }

    // 0 where the part does not stand in it; null where there is no such product.
    static async Task<long?> PointsAsync(
        Func<JsonObject, Task<JsonElement>> searchAsync, Guid product, JsonObject query)
    {
        var answer = await searchAsync(new()
        {
            ["size"] = 1,
            ["_source"] = false,
            ["query"] = new JsonObject
            {
                ["bool"] = new JsonObject
                {
                    ["filter"] = Dsl.Array([Dsl.Term("product", product.ToString())]),
                    ["should"] = Dsl.Array([query]),
                },
            },
        });
        return answer.GetProperty("hits").GetProperty("hits").EnumerateArray().FirstOrDefault()
            is { ValueKind: JsonValueKind.Object } hit
            ? (long)Math.Round(hit.GetProperty("_score").GetDouble() * PointsOfOne)
            : null;
    }

    static async Task<IReadOnlyList<bool>> StandsAsync(
        Func<JsonObject, Task<JsonElement>> searchAsync, ReadQuery read, Guid product)
    {
        var request = PageQuery.Steps(read);
        request["query"] = Dsl.Term("product", product.ToString());
        return [.. (await searchAsync(request)).GetProperty("aggregations").GetProperty("steps").GetProperty("buckets")
            .EnumerateArray().Select(one => one.GetProperty("doc_count").GetInt64() > 0)];
    }

    // One time limit for all that an answer takes.
    async Task<T> GuardedAsync<T>(Func<Func<JsonObject, Task<JsonElement>>, Task<T>> ask, CancellationToken stop)
    {
        if (!breaker.MayCall()) throw new EngineAway("Elasticsearch did not answer lately");
        var began = clock.GetTimestamp();
        try
        {
            var answer = await ask(request =>
            {
                var left = settings.Limit - clock.GetElapsedTime(began);
                return left <= TimeSpan.Zero
                    ? throw new EngineAway("Elasticsearch has not answered in time")
                    : client.AskAsync(HttpMethod.Post, search, request, left, stop);
            });
            breaker.Worked();
            Tell(null);
            return answer;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            breaker.Left();
            throw;
        }
        catch (Exception trouble) when (trouble is EngineAway or KeyNotFoundException or InvalidOperationException
            or FormatException or IndexOutOfRangeException)
        {
            breaker.Failed();
            Tell(trouble.Message);
            throw trouble as EngineAway ?? new EngineAway("What answers is not what was asked for", trouble);
        }
    }

    void Tell(string? trouble)
    {
        var now = trouble is null ? 0 : 1;
        if (Interlocked.Exchange(ref isAway, now) == now) return;
        if (trouble is not null) log.LogWarning("Searches are answered from memory: {Why}", trouble);
        else log.LogInformation("Elasticsearch answers searches again");
    }
}
