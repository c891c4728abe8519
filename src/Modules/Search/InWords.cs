using Feria.Contracts;

namespace Feria.Search;

/// <summary>
/// Counts as an answer has them: categories by their names, prices in ranges, stars as "so many or more".
/// </summary>
static class InWords
{
    const int MostCategories = 60;
    const int MostRanges = 5;

    public static Facets Of(Counts counts, Categories named) => new(
        CategoriesOf(counts, named), [.. counts.Brands.Select(one => new BrandCount(one.Key, one.Value))],
        Ranges(counts), Ratings(counts.Stars), counts.InStock);

    static List<CategoryCount> CategoriesOf(Counts counts, Categories named)
    {
        var foremost = new List<CategoryCount>(Math.Min(MostCategories, counts.Categories.Count));
        foreach (var (number, count) in counts.Categories)
        {
            if (named.Of(number) is not { } one) continue;
            foremost.Add(new(one.Number, one.Slug, one.Name, one.Path, count));
            if (foremost.Count == MostCategories) break;
        }

        return foremost;
    }

    // The steps of prices, joined into a handful of ranges of about equal size.
    static List<PriceCount> Ranges(Counts counts)
    {
        var ranges = new List<PriceCount>(MostRanges);
        if (counts.Currency is not { } currency) return ranges;
        var fair = Math.Max(1, counts.PriceSteps.Sum() / MostRanges);
        for (var step = 0; step < counts.PriceSteps.Count; step++)
        {
            if (counts.PriceSteps[step] is not (> 0 and var count)) continue;
            if (ranges is [.., var last] && (last.Count < fair || ranges.Count == MostRanges))
                ranges[^1] = last with { To = PriceSteps.From(step + 1), Count = last.Count + count };
            else
                ranges.Add(new(PriceSteps.From(step), PriceSteps.From(step + 1), currency, count));
        }

        for (var i = 0; i + 1 < ranges.Count; i++) ranges[i] = ranges[i] with { To = ranges[i + 1].From };
        if (ranges.Count > 1) ranges[^1] = ranges[^1] with { To = null };
        return ranges;
    }

    static RatingCount[] Ratings(IReadOnlyList<long> stars)
    {
        var ratings = new RatingCount[Counts.MostStars - 1];
        var above = stars[Counts.MostStars];
        for (var least = Counts.MostStars - 1; least > 0; least--)
            ratings[Counts.MostStars - 1 - least] = new(least, above += stars[least]);
        return ratings;
    }
}
