namespace Feria.Contracts;

/// <summary>
/// Which words a misspelled one may mean, whichever engine searches: those a slip or two away, a swap of neighbours
/// counting as one.
/// </summary>
public static class Spelling
{
    const int Shortest = 4;

    /// <summary>How many slips a word of this length is forgiven; none for short ones.</summary>
    public static int Forgiven(int length) => length < Shortest ? 0 : length < 6 ? 1 : 2;

    /// <summary>Damerau and Levenshtein's distance, swaps of neighbours included; most + 1 where it is more.</summary>
    public static int Distance(string a, string b, int most)
    {
        if (Math.Abs(a.Length - b.Length) > most) return most + 1;
        var width = b.Length + 1;
        var rows = width <= 64 ? stackalloc int[3 * width] : new int[3 * width];
        var before = rows[..width];
        var above = rows[width..(2 * width)];
        var row = rows[(2 * width)..];
        for (var j = 0; j <= b.Length; j++) above[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            var least = row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                row[j] = Math.Min(Math.Min(above[j], row[j - 1]) + 1, above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
                least = Math.Min(least, row[j]);
            }

            if (least > most) return most + 1;
            var oldest = before;
            before = above;
            above = row;
            row = oldest;
        }

        return Math.Min(above[b.Length], most + 1);
    }

    /// <summary>The likelier, the higher: near, common, and beginning with the same letter.</summary>
    public static double Likelihood(string typed, string word, int distance, int documents) =>
        Math.Log(1 + documents) - 3.0 * distance + (typed[0] == word[0] ? 1.5 : 0);
}
