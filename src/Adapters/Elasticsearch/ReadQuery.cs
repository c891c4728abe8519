using System.Text.Json.Nodes;
using Feria.Contracts;

namespace Feria.Adapters.Elasticsearch;

/// <summary>What a word may mean, and what that is worth against the very word, in hundredths.</summary>
sealed record Meaning(string Text, long Documents, int Share, string How)
{
    public const string Synonym = "synonym";

    public bool IsSynonym => How == Synonym;

    // What a word scores that stands in a title once, before its weight: 4 / (4 + 1.2).
    const double InTitle = 0.77;

    /// <summary>
    /// Scores up to the weight's hundredth. BM25 counts the word's rarity by itself: that is taken out again, since the
    /// weight has it, and a slip or a beginning is not the more worth the rarer it is.
    /// </summary>
    public JsonObject Query(int weight, long documents)
    {
        var worth = weight / 100.0 * Share / 100;
        var rarity = Math.Log(1 + (Math.Max(documents, Documents) - Documents + 0.5) / (Documents + 0.5));
        return How == "begins" ? Dsl.Begins(Text, InTitle * worth) : Dsl.Word(Text, worth / Math.Max(0.05, rarity));
    }
}

/// <summary>One thing a query asks for, and what would do.</summary>
/// <param name="Typed">As the query said it.</param>
sealed record Slot(string Typed, bool IsNumber, IReadOnlyList<Meaning> Meanings)
{
    long documents;

    /// <summary>How much it counts against the others.</summary>
    public int Weight { get; private init; }

    public Slot Weighed(long documents) => this with
    {
        Weight = Steps.WeightOf(Meanings.Max(meaning => meaning.Documents), documents, IsNumber),
        documents = documents,
    };

    public JsonObject Query() => Dsl.Best([.. Meanings.Select(meaning => meaning.Query(Weight, documents))]);
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
    // What the index in memory has: 0.3 of its usual weight where a word scores up to 2.2.
    const double BonusShare = 0.136 / 30;

    public static readonly ReadQuery Empty = new([], null, [], null, false);

    /// <summary>What the parts of a score count.</summary>
    public RankingWeights By { get; init; } = RankingWeights.Usual;

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
                Dsl.SideBySide(
                    $"{first.Meanings[0].Text} {second.Meanings[0].Text}",
                    BonusShare * By.SideBySide * (first.Weight + second.Weight) / 100));
    }

    JsonObject Coded(double boost) => Dsl.Constant(Dsl.Term("codes", Code!), boost);
}
