using Feria.Contracts;

namespace Feria.Search;

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

/// <summary>The filters of a question, in the numbers the index holds.</summary>
sealed record Narrowed(
    Filters Which, int Category, int[] Brands, long MinPrice, long MaxPrice, string Currency, int MinRating)
{
    public static Narrowed Of(View view, Narrowing wanted) => new(
        (wanted.Category is null ? 0 : Filters.Category)
            | (wanted.Brands.Count > 0 ? Filters.Brand : 0)
            | (wanted.Currency is not null ? Filters.Price : 0)
            | (wanted.MinRating > 0 ? Filters.Rating : 0)
            | (wanted.InStock ? Filters.Stock : 0),
        wanted.Category ?? 0,
        wanted.Brands.Count > 0 ? [.. wanted.Brands.Select(view.Lexicon.BrandOf).OfType<int>()] : [],
        wanted.MinPrice, wanted.MaxPrice, wanted.Currency ?? "", wanted.MinRating);
}
