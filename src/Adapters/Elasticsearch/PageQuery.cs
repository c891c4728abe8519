using System.Text.Json;
using System.Text.Json.Nodes;
using Feria.Contracts;

namespace Feria.Adapters.Elasticsearch;

/// <summary>A page of what a query finds, and the counts of all it finds, as one request.</summary>
static class PageQuery
{
    // Against words as much as the index in memory has it, where a word gets up to 22,000 points for each one here.
    const double PriorFactor = 1 / 22_000.0;
    const int MostCategories = 500;
    const int MostCurrencies = 8;

    public static JsonObject Of(ReadQuery read, Wanted wanted, int step)
    {
        var filters = FiltersOf(wanted.Narrowing);
        var request = new JsonObject
        {
            ["size"] = wanted.Limit,
            ["from"] = wanted.Skip,
            ["_source"] = false,
            ["track_total_hits"] = true,
            ["track_scores"] = false,
            ["query"] = Matching(read, wanted, step),
            ["sort"] = SortOf(read, wanted.Sort),
            ["aggs"] = Counting(filters),
        };
        if (filters.Count > 0) request["post_filter"] = Dsl.Every(filters.Select(one => one.Query()));
        if (wanted.After is { } after)
            request["search_after"] = new JsonArray(
                IsByScore(read, wanted.Sort)
                    ? JsonValue.Create(BitConverter.Int32BitsToSingle((int)after.Key)) : JsonValue.Create(after.Key),
                after.Product.ToString());
        return request;
    }

    /// <summary>What is found at each step, whatever the filters.</summary>
    public static JsonObject Steps(ReadQuery read) => new()
    {
        ["size"] = 0,
        ["track_total_hits"] = false,
        ["query"] = read.Must(read.LastStep),
        ["aggs"] = new JsonObject
        {
            ["steps"] = new JsonObject
            {
                ["filters"] = new JsonObject
                {
                    ["filters"] = Dsl.Array(Enumerable.Range(0, read.LastStep + 1).Select(read.Must)),
                },
            },
        },
    };

    /// <summary>How many match, whatever the filters.</summary>
    public static long MatchedOf(JsonElement answer) =>
        answer.GetProperty("aggregations").GetProperty("matched").GetProperty("doc_count").GetInt64();

    public static (IReadOnlyList<Place> Page, long Total) PageOf(
        JsonElement answer, ReadQuery read, Sort sort, int step)
    {
        var hits = answer.GetProperty("hits");
        var page = hits.GetProperty("hits").EnumerateArray().Select(hit =>
        {
            var key = hit.GetProperty("sort")[0];
            return new Place(
                IsByScore(read, sort) ? BitConverter.SingleToInt32Bits(key.GetSingle()) : key.GetInt64(),
                hit.GetProperty("sort")[1].GetGuid(), step);
        });
        return ([.. page], hits.GetProperty("total").GetProperty("value").GetInt64());
    }

    public static Counts CountsOf(JsonElement answer)
    {
        var all = answer.GetProperty("aggregations");
        JsonElement Buckets(string name) => all.GetProperty(name).GetProperty("of").GetProperty("buckets");
        var steps = new long[Counts.MostSteps];
        string? currency = null;
        if (Buckets("prices").EnumerateArray().FirstOrDefault() is { ValueKind: JsonValueKind.Object } commonest)
        {
            currency = commonest.GetProperty("key").GetString();
            foreach (var one in commonest.GetProperty("steps").GetProperty("buckets").EnumerateArray())
                steps[one.GetProperty("key").GetInt32()] = CountOf(one);
        }

        var stars = new long[Counts.MostStars + 1];
        foreach (var one in Buckets("stars").EnumerateArray()) stars[one.GetProperty("key").GetInt32()] = CountOf(one);
        return new(
            [
                .. Buckets("categories").EnumerateArray()
                    .Select(one => KeyValuePair.Create(one.GetProperty("key").GetInt32(), CountOf(one))),
            ],
            [
                .. Buckets("brands").EnumerateArray()
                    .Select(one => KeyValuePair.Create(one.GetProperty("key").GetString()!, CountOf(one))),
            ],
            currency, steps, stars, CountOf(all.GetProperty("stock").GetProperty("of")));
    }

    static long CountOf(JsonElement bucket) => bucket.GetProperty("doc_count").GetInt64();

