using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Feria.Contracts;

namespace Feria.Search;

/// <summary>
/// Counts what was found by what it can be narrowed by, each facet by every filter but its own. Kept for the next
/// question, as <see cref="Scores"/> are.
/// </summary>
sealed class Tally
{
    const int MostSteps = Counts.MostSteps;
    const int Stars = Counts.MostStars;

    static readonly ConcurrentBag<Tally> Idle = [];

    readonly long[] stars = new long[Stars + 1];
    readonly Dictionary<int, long> byCategory = [];
    readonly List<long> sorted = [];
    View view = View.Empty;
    Filters filters;
    long[] categories = [];
    long[] brands = [];
    int[] seen = [];
    int brandsSeen;
    long[] prices = [];
    long inStock;

    /// <summary>How many pass every filter.</summary>
    public long Total { get; private set; }

    /// <summary>To be given back by <see cref="Clear"/>.</summary>
    public static Tally Of(View view, Filters filters)
    {
        if (!Idle.TryTake(out var tally)) tally = new();
        (tally.view, tally.filters) = (view, filters);
        Hold(ref tally.categories, view.Categories.Length);
        Hold(ref tally.brands, view.MostBrand + 1);
        if (tally.seen.Length < tally.brands.Length) tally.seen = new int[tally.brands.Length];
        Hold(ref tally.prices, view.Currencies.Length * MostSteps);
        return tally;
    }

    /// <summary>One that passes every filter.</summary>
    public void Count(in Facts facts)
    {
        Total++;
        categories[facts.Categories]++;
        CountBrand(facts.Brand);
        if (facts.Currency >= 0) prices[facts.Currency * MostSteps + facts.PriceStep]++;
        stars[Math.Clamp(facts.Rating / 100, 0, Stars)]++;
        if (facts.InStock) inStock++;
    }

    /// <param name="missed">The filters it fails.</param>
    public void Count(in Facts facts, Filters missed)
    {
        if (missed == Filters.None) Total++;
        if (Passes(missed, Filters.Category)) categories[facts.Categories]++;
        if (Passes(missed, Filters.Brand)) CountBrand(facts.Brand);
        if (facts.Currency >= 0 && Passes(missed, Filters.Price))
            prices[facts.Currency * MostSteps + facts.PriceStep]++;
        if (Passes(missed, Filters.Rating)) stars[Math.Clamp(facts.Rating / 100, 0, Stars)]++;
        if (facts.InStock && Passes(missed, Filters.Stock)) inStock++;
    }

    void CountBrand(int brand)
    {
        if (brands[brand]++ == 0) seen[brandsSeen++] = brand;
    }

    bool Passes(Filters missed, Filters own) => (missed & ~(own & filters)) == Filters.None;

    /// <summary>What was counted.</summary>
    public Counts InNumbers()
    {
        var currency = CommonestCurrency();
        return new(
            CategoriesOf(), BrandsOf(), currency < 0 ? null : view.Currencies.Span[currency],
            currency < 0 ? Counts.None.PriceSteps : StepsOf(currency).ToArray(), stars.ToArray(), inStock);
    }

    /// <summary>Forgets what was counted.</summary>
    public void Clear()
    {
        Array.Clear(categories);
        foreach (var brand in seen.AsSpan(0, brandsSeen)) brands[brand] = 0;
        Array.Clear(prices);
        Array.Clear(stars);
        byCategory.Clear();
        (Total, inStock, brandsSeen, view) = (0, 0, 0, View.Empty);
        Idle.Add(this);
    }

    KeyValuePair<int, long>[] CategoriesOf()
    {
        var sets = view.Categories.Span;
        for (var set = 0; set < sets.Length; set++)
            if (categories[set] > 0)
                foreach (var category in sets[set])
                    CollectionsMarshal.GetValueRefOrAddDefault(byCategory, category, out _) += categories[set];

        sorted.Clear();
        foreach (var (number, count) in byCategory) sorted.Add(Packed(number, count));
        sorted.Sort();
        var all = new KeyValuePair<int, long>[sorted.Count];
        for (var i = 0; i < all.Length; i++) all[i] = new(NumberOf(sorted[i]), CountOf(sorted[i]));
        return all;
    }

    KeyValuePair<string, long>[] BrandsOf()
    {
        Span<long> best = stackalloc long[Counts.MostBrands];
        var kept = 0;
        foreach (var brand in seen.AsSpan(0, brandsSeen))
        {
            if (brand == 0) continue;
            var one = Packed(brand, brands[brand]);
            if (kept == best.Length)
            {
                if (one > best[^1]) continue;
                kept--;
            }

            var at = kept++;
            for (; at > 0 && best[at - 1] > one; at--) best[at] = best[at - 1];
            best[at] = one;
        }

        var foremost = new KeyValuePair<string, long>[kept];
        for (var i = 0; i < kept; i++)
            foremost[i] = new(view.Lexicon.BrandOf(NumberOf(best[i])), CountOf(best[i]));
        return foremost;
    }

    int CommonestCurrency()
    {
        var (currency, most) = (-1, 0L);
        for (var one = 0; one < view.Currencies.Length; one++)
            if (StepsOf(one) is var steps && Sum(steps) is var sum && sum > most) (currency, most) = (one, sum);
        return currency;
    }

    ReadOnlySpan<long> StepsOf(int currency) => prices.AsSpan(currency * MostSteps, MostSteps);

    static long Sum(ReadOnlySpan<long> counts)
    {
        var sum = 0L;
        foreach (var count in counts) sum += count;
        return sum;
    }

    // In one number, so that they order as numbers do: the most first, then by their own.
    static long Packed(int number, long count) => ((int.MaxValue - count) << 32) | (uint)number;

    static int NumberOf(long packed) => (int)packed;

    static long CountOf(long packed) => int.MaxValue - (packed >> 32);

    static void Hold(ref long[] counts, int length)
    {
        if (counts.Length < length) counts = new long[length + length / 4];
    }
}
