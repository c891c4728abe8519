using System.Numerics;

namespace Feria.Search;

/// <summary>A word as shops write it, and the term it is indexed as.</summary>
readonly record struct Word(string Text, int Term);

/// <summary>
/// All words, in their order and a few late ones behind them. It never changes; with more of them it is another.
/// </summary>
sealed class Words
{
    const int MostLate = 2_000;

    public static readonly Words None = new([], []);

    readonly Word[] sorted;
    readonly Word[] late;
    readonly uint[] sortedLetters;
    readonly uint[] lateLetters;

    Words(Word[] sorted, Word[] late) : this(sorted, [.. sorted.Select(word => LettersOf(word.Text))], late)
    {
    }

    Words(Word[] sorted, uint[] sortedLetters, Word[] late) =>
        (this.sorted, this.sortedLetters, this.late, lateLetters) =
        (sorted, sortedLetters, late, [.. late.Select(word => LettersOf(word.Text))]);

    public int Count => sorted.Length + late.Length;

    public Words With(IReadOnlyCollection<Word> more)
    {
        if (more.Count == 0) return this;
        return late.Length + more.Count <= MostLate
            ? new(sorted, sortedLetters, [.. late, .. more])
            : new([.. sorted.Concat(late).Concat(more).OrderBy(word => word.Text, StringComparer.Ordinal)], []);
    }

    /// <summary>The words that begin so.</summary>
    public IEnumerable<Word> Beginning(string head)
    {
        for (var at = FirstFrom(head); at < sorted.Length && Begins(sorted[at], head); at++) yield return sorted[at];
        foreach (var word in late)
            if (Begins(word, head)) yield return word;
    }

    /// <summary>All that may be within so many slips, and some that are not.</summary>
    public IEnumerable<Word> About(string word, int slips) =>
        About(sorted, sortedLetters, word, slips).Concat(About(late, lateLetters, word, slips));

    // A slip changes the letters a word has by two at most: one goes, one comes.
    static IEnumerable<Word> About(Word[] words, uint[] letters, string word, int slips)
    {
        var own = LettersOf(word);
        for (var at = 0; at < letters.Length; at++)
            if (BitOperations.PopCount(letters[at] ^ own) <= 2 * slips
                && Math.Abs(words[at].Text.Length - word.Length) <= slips) yield return words[at];
    }

    int FirstFrom(string head)
    {
        var (from, until) = (0, sorted.Length);
        while (from < until)
        {
            var middle = (from + until) / 2;
            if (string.CompareOrdinal(sorted[middle].Text, head) < 0) from = middle + 1;
            else until = middle;
        }

        return from;
    }

    static bool Begins(Word word, string head) => word.Text.StartsWith(head, StringComparison.Ordinal);

    static uint LettersOf(string word)
    {
        var letters = 0u;
        foreach (var letter in word) letters |= 1u << (letter % 32);
        return letters;
    }
}
