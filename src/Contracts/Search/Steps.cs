namespace Feria.Contracts;

/// <summary>
/// How much a word of a query counts and how strictly a query is matched, whichever engine searches. Step by step:
/// first every word must stand in a product, then words that together weigh a lesser and lesser share of the query. So
/// "black pumps" gives up on black long before it gives up on pumps.
/// </summary>
public static class Steps
{
    /// <summary>Fewer results than this and a word may be missing.</summary>
    public const int Enough = 50;

    /// <summary>
    /// A word may not be missing where this many could then be found, unless nothing is found with it.
    /// </summary>
    public const int TooMany = 6_000;

    const int MostWanted = 5;

    // A gentler curve than BM25's own: titles are short, and the commonest word of a query often names the thing.
    const double Softness = 0.75;
    const double NumberShare = 0.75;

    static readonly double[] Shares = [1, 0.8, 0.6, 0.45, 0.3, 0.15, 0];

    /// <summary>Rare words count more than common ones, bare numbers less.</summary>
    /// <param name="seen">In how many of the documents it stands.</param>
    public static int WeightOf(long seen, long documents, bool isNumber)
    {
        var rarity = Math.Log(1 + (Math.Max(documents, seen) - seen + 0.5) / (seen + 0.5));
        return (int)Math.Max(1, Math.Round(100 * Math.Pow(rarity, Softness) * (isNumber ? NumberShare : 1)));
    }

    /// <summary>
    /// By step: which sets of words (a bit each, by their places in the query) are enough. Only the heaviest few
    /// decide what matches; all of them decide the order.
    /// </summary>
    public static IReadOnlyList<int[]> Of(IReadOnlyList<int> weights)
    {
        if (weights.Count == 0) return [];
        Span<(int Set, int Weight)> sets = stackalloc (int, int)[1 << MostWanted];
        sets = sets[..Sums(weights, Wanted(weights), sets)];
        var whole = sets[^1].Weight;
        var steps = new List<int[]>(Shares.Length);
        Span<int> least = stackalloc int[sets.Length];
        foreach (var share in Shares)
        {
            var found = Least(sets, share * whole, least);
            if (steps.Count == 0 || !steps[^1].AsSpan().SequenceEqual(found)) steps.Add(found.ToArray());
        }

        return steps;
    }

    static int Wanted(IReadOnlyList<int> weights)
    {
        var wanted = 0;
        for (var taken = 0; taken < Math.Min(MostWanted, weights.Count); taken++)
        {
            var heaviest = -1;
            for (var i = 0; i < weights.Count; i++)
                if ((wanted >> i & 1) == 0 && (heaviest < 0 || weights[i] > weights[heaviest])) heaviest = i;
            wanted |= 1 << heaviest;
        }

        return wanted;
    }

    // All sets of what is wanted but the empty one, and what each weighs; the whole comes last.
    static int Sums(IReadOnlyList<int> weights, int wanted, Span<(int Set, int Weight)> sets)
    {
        var count = 0;
        for (var i = 0; i < weights.Count; i++)
        {
            if ((wanted >> i & 1) == 0) continue;
            var before = count;
            sets[count++] = (1 << i, weights[i]);
            for (var one = 0; one < before; one++)
                sets[count++] = (sets[one].Set | 1 << i, sets[one].Weight + weights[i]);
        }

        return count;
    }

    // Sets that are heavy enough, and no longer so without any one of them. A set stands behind all its parts.
    static ReadOnlySpan<int> Least(ReadOnlySpan<(int Set, int Weight)> sets, double enough, Span<int> least)
    {
        var count = 0;
        foreach (var (set, weight) in sets)
        {
            var isLeast = weight >= enough;
            for (var one = 0; isLeast && one < count; one++) isLeast = (least[one] & set) != least[one];
            if (isLeast) least[count++] = set;
        }

        return least[..count];
    }
}
