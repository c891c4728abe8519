namespace Feria.Bench;

/// <summary>
/// Ranks from 0 by Zipf's law with exponent 1: the second is drawn half as often as the first. Drawn in constant time
/// (Vose's alias method), for millions of draws.
/// </summary>
sealed class Zipf
{
    readonly double[] keeps;
    readonly int[] others;

    public Zipf(int count)
    {
        (keeps, others) = (new double[count], new int[count]);
        var sum = Enumerable.Range(1, count).Sum(rank => 1.0 / rank);
        var scaled = Enumerable.Range(1, count).Select(rank => count / (rank * sum)).ToArray();
        var (small, large) = (new Stack<int>(), new Stack<int>());
        for (var at = 0; at < count; at++) (scaled[at] < 1 ? small : large).Push(at);
        while (small.Count > 0 && large.Count > 0)
        {
            var (less, more) = (small.Pop(), large.Pop());
            (keeps[less], others[less]) = (scaled[less], more);
            scaled[more] -= 1 - scaled[less];
            (scaled[more] < 1 ? small : large).Push(more);
        }

        foreach (var at in small.Concat(large)) keeps[at] = 1;
    }

    public int Draw(Chance chance)
    {
        var at = chance.Below(keeps.Length);
        return chance.Part() < keeps[at] ? at : others[at];
    }
}
