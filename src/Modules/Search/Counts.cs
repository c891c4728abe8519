using Feria.Contracts;

namespace Feria.Search;

/// <summary>What was counted of everything found; each facet counts what passes every filter but its own.</summary>
/// <param name="Matched">How many match the words, whatever the filters.</param>
/// <param name="Total">How many pass the filters too.</param>
sealed record Counts(
    long Matched,
    long Total,
    IReadOnlyDictionary<int, long> Categories,
    IReadOnlyList<(int Brand, long Count)> Brands,
    IReadOnlyList<(string Currency, int Step, long Count)> Prices,
    IReadOnlyDictionary<int, long> Stars,
    long InStock)
{
    const int MostRanges = 5;
    const int MostCategories = 60;

    /// <summary>The same in words.</summary>
    public Facets InWords(IReadOnlyDictionary<int, CategoryFacts> named, IReadOnlyDictionary<int, string> brands) =>
        new(
        [
            .. Categories.Where(one => named.ContainsKey(one.Key))
                .OrderByDescending(one => one.Value).ThenBy(one => one.Key).Take(MostCategories)
                .Select(one => Named(named[one.Key], one.Value)),
        ],
        [.. Brands.Select(one => new BrandCount(brands[one.Brand], one.Count))],
        Ranges(),
        [
            .. Enumerable.Range(1, 4).Reverse().Select(stars =>
                new RatingCount(stars, Stars.Where(one => one.Key >= stars).Sum(one => one.Value))),
        ],
        InStock);

    static CategoryCount Named(CategoryFacts one, long count) => new(one.Number, one.Slug, one.Name, one.Path, count);

    // The commonest currency's steps, joined into a handful of ranges of about equal size.
    IReadOnlyList<PriceCount> Ranges()
    {
        var currency = Prices.GroupBy(one => one.Currency, one => one.Count).MaxBy(one => one.Sum())?.Key;
        if (currency is null) return [];
        var steps = Prices.Where(one => one.Currency == currency).OrderBy(one => one.Step).ToList();
        var fair = Math.Max(1, steps.Sum(one => one.Count) / MostRanges);

        var ranges = new List<PriceCount>();
        foreach (var (_, step, count) in steps)
        {
            if (ranges is [.., var last] && (last.Count < fair || ranges.Count == MostRanges))
                ranges[^1] = last with { To = PriceSteps.From(step + 1), Count = last.Count + count };
            else
                ranges.Add(new(PriceSteps.From(step), PriceSteps.From(step + 1), currency, count));
        }

        for (var i = 0; i + 1 < ranges.Count; i++) ranges[i] = ranges[i] with { To = ranges[i + 1].From };
        if (ranges.Count > 1) ranges[^1] = ranges[^1] with { To = null };
        return ranges;
    }
}
