using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Feria.Adapters.Elasticsearch;

/// <summary>
/// How an index is made: a set of text fields a language, each with its analysers, and beside them what filters, facets
/// and orders need. Another shape, or other synonyms, is another index.
/// </summary>
static class IndexShape
{
    /// <summary>Languages with analysers of their own, and one for all others, which stems nothing.</summary>
    public static readonly IReadOnlyList<string> Languages = ["en", "es", "pt", Other];

    public const string Other = "xx";

    // What the stemmer gets wrong and shops sell.
    static readonly string[] Irregular =
    [
        "knives => knife", "shelves => shelf", "wolves => wolf", "leaves => leaf", "loaves => loaf", "scarves => scarf",
        "halves => half", "children => child", "childrens => child", "women => woman", "womens => woman",
        "men => man", "mens => man", "feet => foot", "teeth => tooth", "mice => mouse", "geese => goose",
        "people => person", "kids => kid",
    ];

    public static JsonObject Of(ElasticSettings settings, WantedIndex wanted) => new()
    {
        ["settings"] = Settings(settings),
        ["mappings"] = new JsonObject
        {
            ["_meta"] = new JsonObject
            {
                ["life"] = wanted.Life, ["shape"] = wanted.Shape, ["order"] = wanted.Order.ToString(),
            },
            ["dynamic"] = "strict",
            ["properties"] = Properties(),
        },
    };

    /// <summary>Two indexes of one digest hold the same of the same products.</summary>
    public static string Digest(ElasticSettings settings) => Convert.ToHexStringLower(SHA256.HashData(
        Encoding.UTF8.GetBytes(Settings(settings).ToJsonString() + Properties().ToJsonString())))[..16];

    static JsonObject Settings(ElasticSettings settings) => new()
    {
        ["number_of_shards"] = settings.Shards,
        ["number_of_replicas"] = settings.Replicas,
        // Named, so that an index nobody searches for a while is refreshed all the same.
        ["refresh_interval"] = "200ms",
        // So long it remembers the version of what was deleted: an older write that comes late does not revive it.
        ["gc_deletes"] = "1h",
        ["analysis"] = new JsonObject { ["filter"] = Filters(settings), ["analyzer"] = Analyzers(settings) },
        ["similarity"] = new JsonObject
        {
            // Lengths matter little: of a long description the title means no less. Measured by the judged searches,
            // where everything from 0.1 to 0.3 does as well.
            ["about"] = new JsonObject { ["type"] = "BM25", ["k1"] = 1.2, ["b"] = 0.2 },
        },
    };

    static JsonObject Filters(ElasticSettings settings)
    {
        var filters = new JsonObject
        {
            ["en_irregular"] = new JsonObject { ["type"] = "synonym", ["synonyms"] = Texts(Irregular) },
            ["en_stem"] = Stemmer("english"),
            ["es_stem"] = Stemmer("light_spanish"),
            ["pt_stem"] = Stemmer("light_portuguese"),
        };
        if (settings.Synonyms.Count > 0)
            filters["synonyms"] = new JsonObject
            {
                ["type"] = "synonym_graph", ["synonyms"] = Texts(settings.Synonyms), ["lenient"] = true,
            };
        return filters;
    }

    static JsonObject Stemmer(string language) => new() { ["type"] = "stemmer", ["language"] = language };

    // Texts come folded and cut. Synonyms are put to what is asked: changing them changes no document.
    static JsonObject Analyzers(ElasticSettings settings)
    {
        var analyzers = new JsonObject();
        foreach (var language in Languages)
        {
            string[] own = language switch
            {
                "en" => ["en_irregular", "en_stem"],
                Other => [],
                _ => [$"{language}_stem"],
            };
            analyzers[language] = Analyzer(own);
            analyzers[$"{language}_asked"] = Analyzer(settings.Synonyms.Count > 0 ? ["synonyms", .. own] : own);
        }

        return analyzers;
    }

    static JsonObject Analyzer(IEnumerable<string> filters) =>
        new() { ["type"] = "custom", ["tokenizer"] = "whitespace", ["filter"] = Texts(filters) };

    static JsonObject Properties()
    {
        var properties = new JsonObject();
        foreach (var language in Languages)
            properties[language] = new JsonObject
            {
                ["properties"] = new JsonObject
                {
                    ["head"] = TextField(language),
                    ["about"] = TextField(language),
                },
            };
        foreach (var name in (string[])["product", "words", "codes", "brand", "currency"])
            properties[name] = new JsonObject { ["type"] = "keyword" };
        foreach (var name in (string[])["price", "created", "by_rating", "by_sold"])
            properties[name] = new JsonObject { ["type"] = "long" };
        foreach (var name in (string[])["categories", "leaf", "step", "rating", "stars", "prior"])
            properties[name] = new JsonObject { ["type"] = "integer" };
        properties["stock"] = new JsonObject { ["type"] = "boolean" };
        return properties;
    }

    static JsonObject TextField(string language) => new()
    {
        ["type"] = "text", ["analyzer"] = language, ["search_analyzer"] = $"{language}_asked",
        ["similarity"] = "about",
    };

    static JsonArray Texts(IEnumerable<string> texts) => [.. texts.Select(text => JsonValue.Create(text))];
}
