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
    /// By step: which sets of slots (a bit each, by their places in the query) are enough. Only the heaviest few slots
    /// decide what matches; all of them decide the order.
    /// </summary>
    public static IReadOnlyList<int[]> Of(IReadOnlyList<Slot> slots)
    {
        if (slots.Count == 0) return [];
        Span<(int Set, int Weight)> sets = stackalloc (int, int)[1 << MostWanted];
        sets = sets[..Sums(slots, Wanted(slots), sets)];
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

    static int Wanted(IReadOnlyList<Slot> slots)
    {
        var wanted = 0;
        for (var taken = 0; taken < Math.Min(MostWanted, slots.Count); taken++)
        {
            var heaviest = -1;
            for (var i = 0; i < slots.Count; i++)
                if ((wanted >> i & 1) == 0 && (heaviest < 0 || slots[i].Weight > slots[heaviest].Weight)) heaviest = i;
            wanted |= 1 << heaviest;
        }

        return wanted;
    }

    // All sets of what is wanted but the empty one, and what each weighs; the whole comes last.
    static int Sums(IReadOnlyList<Slot> slots, int wanted, Span<(int Set, int Weight)> sets)
    {
        var count = 0;
        for (var i = 0; i < slots.Count; i++)
        {
            if ((wanted >> i & 1) == 0) continue;
            var before = count;
            sets[count++] = (1 << i, slots[i].Weight);
            for (var one = 0; one < before; one++)
                sets[count++] = (sets[one].Set | 1 << i, sets[one].Weight + slots[i].Weight);
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
