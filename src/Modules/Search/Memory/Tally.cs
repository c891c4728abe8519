using System.Collections.Concurrent;
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
    readonly List<(int Number, long Count)> sorted = [];
    View view = View.Empty;
    Filters filters;
    long[] categories = [];
    long[] brands = [];
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
        Hold(ref tally.prices, view.Currencies.Length * MostSteps);
        return tally;
    }

    /// <param name="missed">The filters it fails.</param>
    public void Count(in Entry entry, Filters missed)
    {
        if (missed == Filters.None) Total++;
        if (Passes(missed, Filters.Category)) categories[entry.Categories]++;
        if (Passes(missed, Filters.Brand)) brands[entry.Brand]++;
        if (entry.Currency >= 0 && Passes(missed, Filters.Price))
            prices[entry.Currency * MostSteps + entry.PriceStep]++;
        if (Passes(missed, Filters.Rating)) stars[Math.Clamp(entry.Rating / 100, 0, Stars)]++;
        if (entry.InStock && Passes(missed, Filters.Stock)) inStock++;
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
        Array.Clear(brands);
        Array.Clear(prices);
        Array.Clear(stars);
        byCategory.Clear();
        (Total, inStock, view) = (0, 0, View.Empty);
        Idle.Add(this);
    }

    KeyValuePair<int, long>[] CategoriesOf()
    {
        var sets = view.Categories.Span;
        for (var set = 0; set < sets.Length; set++)
            if (categories[set] > 0)
                foreach (var category in sets[set])
                    byCategory[category] = byCategory.GetValueOrDefault(category) + categories[set];

        sorted.Clear();
        foreach (var (number, count) in byCategory) sorted.Add((number, count));
        sorted.Sort(MostFirst);
        return [.. sorted.Select(one => KeyValuePair.Create(one.Number, one.Count))];
    }

    KeyValuePair<string, long>[] BrandsOf()
    {
        sorted.Clear();
        for (var brand = 1; brand <= view.MostBrand; brand++)
            if (brands[brand] > 0) sorted.Add((brand, brands[brand]));
        sorted.Sort(MostFirst);
        var foremost = new KeyValuePair<string, long>[Math.Min(Counts.MostBrands, sorted.Count)];
        for (var i = 0; i < foremost.Length; i++)
            foremost[i] = new(view.Lexicon.BrandOf(sorted[i].Number), sorted[i].Count);
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

    static int MostFirst((int Number, long Count) one, (int Number, long Count) other) =>
        one.Count != other.Count ? other.Count.CompareTo(one.Count) : one.Number.CompareTo(other.Number);

    static void Hold(ref long[] counts, int length)
    {
        if (counts.Length < length) counts = new long[length + length / 4];
    }
}
