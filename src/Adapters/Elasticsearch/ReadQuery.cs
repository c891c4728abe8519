using System.Text.Json.Nodes;
using Feria.Contracts;

namespace Feria.Adapters.Elasticsearch;

/// <summary>What a word may mean, and what that is worth against the very word, in hundredths.</summary>
sealed record Meaning(string Text, long Documents, int Share, string How)
{
    // About what a rare word's standing in a title scores; how rare a beginning is has no meaning.
    const double OfBeginning = 12;

    public JsonObject Query(double boost) => How == "begins"
        ? Dsl.Begins(Text, OfBeginning * boost * Share / 100)
        : Dsl.Word(Text, boost * Share / 100);
}

/// <summary>One thing a query asks for, and what would do.</summary>
/// <param name="Typed">As the query said it.</param>
sealed record Slot(string Typed, bool IsNumber, IReadOnlyList<Meaning> Meanings)
{
    /// <summary>How much it counts against the others.</summary>
    public int Weight { get; private init; }

    // BM25 counts a word's rarity by itself; this makes of it what the weight says.
    double Boost { get; init; } = 1;

    public Slot Weighed(long documents)
    {
        var seen = Meanings.Max(meaning => meaning.Documents);
        var rarity = Math.Log(1 + (Math.Max(documents, seen) - seen + 0.5) / (seen + 0.5));
        var weight = Steps.WeightOf(seen, documents, IsNumber);
        return this with { Weight = weight, Boost = weight / (100 * Math.Max(0.05, rarity)) };
    }

    public JsonObject Query() => Dsl.Best([.. Meanings.Select(meaning => meaning.Query(Boost))]);
}

/// <summary>A query as the index understands it.</summary>
/// <param name="Corrected">The query in corrected words; null where nothing was corrected.</param>
/// <param name="Ignored">Words that nothing is known of.</param>
/// <param name="Code">What is somebody's SKU or code; null where it is nobody's.</param>
/// <param name="IsCode">The query can only be meant as that code.</param>
sealed record ReadQuery(
    IReadOnlyList<Slot> Slots, string? Corrected, IReadOnlyList<string> Ignored, string? Code, bool IsCode)
{
    // Being the very code that was asked for outweighs all words.
    const double CodeBoost = 100_000;
    const double BonusShare = 0.3;

    public static readonly ReadQuery Empty = new([], null, [], null, false);

    /// <summary>Nothing in particular is asked for.</summary>
    public bool IsBrowsing => Slots.Count == 0 && Code is null;

    /// <summary>See <see cref="Contracts.Steps"/>.</summary>
    public IReadOnlyList<int[]> Steps { get; } = Contracts.Steps.Of([.. Slots.Select(slot => slot.Weight)]);

    public int LastStep => Math.Max(0, Steps.Count - 1);

    /// <summary>At most so many products can match.</summary>
    public long Bound(int step) => Steps[step].Sum(set => Enumerable.Range(0, Slots.Count)
        .Where(place => (set >> place & 1) == 1)
        .Min(place => Slots[place].Meanings.Sum(meaning => meaning.Documents)));

    /// <summary>What has to match at a step.</summary>
    public JsonObject Must(int step)
    {
        if (IsCode || Slots.Count == 0) return Coded(1);
        var sets = Dsl.Any(Steps[step].Select(set => Dsl.Every(
            Slots.Where((_, place) => (set >> place & 1) == 1).Select(slot => slot.Query()))));
        return Code is null ? sets : Dsl.Any([sets, Coded(1)]);
    }

    /// <summary>What adds to the score; the words of each part are for people.</summary>
    public IEnumerable<(string Words, JsonObject Query)> Adds()
    {
        if (Code is not null) yield return ("the query is its SKU or code", Coded(CodeBoost));
        if (IsCode) yield break;
        foreach (var slot in Slots) yield return ($"\"{slot.Typed}\"", slot.Query());
        foreach (var (first, second) in Slots.Zip(Slots.Skip(1)))
            yield return (
                $"\"{first.Typed} {second.Typed}\" stand side by side in the title",
                Dsl.SideBySide($"{first.Meanings[0].Text} {second.Meanings[0].Text}", BonusShare));
    }

    JsonObject Coded(double boost) => Dsl.Constant(Dsl.Term("codes", Code!), boost);
}
