using Feria.Contracts;

namespace Feria.Search;

/// <summary>One thing the query asks for, and the terms that would do.</summary>
/// <param name="Typed">As the query said it.</param>
sealed record Slot(string Typed, Kind Kind, IReadOnlyList<Meaning> Meanings)
{
    /// <summary>How much it counts: rare words more than common ones, bare numbers less.</summary>
    public int Weight { get; private init; }

    public Meaning Best => Meanings[0];

    /// <summary>What an impact counts that the word has under this meaning.</summary>
    public int WeightOf(Meaning meaning) => Weight * meaning.Share / 100;

    public int[] Terms => [.. Meanings.Select(meaning => meaning.Term)];

    public Slot Weighed(long documents) => this with
    {
        Weight = Steps.WeightOf(Meanings.Max(meaning => meaning.Documents), documents, Kind == Kind.Number),
    };
}

/// <summary>A term that a slot may mean.</summary>
/// <param name="Share">How much it is worth against an exact match, in hundredths.</param>
/// <param name="How">exact, joined, split, begins, corrected, figure or synonym.</param>
sealed record Meaning(int Term, string Text, int Documents, int Share, string How)
{
    public const string Synonym = "synonym";

    public bool IsSynonym => How == Synonym;
}

/// <summary>A query as the dictionary understands it.</summary>
/// <param name="Corrected">The query in corrected words; null where nothing was corrected.</param>
/// <param name="Ignored">Words that nothing is known of.</param>
/// <param name="Coded">Products with this very SKU or code.</param>
/// <param name="IsCode">The query can only be meant as that code.</param>
sealed record ReadQuery(
    IReadOnlyList<Slot> Slots, string? Corrected, IReadOnlyList<string> Ignored, Guid[] Coded, bool IsCode)
{
    /// <summary>What the parts of a score count.</summary>
    public RankingWeights By { get; init; } = RankingWeights.Usual;

    public int[] Weights => [.. Slots.Select(slot => slot.Weight)];

    public static readonly ReadQuery Empty = new([], null, [], [], false);
}
