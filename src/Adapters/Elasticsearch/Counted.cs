using System.Text.Json;
using System.Text.Json.Nodes;
using Feria.Contracts;

namespace Feria.Adapters.Elasticsearch;

/// <summary>A word within the forgiven slips of another.</summary>
sealed record Near(string Word, int Distance, long Documents);

/// <summary>In how many documents things stand, and which words are near others.</summary>
sealed class Counted
{
    const int MostNear = 20;

    public static readonly Counted Nothing = new();

    readonly Dictionary<string, long> counts = [];
    readonly Dictionary<string, IReadOnlyList<Near>> near = [];

    /// <summary>How many there are.</summary>
    public long Documents { get; private init; }

    public long Of(string key) => counts.GetValueOrDefault(key);

    /// <summary>The likeliest first.</summary>
    public IReadOnlyList<Near> Near(string word) => near.GetValueOrDefault(word, []);

    public static async Task<Counted> AskAsync(
        Func<JsonObject, Task<JsonElement>> searchAsync, IEnumerable<(string Key, JsonObject Query)> queries,
        IReadOnlyCollection<string> misspelled)
    {
        var keys = new List<string>();
        var filters = new JsonArray();
        foreach (var (key, query) in queries)
        {
            keys.Add(key);
            filters.Add(query);
        }

        var request = new JsonObject { ["size"] = 0, ["track_total_hits"] = true };
        if (keys.Count > 0)
            request["aggs"] = new JsonObject
            {
                ["counts"] = new JsonObject { ["filters"] = new JsonObject { ["filters"] = filters } },
            };
        string[] forgiven = [.. misspelled.Where(word => Spelling.Forgiven(word.Length) > 0)];
        if (forgiven.Length > 0) request["suggest"] = Suggest(forgiven);

        var answer = await searchAsync(request);
        var counted = new Counted
        {
            Documents = answer.GetProperty("hits").GetProperty("total").GetProperty("value").GetInt64(),
        };
        if (keys.Count > 0)
            foreach (var (i, bucket) in answer.GetProperty("aggregations").GetProperty("counts")
                .GetProperty("buckets").EnumerateArray().Index())
                counted.counts[keys[i]] = bucket.GetProperty("doc_count").GetInt64();
        for (var i = 0; i < forgiven.Length; i++)
            counted.near[forgiven[i]] = NearOf(forgiven[i], answer.GetProperty("suggest").GetProperty($"near{i}"));
        return counted;
    }

    static JsonObject Suggest(string[] words)
    {
        var suggest = new JsonObject();
        for (var i = 0; i < words.Length; i++)
            suggest[$"near{i}"] = new JsonObject
            {
                ["text"] = words[i],
                ["term"] = new JsonObject
                {
                    ["field"] = "words",
                    ["analyzer"] = "whitespace",
                    ["suggest_mode"] = "always",
                    ["size"] = MostNear,
                    ["max_edits"] = Spelling.Forgiven(words[i].Length),
                    ["prefix_length"] = 0,
                    ["min_word_length"] = words[i].Length,
                    ["string_distance"] = "damerau_levenshtein",
                },
            };
        return suggest;
    }

    static IReadOnlyList<Near> NearOf(string word, JsonElement suggested)
    {
        var forgiven = Spelling.Forgiven(word.Length);
        return
        [
            .. from entry in suggested.EnumerateArray()
               from option in entry.GetProperty("options").EnumerateArray()
               let text = option.GetProperty("text").GetString()!
               let documents = option.GetProperty("freq").GetInt64()
               let distance = Spelling.Distance(word, text, forgiven)
               where distance > 0 && distance <= forgiven
               orderby Spelling.Likelihood(word, text, distance, (int)documents) descending, text
               select new Near(text, distance, documents),
        ];
    }
}
