namespace Feria.Recommendations;

/// <summary>One thing a visitor did.</summary>
/// <param name="Kind">view, search, impression, click, add or purchase.</param>
/// <param name="Visitor">SHA-256 of the guest's token; null for an account, for nobody, or without consent.</param>
/// <param name="Category">Number of the product's category.</param>
/// <param name="Placement">Where on the site: product, home-trending, search …</param>
/// <param name="Offer">What was put into a cart here.</param>
public sealed record Behaviour(
    DateTime At,
    string Kind,
    Guid? Account,
    byte[]? Visitor,
    Guid? Product,
    int? Category,
    string? Query,
    string? Placement,
    Guid? Offer = null)
{
    /// <summary>In which language a search was made.</summary>
    public string? Language { get; init; }

    /// <summary>How much a search found.</summary>
    public int? Found { get; init; }

    public static readonly IReadOnlyList<string> Kinds = ["view", "search", "impression", "click", "add", "purchase"];
}
