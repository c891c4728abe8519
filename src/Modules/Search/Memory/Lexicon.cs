using System.Collections.Concurrent;

namespace Feria.Search;

enum Lesson { Term, Word, Brand, Code }

/// <summary>Something the index speaks of: a term, a word, a brand, or a product's code.</summary>
/// <param name="Number">Greater than that of every one of its kind before; a code has none.</param>
/// <param name="Term">The term a word is indexed as.</param>
readonly record struct Learned(Lesson Lesson, int Number, string Text, int Term);

/// <summary>
/// The dictionary in memory: what terms, words and brands are called, and which codes there may be. They are only ever
/// added to, so whoever reads an older state of the index reads it with this too. One writer, many readers.
/// </summary>
sealed class Lexicon
{
    const int MostReadings = 10_000;

    readonly ConcurrentDictionary<string, int> terms = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<string, int> brands = new(StringComparer.Ordinal);
    readonly Grown<string> termTexts = new();
    readonly Grown<string> brandNames = new();
    readonly Marks codes = new();
    volatile Words words = Words.None;
    volatile ConcurrentDictionary<string, Reading> readings = [];

    public int LastTerm => termTexts.Count - 1;

    public int LastBrand => brandNames.Count - 1;

    public int LastWord { get; private set; }

    public Words Words => words;

    public string TermOf(int number) => termTexts[number];

    public string BrandOf(int number) => brandNames[number];

    public int? BrandOf(string name) => brands.TryGetValue(name, out var number) ? number : null;

    public bool MayBeCode(string code) => code.Length > 0 && codes.MayHave(code);

    /// <summary>What a word may be indexed as, and the two words it may be made of. Remembered.</summary>
    public Reading Read(string word)
    {
        var known = readings;
        if (known.TryGetValue(word, out var reading)) return reading;
        if (known.Count >= MostReadings) known.Clear();
        return known[word] = new(word, TermsOf);
    }

    /// <summary>Terms of a text, whatever its language, in the order of languages.</summary>
    public int[] TermsOf(string text) => TermsOf(Stems.InAnyLanguage(text));

    /// <summary>Those of the texts that are terms.</summary>
    public int[] TermsOf(IEnumerable<string> texts)
    {
        var found = new List<int>();
        foreach (var text in texts)
            if (terms.TryGetValue(text, out var number) && !found.Contains(number)) found.Add(number);
        return [.. found];
    }

    public void Take(IReadOnlyCollection<Learned> news)
    {
        foreach (var one in news)
            switch (one.Lesson)
            {
                case Lesson.Term:
                    Put(termTexts, one);
                    terms[one.Text] = one.Number;
                    break;
                case Lesson.Brand:
                    Put(brandNames, one);
                    brands[one.Text] = one.Number;
                    break;
                case Lesson.Code:
                    codes.Add(one.Text);
                    break;
                case Lesson.Word:
                    LastWord = Math.Max(LastWord, one.Number);
                    break;
            }

        words = words.With(
            [.. news.Where(one => one.Lesson == Lesson.Word).Select(one => new Word(one.Text, one.Term))]);
        // Whoever reads meanwhile leaves what they made of the old terms in the old ones.
        if (news.Any(one => one.Lesson == Lesson.Term)) readings = [];
    }

    static void Put(Grown<string> texts, Learned one)
    {
        while (texts.Count <= one.Number) texts.Add("");
        texts[one.Number] = one.Text;
    }
}

/// <summary>A word by its terms: those of the whole, and of each cut into two known words.</summary>
sealed class Reading(string word, Func<string, int[]> termsOf)
{
    public int[] Terms { get; } = termsOf(word);

    public IReadOnlyList<Cut> Cuts => field ??= [.. Cut()];

    IEnumerable<Cut> Cut()
    {
        for (var at = 3; word.Length is >= 6 and <= 24 && at <= word.Length - 3; at++)
        {
            var first = termsOf(word[..at]);
            if (first.Length > 0 && termsOf(word[at..]) is { Length: > 0 } second)
                yield return new(word[..at], first, word[at..], second);
        }
    }
}

sealed record Cut(string First, int[] FirstTerms, string Second, int[] SecondTerms);
