namespace Feria.Search;

/// <summary>
/// How strictly a query is matched, step by step: first every word must stand in a product, then words that together
/// weigh a lesser and lesser share of the query. So "black pumps" gives up on black long before it gives up on pumps.
/// </summary>
static class Steps
{
    const int MostWanted = 5;
    static readonly double[] Shares = [1, 0.8, 0.6, 0.45, 0.3, 0.15, 0];

    /// <summary>
    /// By step: which sets of slots (places in the query) are enough. Only the heaviest few slots decide what matches;
    /// all of them decide the order.
    /// </summary>
    public static IReadOnlyList<IReadOnlyList<int[]>> Of(IReadOnlyList<Slot> slots)
    {
        if (slots.Count == 0) return [];
        int[] wanted =
            [.. Enumerable.Range(0, slots.Count).OrderByDescending(i => slots[i].Weight).Take(MostWanted).Order()];
        var whole = wanted.Sum(i => slots[i].Weight);
        var sets = Subsets(wanted).Where(set => set.Length > 0)
            .Select(set => (Set: set, Weight: set.Sum(i => slots[i].Weight))).ToList();
        var steps = new List<IReadOnlyList<int[]>>();
        foreach (var share in Shares)
        {
            var enough = sets.Where(one => one.Weight >= share * whole).Select(one => one.Set).ToList();
            int[][] least = [.. enough.Where(
                set => !enough.Any(less => less.Length < set.Length && less.All(set.Contains)))];
            if (steps.Count == 0 || !Same(steps[^1], least)) steps.Add(least);
        }

        return steps;
    }

    static IEnumerable<int[]> Subsets(int[] places) => Enumerable.Range(0, 1 << places.Length)
        .Select(bits => places.Where((_, i) => (bits & (1 << i)) != 0).ToArray());

    static bool Same(IReadOnlyList<int[]> one, IReadOnlyList<int[]> other) =>
        one.Count == other.Count && one.Zip(other).All(pair => pair.First.SequenceEqual(pair.Second));
}
