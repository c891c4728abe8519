namespace Feria.Storefront;

/// <summary>Two texts as what stays, what goes and what comes, word by word. Pure.</summary>
public static class WordDiff
{
    // A table of so many cells is made in an instant; longer texts are told whole.
    const int MostCells = 250_000;

    /// <param name="Kind">' ' stays, '-' goes, '+' comes.</param>
    public sealed record Run(char Kind, string Text);

    public static IReadOnlyList<Run> Of(string from, string to)
    {
        var (had, has) = (Words(from), Words(to));
        var runs = new List<Run>();
        if ((long)had.Count * has.Count > MostCells)
        {
            Add(runs, '-', from);
            Add(runs, '+', to);
            return runs;
        }

        var longest = Longest(had, has);
        for (int i = 0, j = 0; i < had.Count || j < has.Count;)
            if (i < had.Count && j < has.Count && had[i] == has[j])
            {
                Add(runs, ' ', had[i++]);
                j++;
            }
            else if (j == has.Count || (i < had.Count && longest[i + 1, j] >= longest[i, j + 1]))
                Add(runs, '-', had[i++]);
            else Add(runs, '+', has[j++]);
        return runs;
    }

    // Of the rests from here on, how many words they have in common in one order.
    static int[,] Longest(List<string> had, List<string> has)
    {
        var longest = new int[had.Count + 1, has.Count + 1];
        for (var i = had.Count - 1; i >= 0; i--)
            for (var j = has.Count - 1; j >= 0; j--)
                longest[i, j] = had[i] == has[j]
                    ? longest[i + 1, j + 1] + 1
                    : Math.Max(longest[i + 1, j], longest[i, j + 1]);
        return longest;
    }

    // What parts words stays with the word before it.
    static List<string> Words(string text)
    {
        var words = new List<string>();
        var from = 0;
        for (var at = 1; at <= text.Length; at++)
            if (at == text.Length || (char.IsWhiteSpace(text[at - 1]) && !char.IsWhiteSpace(text[at])))
            {
                words.Add(text[from..at]);
                from = at;
            }

        return words;
    }

    static void Add(List<Run> runs, char kind, string text)
    {
        if (text.Length == 0) return;
        if (runs is [.., var last] && last.Kind == kind) runs[^1] = last with { Text = last.Text + text };
        else runs.Add(new(kind, text));
    }
}
