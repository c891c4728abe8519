namespace Feria.Search;

/// <summary>
/// Which words a misspelled one may mean: those a slip or two away, a swap of neighbours counting as one.
/// </summary>
static class Spelling
{
    const int Shortest = 4;
    const int Prefix = 7;

    /// <summary>How many slips a word of this length is forgiven; none for short ones.</summary>
    public static int Forgiven(int length) => length < Shortest ? 0 : length < 6 ? 1 : 2;

    /// <summary>
    /// Hashes of the word's beginning with up to two letters left out (after Garbe's SymSpell): words within that many
    /// slips share at least one, so the dictionary finds them by an index.
    /// </summary>
    public static int[] Slips(string word)
    {
        var start = word.Length > Prefix ? word[..Prefix] : word;
        var seen = new HashSet<string> { start };
        var last = new List<string> { start };
        for (var slip = 0; slip < (word.Length < 5 ? 1 : 2); slip++)
        {
            var next = new List<string>();
            foreach (var one in last)
                for (var i = 0; i < one.Length; i++)
                    if (one.Remove(i, 1) is var shorter && seen.Add(shorter)) next.Add(shorter);
            last = next;
        }

        return [.. seen.Select(Hash).Distinct()];
    }

    /// <summary>Damerau and Levenshtein's distance, swaps of neighbours included; most + 1 where it is more.</summary>
    public static int Distance(string a, string b, int most)
    {
        if (Math.Abs(a.Length - b.Length) > most) return most + 1;
        int[] before = new int[b.Length + 1], above = new int[b.Length + 1], row = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++) above[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                row[j] = Math.Min(Math.Min(above[j], row[j - 1]) + 1, above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
            }

            if (row.Min() > most) return most + 1;
            (before, above, row) = (above, row, before);
        }

        return Math.Min(above[b.Length], most + 1);
    }

    /// <summary>The likelier, the higher: near, common, and beginning with the same letter.</summary>
    public static double Likelihood(string typed, string word, int distance, int documents) =>
        Math.Log(1 + documents) - 3.0 * distance + (typed[0] == word[0] ? 1.5 : 0);

    // FNV-1a: the same on every machine, since the hashes are kept.
    static int Hash(string text)
    {
        var hash = 2166136261u;
        foreach (var letter in text) hash = (hash ^ letter) * 16777619;
        return unchecked((int)hash);
    }
}
