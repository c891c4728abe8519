using Feria.Contracts;

namespace Feria.Search;

/// <summary>
/// Synonyms as queries of one language meet them: by the first word of what they stand for, each word by its stem, so
/// that "sofas" meets a rule for "sofa".
/// </summary>
sealed class Synonyms
{
    public const int MostWords = 3;
    const int MostAlso = 12;

    readonly Dictionary<string, List<Rule>> byFirst = [];
    readonly string language;

    sealed record Rule(string[] From, string[] To);

    /// <param name="Means">Empty where each of the words means all others.</param>
    public sealed record Set(string? Language, string[] Words, string[] Means);

    public Synonyms(string language, IEnumerable<Set> sets)
    {
        this.language = language;
        foreach (var set in sets)
        {
            var words = set.Words.Select(WordsOf).ToList();
            var means = set.Means.Length == 0 ? words : [.. set.Means.Select(WordsOf)];
            foreach (var from in words)
                foreach (var to in means.Where(to => !to.SequenceEqual(from)))
                    Add(from, to);
        }
    }

    void Add(string[] from, string[] to)
    {
        if (from.Length == 0 || to.Length == 0) return;
        string[] stems = [.. from.Select(StemOf)];
        if (!byFirst.TryGetValue(stems[0], out var rules)) byFirst[stems[0]] = rules = [];
        rules.Add(new(stems, to));
    }

    /// <summary>A phrase as queries are cut; the first few words of it.</summary>
    public static string[] WordsOf(string phrase) =>
        [.. AskedTexts.TokensOf(phrase).Take(MostWords).Select(token => token.Text)];

    /// <summary>The words of a query with what they mean as well; the longest phrase first.</summary>
    public IReadOnlyList<AskedWord> With(IReadOnlyList<AskedWord> words)
    {
        if (byFirst.Count == 0) return words;
        AskedWord[]? read = null;
        for (var i = 0; i < words.Count;)
        {
            var length = 1;
            if (words[i].IsWord && byFirst.TryGetValue(StemOf(words[i].Text), out var rules)
                && LongestOf(rules, words, i) is { Count: > 0 } met)
            {
                read ??= [.. words];
                length = met[0].From.Length;
                Say(read, i, length, met);
            }

            i += length;
        }

        return read ?? words;
    }

    List<Rule> LongestOf(List<Rule> rules, IReadOnlyList<AskedWord> words, int at)
    {
        var met = rules.FindAll(rule => rule.From.Length <= words.Count - at
            && rule.From.Index().All(one => StemOf(words[at + one.Index].Text) == one.Item));
        var longest = met.Count == 0 ? 0 : met.Max(rule => rule.From.Length);
        return met.FindAll(rule => rule.From.Length == longest);
    }

    // One word is read as so many as the longest it may mean; each of several words as the one in its place, or the
    // last.
    static void Say(AskedWord[] read, int at, int length, List<Rule> met)
    {
        string[] Words(int place) =>
            [.. met.Select(rule => rule.To[Math.Min(place, rule.To.Length - 1)]).Distinct().Take(MostAlso)];
        if (length == 1)
            read[at] = read[at] with
            {
                Also = [.. Enumerable.Range(0, met.Max(rule => rule.To.Length)).Select(Words)],
            };
        else
            for (var place = 0; place < length; place++)
                read[at + place] = read[at + place] with { Also = [Words(place)] };
    }

    string StemOf(string word) => Stems.Of(word, language);
}
