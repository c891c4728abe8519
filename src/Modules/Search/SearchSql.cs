using System.Collections.Concurrent;
using System.Text;

namespace Feria.Search;

public enum Sort
{
    Relevance,
    PriceAsc,
    PriceDesc,
    Rating,
    Newest,
    Bestselling,
}

[Flags]
enum Filters
{
    None = 0,
    Category = 1,
    Brand = 2,
    Price = 4,
    Rating = 8,
    Stock = 16,
}

/// <summary>
/// What a search statement looks like; its values are parameters, so few statements serve all queries.
/// </summary>
/// <param name="Meanings">By slot: how many terms it has.</param>
/// <param name="Enough">Sets of slots, by their places, of which a product must have one: <c>012 01</c>.</param>
/// <param name="Coded">Whether products with the very code are pinned to the top.</param>
/// <param name="Only">Whether only those are wanted.</param>
sealed record Shape(
    string Meanings, string Enough, Filters Filters, Sort Sort, Part Part, bool After, bool Coded, bool Only);

/// <summary>Writes the search statement of a shape.</summary>
static class SearchSql
{
    /// <summary>How much a point of a document's prior weighs against its words.</summary>
    public const int PriorWeight = 20;

    /// <summary>Being the very code that was asked for outweighs all words.</summary>
    public const int CodeWeight = 1_000_000_000;

    static readonly ConcurrentDictionary<Shape, string> Written = new();

    public static string Of(Shape shape) => Written.GetOrAdd(shape, Write);

    static string Write(Shape shape) => shape.Part switch
    {
        Part.Both => WithCounts(shape),
        Part.Counts => CountsOnly(shape),
        _ => PageOnly(shape),
    };

    static string PageOnly(Shape shape) => $"""
        -- search.search-products.page
        select 0 as kind, product_id as product, {Key(shape)} as key, null::int[] as categories, null::int as value,
            null::text as currency, 0 as stars, false as in_stock, 0 as miss, 1::bigint as count
        from search.document
        where ({Match(shape)}){Kept(shape.Filters)}{(
            shape.After ? $" and ({Key(shape)}, product_id) > (@key, @product)" : "")}
        order by {Key(shape)}, product_id
        limit @limit
        """;

    static string WithCounts(Shape shape) => $"""
        -- search.search-products.page-and-counts
        with matched as materialized (
            select product_id, categories, brand, currency, price_step, rating / 100 as stars, in_stock,
                {Key(shape)} as key, {Missed(shape.Filters)} as miss
            from search.document
            where {Match(shape)}
        ),
        {Tally}
        (select 0 as kind, product_id as product, key, null::int[] as categories, null::int as value,
            null::text as currency, 0 as stars, false as in_stock, 0 as miss, 1::bigint as count
        from matched
        where miss = 0{(shape.After ? " and (key, product_id) > (@key, @product)" : "")}
        order by key, product_id
        limit @limit)
        union all
        {CountRows}
        """;

    static string CountsOnly(Shape shape) => $"""
        -- search.search-products.counts
        with matched as not materialized (
            select categories, brand, currency, price_step, rating / 100 as stars, in_stock,
                {Missed(shape.Filters)} as miss
            from search.document
            where {Match(shape)}
        ),
        {Tally}
        {CountRows}
        """;

    static readonly string Tally = """
        counted as materialized (
            select grouping(categories, brand, price_step) as kind, categories, brand, currency, price_step, stars,
                in_stock, miss, count(*) as count
            from matched
            group by grouping sets (
                (categories, miss), (brand, miss), (currency, price_step, stars, in_stock, miss))
        )
        """;

    static readonly string CountRows = $"""
        select kind, null::uuid as product, null::bigint as key, categories, price_step::int as value, currency,
            stars::int, in_stock, miss, count
        from counted
        where kind <> {Counted.Brand}
        union all
        (select kind, null, null, null, brand, null, 0, false, miss, count
        from counted
        where kind = {Counted.Brand} and brand is not null and miss in (0, {(int)Filters.Brand})
        order by count desc, brand
        limit {Counted.MostBrands})
        """;

    static string Match(Shape shape)
    {
        if (shape.Only || (shape.Coded && shape.Meanings.Length == 0)) return "product_id = any(@coded)";
        if (shape.Meanings.Length == 0) return shape.Filters.HasFlag(Filters.Category) ? "categories && @category"
            : "true";
        var sets = shape.Enough.Split(' ')
            .Select(set => string.Join(" and ", set.Select(place => $"terms && @terms{place}")));
        var match = string.Join(" or ", sets.Select(set => $"({set})"));
        return shape.Coded ? $"{match} or product_id = any(@coded)" : match;
    }

    static string Key(Shape shape) => shape.Sort switch
    {
        Sort.PriceAsc => "coalesce(price_minor, 9223372036854775807)",
        Sort.PriceDesc => "(-coalesce(price_minor, -1))",
        Sort.Rating => "(-(rating::bigint * 1000 + prior))",
        Sort.Newest => "((-(extract(epoch from created_at at time zone 'UTC') * 1000000)::bigint))",
        Sort.Bestselling => "(-(sold::bigint * 1000 + prior))",
        _ when shape.Meanings.Length == 0 => "(-prior::bigint)",
        _ => $"(-({Score(shape)})::bigint)",
    };

    /// <summary>The sum that ExplainRank spells out.</summary>
    public static string Score(Shape shape)
    {
        var sum = new StringBuilder($"prior::int * {PriorWeight}");
        for (var slot = 0; slot < shape.Meanings.Length; slot++)
        {
            var meanings = Enumerable.Range(0, shape.Meanings[slot] - '0')
                .Select(i => $"get_byte(impacts, search.idx(terms, @term{slot}{i})) * @weight{slot}{i}");
            sum.Append($" + greatest({string.Join(", ", meanings)})");
            if (slot + 1 < shape.Meanings.Length)
                sum.Append($" + case when search.idx(pairs, @pair{slot}) > 0 then @bonus{slot} else 0 end");
        }

        if (shape.Coded) sum.Append($" + case when product_id = any(@coded) then {CodeWeight} else 0 end");
        return sum.ToString();
    }

    static readonly (Filters Filter, string Test)[] Tests =
    [
        (Filters.Category, "categories && @category"),
        (Filters.Brand, "brand = any(@brands)"),
        (Filters.Price, "price_minor between @minPrice and @maxPrice and currency = @currency"),
        (Filters.Rating, "rating >= @minRating"),
        (Filters.Stock, "in_stock"),
    ];

    static string Kept(Filters filters) =>
        string.Concat(Tests.Where(one => filters.HasFlag(one.Filter)).Select(one => $" and {one.Test}"));

    // A bit for each filter a product fails. A facet counts what fails no filter but its own.
    static string Missed(Filters filters) => filters == Filters.None ? "0" : string.Join(" + ",
        Tests.Where(one => filters.HasFlag(one.Filter))
            .Select(one => $"case when {one.Test} then 0 else {(int)one.Filter} end"));
}

/// <summary>What of a search one statement gives.</summary>
enum Part
{
    Page,
    Counts,
    Both,
}

/// <summary>What a row of the counting statement says.</summary>
static class Counted
{
    // grouping() of (categories, brand, price_step): a 0 bit is what the row is grouped by.
    public const int Category = 0b011, Brand = 0b101, Rest = 0b110;
    public const int MostBrands = 40;
}
