using Feria.Contracts;
using Npgsql;

namespace Feria.Search;

/// <summary>The filters of a question, in the numbers the index holds.</summary>
sealed record Narrowed(
    Filters Which, int Category, int[] Brands, long MinPrice, long MaxPrice, string Currency, int MinRating)
{
    public static async Task<Narrowed> OfAsync(
        Session session, Question question, CategoryFacts? category, CountCache cache)
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
            branded ? [.. await session.ListAsync<int>(BrandsSql, new { names = question.Brands!.ToArray() })] : [],
            question.MinPrice ?? 0,
            question.MaxPrice ?? long.MaxValue,
            !priced ? "" : question.Currency ?? await cache.CurrencyAsync(session),
            (int)Math.Ceiling((question.MinRating ?? 0) * 100));
    }

    public string Key => $"{Which} {Category} {string.Join(',', Brands)} {MinPrice} {MaxPrice} {Currency} {MinRating}";

    public List<NpgsqlParameter> Values()
    {
        var values = new List<NpgsqlParameter>();
        if (Which.HasFlag(Filters.Category)) values.Add(new NpgsqlParameter<int[]>("category", [Category]));
        if (Which.HasFlag(Filters.Brand)) values.Add(new NpgsqlParameter<int[]>("brands", Brands));
        if (Which.HasFlag(Filters.Price))
        {
            values.Add(new NpgsqlParameter<long>("minPrice", MinPrice));
            values.Add(new NpgsqlParameter<long>("maxPrice", MaxPrice));
            values.Add(new NpgsqlParameter<string>("currency", Currency));
        }

        if (Which.HasFlag(Filters.Rating)) values.Add(new NpgsqlParameter<int>("minRating", MinRating));
        return values;
    }

    const string BrandsSql = """
        -- search.narrowed.brands
        select number from search.brand where name = any(@names)
        """;
}
