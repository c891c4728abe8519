namespace Feria.Contracts;

/// <summary>
/// What an engine beside PostgreSQL is to know of a product: as the index in PostgreSQL has it at that version.
/// </summary>
/// <param name="Version">Greater than that of every change before, of whichever product.</param>
/// <param name="Texts">Null where the product left the index.</param>
/// <param name="PriceStep">How many of 1, 2, 5, 10, 20 … minor units the price has reached.</param>
/// <param name="Rating">Mean in hundredths of a star; 0 without reviews.</param>
/// <param name="Prior">What stands apart from words: sales, ratings, being in stock; 0 to 255.</param>
public sealed record SearchDocument(
    Guid Product, long Version, SearchTexts? Texts, IReadOnlyList<int> Categories, string? Brand, long? PriceMinor,
    string? Currency, int PriceStep, int Rating, bool InStock, int Prior, int Sold, DateTime CreatedAt);

/// <summary>
/// A product's texts, folded and cut as queries are: words, figures and measures with a space between, small words left
/// out. Stemming is the engine's.
/// </summary>
/// <param name="Head">The title up to where it turns to what goes with the product ("for", "with").</param>
/// <param name="Tail">The title from there on.</param>
/// <param name="Label">Brand, categories and attributes.</param>
/// <param name="Words">Words of all but the description, for spelling and completing.</param>
/// <param name="Codes">As codes are compared.</param>
public sealed record SearchTexts(
    string Language, string Head, string Tail, string Label, string Description, IReadOnlyList<string> Words,
    IReadOnlyList<string> Codes);

/// <summary>Feeds an engine beside PostgreSQL.</summary>
public interface ISearchFeed
{
    /// <summary>What changed after a version, in order of versions; each product once, as it is now.</summary>
    Task<IReadOnlyList<SearchDocument>> SinceAsync(Session session, long version, int limit);

    /// <summary>These products as they are now; those that never were in the index are left out.</summary>
    Task<IReadOnlyList<SearchDocument>> OfAsync(Session session, Guid[] products);

    /// <summary>Ids of products in the index, in order.</summary>
    Task<IReadOnlyList<Guid>> WalkAsync(Session session, Guid after, int limit);

    /// <summary>Makes as if these had changed, so that every engine hears of them again.</summary>
    Task RepeatAsync(Tx tx, Guid[] products);

    /// <summary>The newest version there is, and how many changes came after the given one, up to a bound.</summary>
    Task<(long Newest, long Waiting)> LookAsync(Session session, long version, int countAtMost);
}
