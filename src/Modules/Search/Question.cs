using Feria.Contracts;

namespace Feria.Search;

/// <summary>What a shopper asks for. Prices in minor units of the currency.</summary>
/// <param name="Category">A category's address (slug); its subtree is meant.</param>
/// <param name="Currency">Of the prices asked for; the catalogue's commonest where it is not named.</param>
/// <param name="MinRating">In stars: 4 or 4.5.</param>
/// <param name="Locale">Language of the category names in the answer.</param>
public sealed record Question(
    string? Q = null,
    string? Category = null,
    long? MinPrice = null,
    long? MaxPrice = null,
    string? Currency = null,
    decimal? MinRating = null,
    bool InStock = false,
    IReadOnlyList<string>? Brands = null,
    Sort Sort = Sort.Relevance,
    int? Limit = null,
    string? Cursor = null,
    string Locale = "en");

/// <summary>A page of what was found.</summary>
/// <param name="Total">How many were found, over all pages.</param>
/// <param name="Matched">all, where every word stands in every product found; some, where a few may be missing; code,
/// where the query is a product's SKU or code; none, where nothing is known of the words.</param>
/// <param name="Corrected">The query as it was understood, where words were corrected.</param>
/// <param name="Ignored">Words nothing is known of.</param>
/// <param name="Nearest">Where nothing was found: what sells in the same place.</param>
/// <param name="Redirect">A page of this site that is shown instead, where somebody leads this query there.</param>
public sealed record Found(
    IReadOnlyList<Hit> Items,
    string? Next,
    long Total,
    Facets Facets,
    string Matched,
    string? Corrected,
    IReadOnlyList<string> Ignored,
    IReadOnlyList<Hit> Nearest,
    string? Redirect = null);

/// <summary>A product as a list shows it.</summary>
/// <param name="Rating">Mean in hundredths of a star; null without reviews.</param>
public sealed record Hit(
    Guid Id, string Slug, string Title, string Language, string? Picture, string? Brand, Money? Price, Money? ListPrice,
    int? Rating, int Reviews, bool InStock, Guid? Offer, Guid? Store);

/// <summary>What the products found can be narrowed by. Each count respects every filter but its own.</summary>
public sealed record Facets(
    IReadOnlyList<CategoryCount> Categories,
    IReadOnlyList<BrandCount> Brands,
    IReadOnlyList<PriceCount> Prices,
    IReadOnlyList<RatingCount> Ratings,
    long InStock);

/// <param name="Path">Numbers of its ancestors and itself, root first.</param>
public sealed record CategoryCount(int Number, string Slug, string Name, int[] Path, long Count);

public sealed record BrandCount(string Name, long Count);

/// <param name="From">Lowest price of the range, in minor units.</param>
/// <param name="To">The range ends below this price; null for the last.</param>
public sealed record PriceCount(long From, long? To, string Currency, long Count);

public sealed record RatingCount(int AtLeast, long Count);
