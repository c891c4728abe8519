namespace Feria.Contracts;

/// <summary>
/// Finds products. It tells ids and counts; what is shown of a product is read from PostgreSQL, so that an engine which
/// is a little behind never shows an old price. The one in memory is always there; another may stand beside it.
/// </summary>
public interface ISearchEngine
{
    /// <summary>Stands in cursors: a place in the order of one engine means nothing to another.</summary>
    string Name { get; }

    /// <exception cref="EngineAway">It does not answer now.</exception>
    Task<Matches> FindAsync(Wanted wanted, CancellationToken stop);

    /// <summary>Completes a query while it is typed.</summary>
    /// <exception cref="EngineAway">It does not answer now.</exception>
    Task<Completion> CompleteAsync(AskedText typed, CancellationToken stop);

    /// <summary>Why a product ranks where it does; null where it is not in the index.</summary>
    /// <exception cref="EngineAway">It does not answer now.</exception>
    Task<Ranking?> ExplainAsync(AskedText asked, Guid product, CancellationToken stop);
}

/// <summary>A search engine or its index does not answer now; what it says is for people.</summary>
public sealed class EngineAway(string why, Exception? cause = null) : CopyAway(why, cause);

public enum Sort
{
    Relevance,
    PriceAsc,
    PriceDesc,
    Rating,
    Newest,
    Bestselling,
}

/// <summary>What is looked for.</summary>
/// <param name="Limit">How many products are told at most.</param>
/// <param name="After">Where the page before ended, in this engine's order.</param>
/// <param name="Skip">How many of the foremost are left out: a list that another engine began goes on by rank.</param>
public sealed record Wanted(
    AskedText Asked, Narrowing Narrowing, Sort Sort, int Limit, Place? After = null, int Skip = 0)
{
    /// <summary>Products that are neither found nor counted, a few.</summary>
    public IReadOnlyList<Guid> Without { get; init; } = [];
}

/// <summary>A query, and what it says as products' texts are read.</summary>
/// <param name="Code">The whole query as codes are compared.</param>
/// <param name="IsCodeAlone">Where it is a product's code, it can be meant as nothing else.</param>
public sealed record AskedText(string Text, IReadOnlyList<AskedWord> Words, string Code, bool IsCodeAlone)
{
    public static readonly AskedText Nothing = new("", [], "", false);

    public RankingWeights Weights { get; init; } = RankingWeights.Usual;
}

/// <summary>A word, a figure or a measure of a query; small words are left out.</summary>
/// <param name="Text">Folded; a figure as a plain decimal, a measure as that with the short unit: <c>1.5in</c>.</param>
/// <param name="Raw">The folded letters and figures it was read from.</param>
/// <param name="Figure">A measure without its unit; empty for all else.</param>
/// <param name="IsTied">Nothing or a hyphen stands between it and the one before.</param>
/// <param name="IsOfCode">It stands next to figures and is never corrected.</param>
public sealed record AskedWord(
    string Text, string Raw, string Figure, bool IsWord, bool IsNumber, bool IsTied, bool IsOfCode)
{
    /// <summary>
    /// What synonyms say the word means as well: the words that would do, for each of the words it may be read as.
    /// "mobile", where that is "handset" or "cell phone": [[handset, cell], [handset, phone]].
    /// </summary>
    public IReadOnlyList<IReadOnlyList<string>> Also { get; init; } = [];
}

/// <summary>Filters. Prices in minor units.</summary>
/// <param name="Category">Number of a category; its subtree is meant.</param>
/// <param name="Currency">Of the prices asked for; null where none are.</param>
/// <param name="MinRating">In hundredths of a star; 0 for any.</param>
public sealed record Narrowing(
    int? Category, IReadOnlyList<string> Brands, long MinPrice, long MaxPrice, string? Currency, int MinRating,
    bool InStock)
{
    public static readonly Narrowing None = new(null, [], 0, long.MaxValue, null, 0, false);
}

/// <summary>A product's place in the order of one engine, and the step its words were matched by.</summary>
public sealed record Place(long Key, Guid Product, int Step);

/// <summary>How a query was matched.</summary>
public enum Matched
{
    /// <summary>Every word stands in every product found.</summary>
    All,

    /// <summary>A few words may be missing.</summary>
    Some,

    /// <summary>The query is a product's SKU or code.</summary>
    Code,

    /// <summary>Nothing is known of the words.</summary>
    None,
}

/// <param name="Page">In order.</param>
/// <param name="Total">How many were found.</param>
/// <param name="Corrected">The query in corrected words; null where nothing was corrected.</param>
/// <param name="Ignored">Words that nothing is known of.</param>
public sealed record Matches(
    IReadOnlyList<Place> Page, long Total, Counts Counts, Matched Matched, string? Corrected,
    IReadOnlyList<string> Ignored);

/// <summary>What was found, counted by what it can be narrowed by; each by every filter but its own.</summary>
/// <param name="Categories">By number, subtrees included, the most first.</param>
/// <param name="Brands">The foremost.</param>
/// <param name="Currency">The commonest; null where nothing has a price.</param>
/// <param name="PriceSteps">By price step (<see cref="SearchDocument"/>) in that currency.</param>
/// <param name="Stars">By whole stars, 0 to 5.</param>
public sealed record Counts(
    IReadOnlyList<KeyValuePair<int, long>> Categories, IReadOnlyList<KeyValuePair<string, long>> Brands,
    string? Currency, IReadOnlyList<long> PriceSteps, IReadOnlyList<long> Stars, long InStock)
{
    public const int MostBrands = 40;
    public const int MostSteps = 64;
    public const int MostStars = 5;

    public static readonly Counts None = new([], [], null, new long[MostSteps], new long[MostStars + 1], 0);
}

/// <param name="Queries">The query with its last word completed or corrected, the likeliest first.</param>
/// <param name="Products">The foremost that have all its words.</param>
/// <param name="Categories">Numbers of those most such products stand in.</param>
public sealed record Completion(
    IReadOnlyList<string> Queries, IReadOnlyList<Guid> Products, IReadOnlyList<int> Categories)
{
    public const int MostQueries = 6;
    public const int MostProducts = 5;
    public const int MostCategories = 3;

    public static readonly Completion None = new([], [], []);
}

/// <param name="Score">The sum of the parts; results are in its descending order.</param>
/// <param name="Understood">How each word was read.</param>
/// <param name="Steps">What had to match, from the strictest step on, and whether this product does.</param>
public sealed record Ranking(
    long Score, IReadOnlyList<RankingPart> Parts, IReadOnlyList<RankingWord> Understood,
    IReadOnlyList<RankingStep> Steps, string? Corrected, IReadOnlyList<string> Ignored);

public sealed record RankingPart(string Words, long Points);

/// <param name="Weight">How much the word counts: rare ones more.</param>
public sealed record RankingWord(string Typed, int Weight, IReadOnlyList<string> As);

public sealed record RankingStep(string OneOf, bool Matches);