    /// <summary>By the score, or by a number every document has.</summary>
    static bool IsByScore(ReadQuery read, Sort sort) => sort == Sort.Relevance && !read.IsBrowsing;

    static JsonObject Matching(ReadQuery read, Wanted wanted, int step)
    {
        var found = Found(read, wanted, step);
        return wanted.Without.Count == 0 ? found : Dsl.Without(found, wanted.Without);
    }

    static JsonObject Found(ReadQuery read, Wanted wanted, int step)
    {
        // Who only looks around in a category is told of nothing outside.
        if (read.IsBrowsing)
            return wanted.Narrowing.Category is { } category ? Dsl.Term("categories", category) : Dsl.All;
        var must = read.Must(step);
        return IsByScore(read, wanted.Sort)
            ? Dsl.Plus(Dsl.Where(must, read.Adds().Select(one => one.Query)), "prior", PriorFactor * read.By.Prior)
            : must;
    }

    /// <summary>What sales, ratings and stock add.</summary>
    public static JsonObject Prior(RankingWeights by) =>
        Dsl.Plus(Dsl.Constant(Dsl.All, 0), "prior", PriorFactor * by.Prior);

    static JsonArray SortOf(ReadQuery read, Sort sort)
    {
        var (field, order) = sort switch
        {
            Sort.PriceAsc => ("price", "asc"),
            Sort.PriceDesc => ("price", "desc"),
            Sort.Rating => ("by_rating", "desc"),
            Sort.Newest => ("created", "desc"),
            Sort.Bestselling => ("by_sold", "desc"),
            _ => read.IsBrowsing ? ("prior", "desc") : ("_score", "desc"),
        };
        var by = new JsonObject { ["order"] = order };
        if (field != "_score") by["missing"] = "_last";
        return [new JsonObject { [field] = by }, new JsonObject { ["product"] = "asc" }];
    }

    static IReadOnlyList<(string Facet, Func<JsonObject> Query)> FiltersOf(Narrowing wanted)
    {
        var filters = new List<(string, Func<JsonObject>)>();
        if (wanted.Category is { } category) filters.Add(("categories", () => Dsl.Term("categories", category)));
        if (wanted.Brands.Count > 0)
            filters.Add(("brands", () => new()
            {
                ["terms"] = new JsonObject
                {
                    ["brand"] = new JsonArray([.. wanted.Brands.Select(brand => JsonValue.Create(brand))]),
                },
            }));
        if (wanted.Currency is { } currency)
            filters.Add(("prices", () => Dsl.Every(
            [
                Dsl.Term("currency", currency),
                Dsl.Range("price", new() { ["gte"] = wanted.MinPrice, ["lte"] = wanted.MaxPrice }),
            ])));
        if (wanted.MinRating > 0)
            filters.Add(("stars", () => Dsl.Range("rating", new() { ["gte"] = wanted.MinRating })));
        if (wanted.InStock) filters.Add(("stock", () => Dsl.Term("stock", true)));
        return filters;
    }

    // Each facet by every filter but its own.
    static JsonObject Counting(IReadOnlyList<(string Facet, Func<JsonObject> Query)> filters)
    {
        JsonObject Facet(string facet, JsonObject of) => new()
        {
            ["filter"] = filters.Any(one => one.Facet != facet)
                ? Dsl.Every(filters.Where(one => one.Facet != facet).Select(one => one.Query()))
                : Dsl.All,
            ["aggs"] = new JsonObject { ["of"] = of },
        };
        var prices = Terms("currency", MostCurrencies);
        prices["aggs"] = new JsonObject { ["steps"] = Terms("step", Counts.MostSteps) };
        return new()
        {
            ["matched"] = new JsonObject { ["filter"] = Dsl.All },
            ["categories"] = Facet("categories", Terms("categories", MostCategories)),
            ["brands"] = Facet("brands", Terms("brand", Counts.MostBrands)),
            ["prices"] = Facet("prices", prices),
            ["stars"] = Facet("stars", Terms("stars", Counts.MostStars + 1)),
            ["stock"] = Facet("stock", new() { ["filter"] = Dsl.Term("stock", true) }),
        };
    }

    static JsonObject Terms(string field, int size) =>
        new() { ["terms"] = new JsonObject { ["field"] = field, ["size"] = size } };
}
