namespace Feria.Search;

/// <summary>A product as the index holds it: numbers only. Without terms it is gone.</summary>
/// <param name="Version">Greater than that of every change before.</param>
/// <param name="Impacts">One byte a term, after a leading zero.</param>
sealed record Document(
    Guid Product, long Version, int[]? Terms, byte[] Impacts, int[] Pairs, int[] Categories, int Brand,
    long? PriceMinor, string? Currency, int PriceStep, short Rating, bool InStock, short Prior, int Sold,
    DateTime CreatedAt);
