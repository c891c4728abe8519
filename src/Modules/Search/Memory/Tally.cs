namespace Feria.Search;

/// <summary>Counts what was found by what it can be narrowed by, each facet by every filter but its own.</summary>
sealed class Tally(View view, Filters filters)
{
    const int MostBrands = 40;
    const int MostSteps = 64;

    readonly long[] categories = new long[view.Categories.Length];
    readonly int[] brands = new int[view.MostBrand + 1];
    readonly int[] prices = new int[view.Currencies.Length * MostSteps];
    readonly long[] stars = new long[6];
    long matched, total, inStock;

    /// <param name="missed">The filters it fails.</param>
    public void Count(in Entry entry, Filters missed)
    {
        matched++;
        if (missed == Filters.None) total++;
        if (Passes(missed, Filters.Category)) categories[entry.Categories]++;
        if (Passes(missed, Filters.Brand)) brands[entry.Brand]++;
        if (entry.Currency >= 0 && Passes(missed, Filters.Price))
            prices[entry.Currency * MostSteps + entry.PriceStep]++;
        if (Passes(missed, Filters.Rating)) stars[Math.Clamp(entry.Rating / 100, 0, 5)]++;
        if (entry.InStock && Passes(missed, Filters.Stock)) inStock++;
    }

    bool Passes(Filters missed, Filters own) => (missed & ~(own & filters)) == Filters.None;

    public Counts Counts() => new(
        matched, total, OfCategories(),
        [
            .. Enumerable.Range(1, view.MostBrand).Where(brand => brands[brand] > 0)
                .OrderByDescending(brand => brands[brand]).ThenBy(brand => brand).Take(MostBrands)
                .Select(brand => (brand, (long)brands[brand])),
        ],
        [
            .. Enumerable.Range(0, prices.Length).Where(at => prices[at] > 0)
                .Select(at => (view.Currencies.Span[at / MostSteps], at % MostSteps, (long)prices[at])),
        ],
        Enumerable.Range(0, stars.Length).ToDictionary(star => star, star => stars[star]),
        inStock);

    Dictionary<int, long> OfCategories()
    {
        var counts = new Dictionary<int, long>();
        for (var set = 0; set < categories.Length; set++)
            if (categories[set] > 0)
                foreach (var category in view.Categories.Span[set])
                    counts[category] = counts.GetValueOrDefault(category) + categories[set];
        return counts;
    }
}
