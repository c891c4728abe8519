using System.Collections.Concurrent;
using Feria.Contracts;

namespace Feria.Search;

/// <summary>
/// Names of categories and brands, remembered: a brand's number never changes its name, a category's name may, so that
/// is asked again after some seconds.
/// </summary>
sealed class Names(ICategoryBook book, TimeProvider clock)
{
    static readonly TimeSpan Fresh = TimeSpan.FromSeconds(10);
    const int MostBrands = 50_000;

    readonly ConcurrentDictionary<int, string> brands = new();
    readonly ConcurrentDictionary<(int, string), (CategoryFacts Facts, DateTimeOffset Until)> categories = new();

    public async Task<IReadOnlyDictionary<int, CategoryFacts>> OfCategoriesAsync(
        Session session, IEnumerable<int> numbers, string locale)
    {
        var now = clock.GetUtcNow();
        var wanted = numbers.ToArray();
        int[] stale = [.. wanted.Where(number =>
            !categories.TryGetValue((number, locale), out var one) || one.Until < now)];
        if (stale.Length > 0)
            foreach (var facts in await book.ByNumberAsync(session, stale, locale))
                categories[(facts.Number, locale)] = (facts, now + Fresh);
        return wanted.Where(number => categories.ContainsKey((number, locale)))
            .ToDictionary(number => number, number => categories[(number, locale)].Facts);
    }

    public async Task<IReadOnlyDictionary<int, string>> OfBrandsAsync(Session session, IEnumerable<int> numbers)
    {
        var wanted = numbers.ToArray();
        int[] unknown = [.. wanted.Where(number => !brands.ContainsKey(number))];
        if (unknown.Length > 0)
        {
            if (brands.Count > MostBrands) brands.Clear();
            foreach (var brand in await session.ListAsync<Brand>(BrandsSql, new { numbers = wanted }))
                brands[brand.Number] = brand.Name;
        }

        return wanted.ToDictionary(number => number, number => brands[number]);
    }

    sealed record Brand(int Number, string Name);

    const string BrandsSql = """
        -- search.names.brands
        select number, name from search.brand where number = any(@numbers)
        """;
}
