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
    public static Narrowed Of(View view, Question question, CategoryFacts? category)
    {
        var priced = question.MinPrice is not null || question.MaxPrice is not null;
        var branded = question.Brands is { Count: > 0 };
        return new(
            (category is null ? 0 : Filters.Category)
                | (branded ? Filters.Brand : 0)
                | (priced ? Filters.Price : 0)
                | (question.MinRating > 0 ? Filters.Rating : 0)
                | (question.InStock ? Filters.Stock : 0),
            category?.Number ?? 0,
            branded ? [.. question.Brands!.Select(view.Lexicon.BrandOf).OfType<int>()] : [],
            question.MinPrice ?? 0,
            question.MaxPrice ?? long.MaxValue,
            !priced ? "" : question.Currency ?? view.CommonestCurrency(),
            (int)Math.Ceiling((question.MinRating ?? 0) * 100));
    }
}
