using Feria.Contracts;

namespace Feria.Search;

/// <summary>All that people say about searches, at a moment.</summary>
public sealed class SearchRules
{
    public static readonly SearchRules None = new([], [], RankingWeights.Usual);

    readonly Dictionary<string, Synonyms> synonyms;
    readonly Dictionary<(string Normal, string? Language), Curation> curations;

    internal SearchRules(
        IReadOnlyList<Synonyms.Set> sets, IReadOnlyList<Curation> curations, RankingWeights weights)
    {
        synonyms = Locale.Spoken.Append("").ToDictionary(
            language => language,
            language => new Synonyms(language, sets.Where(set => set.Language is null || set.Language == language)));
        this.curations = curations.ToDictionary(one => (one.Normal, one.Language));
        Weights = weights;
        Count = sets.Count + curations.Count;
    }

    internal int Count { get; }

    public RankingWeights Weights { get; }

    /// <summary>A query as engines are asked it, with what its words mean as well.</summary>
    internal AskedText Read(string? text, string language) => Read(text, language, Weights);

    internal AskedText Read(string? text, string language, RankingWeights weights)
    {
        var asked = AskedTexts.Of(text);
        if (asked.Words.Count == 0) return asked;
        var rules = synonyms.GetValueOrDefault(language) ?? synonyms[""];
        return asked with { Words = rules.With(asked.Words), Weights = weights };
    }

    /// <summary>What is done to this query now; that of the searcher's language before that of any.</summary>
    internal Curation? Of(string? query, string language, DateTime now)
    {
        if (curations.Count == 0 || string.IsNullOrWhiteSpace(query)) return null;
        var normal = Curation.NormalOf(query);
        return new[] { curations.GetValueOrDefault((normal, language)), curations.GetValueOrDefault((normal, null)) }
            .FirstOrDefault(one => one?.IsOn(now) is true);
    }
}
