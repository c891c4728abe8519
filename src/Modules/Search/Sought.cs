using Feria.Contracts;

namespace Feria.Search;

/// <summary>A question made ready for the index.</summary>
sealed record Sought(
    ReadQuery Read, Narrowed Filters, Sort Sort, int Limit, Place? After, int Skip = 0,
    IReadOnlyList<Guid>? Without = null)
{
    readonly IReadOnlyList<int[]> steps = Steps.Of(Read.Weights);

    /// <summary>Nothing in particular is asked for.</summary>
    public bool IsBrowsing => Read.Slots.Count == 0 && Read.Coded.Length == 0;

    /// <summary>The one word that is asked for, where it means one thing.</summary>
    public Slot? Single =>
        Read is { Slots: [{ Meanings.Count: 1 } only], Coded.Length: 0 } && LastStep == 0 ? only : null;

    public int LastStep => Math.Max(0, steps.Count - 1);

    /// <summary>At most so many products can match.</summary>
    public long Bound(int step) => Read.IsCode ? Read.Coded.Length
        : steps[step].Sum(set => Enumerable.Range(0, Read.Slots.Count).Where(place => (set >> place & 1) == 1)
            .Min(place => Read.Slots[place].Meanings.Sum(meaning => (long)meaning.Documents)));

    /// <summary>By which slots stand in a product (a bit each): the first step it matches, 255 where none.</summary>
    public byte[] StepsBySlots()
    {
        var first = new byte[Scores.Coded * 2];
        for (var stands = 0; stands < Scores.Coded; stands++)
            first[stands] = stands >> Read.Slots.Count > 0 ? byte.MaxValue : FirstOf(stands);
        return first;
    }

    byte FirstOf(int stands)
    {
        for (var step = 0; step < steps.Count; step++)
            foreach (var set in steps[step])
                if ((stands & set) == set) return (byte)step;
        return byte.MaxValue;
    }

    /// <summary>Slots (a bit each) side by side in the query, and what finding them so in a title is worth.</summary>
    public (int Slots, int Pair, int Bonus)[] Neighbours() => Sort != Sort.Relevance ? [] :
    [
        .. Read.Slots.Zip(Read.Slots.Skip(1)).Select((two, slot) => (
            3 << slot, Analysis.Pair(two.First.Best.Term, two.Second.Best.Term),
            Bonus(two.First, two.Second, Read.By))),
    ];

    /// <summary>What two words are worth more when they stand side by side in the title.</summary>
    public static int Bonus(Slot first, Slot second, RankingWeights by) =>
        by.SideBySide * (first.Weight + second.Weight);
}
