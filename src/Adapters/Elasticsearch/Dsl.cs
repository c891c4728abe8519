using System.Text.Json.Nodes;
using Feria.Contracts;

namespace Feria.Adapters.Elasticsearch;

/// <summary>
/// Queries of the kinds that Elasticsearch 7 and 8 and OpenSearch all know. Each call makes new ones.
/// </summary>
static class Dsl
{
    static readonly string[] Everywhere = [.. Of("about")];
    static readonly string[] Titles = [.. Of("head")];

    public static JsonObject All => new() { ["match_all"] = new JsonObject() };

    /// <summary>A word, in any language and any text.</summary>
    public static JsonObject Word(string word, double boost = 1) => Match(word, Everywhere, "best_fields", boost);

    /// <summary>Words side by side in a title.</summary>
    public static JsonObject SideBySide(string words, double boost = 1) =>
        Constant(Match(words, Titles, "phrase", 1), boost);

    /// <summary>Any word of titles or labels that begins so.</summary>
    public static JsonObject Begins(string head, double boost = 1) => Constant(
        new() { ["prefix"] = new JsonObject { ["words"] = new JsonObject { ["value"] = head } } }, boost);

    public static JsonObject Term(string field, JsonNode value) =>
        new() { ["term"] = new JsonObject { [field] = new JsonObject { ["value"] = value } } };

    public static JsonObject Range(string field, JsonObject bounds) =>
        new() { ["range"] = new JsonObject { [field] = bounds } };

    public static JsonObject Constant(JsonObject query, double boost) =>
        new() { ["constant_score"] = new JsonObject { ["filter"] = query, ["boost"] = boost } };

    /// <summary>All of them must be so; none adds to the score.</summary>
    public static JsonObject Every(IEnumerable<JsonObject> queries) =>
        new() { ["bool"] = new JsonObject { ["filter"] = Array(queries) } };

    /// <summary>One of them must be so, and each that is adds to the score.</summary>
    public static JsonObject Any(IEnumerable<JsonObject> queries) =>
        new() { ["bool"] = new JsonObject { ["should"] = Array(queries), ["minimum_should_match"] = 1 } };

    /// <summary>The best of them counts.</summary>
    public static JsonObject Best(IReadOnlyList<JsonObject> queries) => queries.Count == 1
        ? queries[0]
        : new() { ["dis_max"] = new JsonObject { ["queries"] = Array(queries) } };

    /// <summary>What must be so, and what then adds to the score.</summary>
    public static JsonObject Where(JsonObject must, IEnumerable<JsonObject> adds) => new()
    {
        ["bool"] = new JsonObject { ["filter"] = Array([must]), ["should"] = Array(adds) },
    };

    /// <summary>What is found but these products, with the score it has.</summary>
    public static JsonObject Without(JsonObject found, IEnumerable<Guid> products) => new()
    {
        ["bool"] = new JsonObject
        {
            ["must"] = Array([found]),
            ["must_not"] = new JsonObject
            {
                ["terms"] = new JsonObject
                {
                    ["product"] = Array(products.Select(product => (JsonNode)product.ToString())),
                },
            },
        },
    };

    /// <summary>A query whose score a number field adds to.</summary>
    public static JsonObject Plus(JsonObject query, string field, double factor) => new()
    {
        ["function_score"] = new JsonObject
        {
            ["query"] = query,
            ["functions"] = new JsonArray(new JsonObject
            {
                ["field_value_factor"] = new JsonObject
                {
                    ["field"] = field, ["factor"] = factor, ["missing"] = 0,
                },
            }),
            ["boost_mode"] = "sum",
        },
    };

    public static JsonArray Array(IEnumerable<JsonNode> nodes) => [.. nodes];

    static JsonObject Match(string text, string[] fields, string type, double boost)
    {
        var match = new JsonObject
        {
            ["query"] = text,
            ["fields"] = new JsonArray([.. fields.Select(field => JsonValue.Create(field))]),
            ["type"] = type,
            ["boost"] = boost,
        };
        if (type == "best_fields") match["operator"] = "and";
        return new() { ["multi_match"] = match };
    }

    static IEnumerable<string> Of(string field) => IndexShape.Languages.Select(language => $"{language}.{field}");
}
