using Feria.Contracts;

namespace Feria.Search;

/// <summary>What the index is to hold of a product.</summary>
sealed record Indexed(
    ProductFacts Facts, int[] Terms, byte[] Impacts, int[] Pairs, int? Brand, Rating? Rating, bool InStock,
        short Prior,
    int Sold)
{
    public static Indexed Of(
        ProductFacts facts, Analysis analysis, Dictionary<string, int> numbers, int? brand, Rating? rating,
            bool inStock,
        int sold)
    {
        var weighed = analysis.Impacts.Select(one => (Term: numbers[one.Key], Impact: one.Value))
            .OrderBy(one => one.Term).ToList();
        var title = analysis.Title.Select(term => numbers[term]).ToList();
        return new(
            facts,
            [.. weighed.Select(one => one.Term)],
            // The zero is what a term that is not there reads.
            [0, .. weighed.Select(one => one.Impact)],
            [.. title.Zip(title.Skip(1), Analysis.Pair).Distinct()],
            brand, rating, inStock,
            PriorOf(rating is null ? null : (rating.Count, rating.MeanHundredths), inStock, sold), sold);
    }

    /// <summary>At most 255: in stock 60, rating up to 60 as reviews gather, sales up to 135.</summary>
    public static short PriorOf((int Count, int MeanHundredths)? rating, bool inStock, int sold)
    {
        var trust = rating is var (count, mean) ? count / (count + 10.0) * mean / 500 * 60 : 0;
        return (short)((inStock ? 60 : 0) + trust + Math.Min(135, 18 * Math.Log(1 + sold)));
    }
}
