using Feria.Contracts;

namespace Feria.Search;

/// <summary>
/// Synonyms as queries of one language meet them: by the whole of what they stand for, each word by its stem, so
/// that "sofas" meets a rule for "sofa".
/// </summary>
sealed class Synonyms
{
    public const int MostWords = 3;
    const int MostAlso = 12;

    // By what they stand for, its stems with a space between.
    readonly Dictionary<string, List<string[]>> byPhrase = [];
    readonly string language;

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
        var phrase = string.Join(' ', from.Select(StemOf));
        if (!byPhrase.TryGetValue(phrase, out var means)) byPhrase[phrase] = means = [];
        means.Add(to);
    }

    /// <summary>A phrase as queries are cut; the first few words of it.</summary>
    public static string[] WordsOf(string phrase) =>
        [.. AskedTexts.TokensOf(phrase).Take(MostWords).Select(token => token.Text)];

    /// <summary>The words of a query with what they mean as well; the longest phrase first.</summary>
    public IReadOnlyList<AskedWord> With(IReadOnlyList<AskedWord> words)
    {
        if (byPhrase.Count == 0) return words;
        AskedWord[]? read = null;
        string[] stems = [.. words.Select(word => StemOf(word.Text))];
        for (var i = 0; i < words.Count;)
        {
            var length = Math.Min(MostWords, words.Count - i);
            List<string[]>? means = null;
            while (length > 0 && !byPhrase.TryGetValue(string.Join(' ', stems, i, length), out means)) length--;
            if (means is not null) Say(read ??= [.. words], i, length, means);
            i += Math.Max(1, length);
        }

        return read ?? words;
    }

    // One word is read as so many as the longest it may mean; each of several words as the one in its place, or the
    // last.
    static void Say(AskedWord[] read, int at, int length, List<string[]> means)
    {
        string[] Words(int place) =>
            [.. means.Select(to => to[Math.Min(place, to.Length - 1)]).Distinct().Take(MostAlso)];
        if (length == 1)
            read[at] = read[at] with { Also = [.. Enumerable.Range(0, means.Max(to => to.Length)).Select(Words)] };
        else
            for (var place = 0; place < length; place++)
                read[at + place] = read[at + place] with { Also = [Words(place)] };
    }

    string StemOf(string word) => Stems.Of(word, language);
}
