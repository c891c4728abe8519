using System.Numerics;

namespace Feria.Search;

/// <summary>
/// Which texts may be among those added: of one that was it never says no, of one that was not hardly ever yes. One
/// writer adds while others ask.
/// </summary>
sealed class Marks
{
    // Four bytes a place, half of them empty; nought is an empty one.
    int[] places = new int[1_024];
    int count;

    public void Add(string text)
    {
        if (MayHave(text)) return;
        if (++count * 2 > places.Length) Volatile.Write(ref places, Wider());
        Put(places, MarkOf(text));
    }

    public bool MayHave(string text)
    {
        var (all, mark) = (Volatile.Read(ref places), MarkOf(text));
        for (var at = mark & (all.Length - 1); all[at] != 0; at = (at + 1) & (all.Length - 1))
            if (all[at] == mark) return true;
        return false;
    }

    int[] Wider()
    {
        var wider = new int[BitOperations.RoundUpToPowerOf2((uint)places.Length + 1)];
        foreach (var mark in places)
            if (mark != 0) Put(wider, mark);
        return wider;
    }

    static void Put(int[] places, int mark)
    {
        var at = mark & (places.Length - 1);
        while (places[at] != 0) at = (at + 1) & (places.Length - 1);
        Volatile.Write(ref places[at], mark);
    }

    // Seeded by the process: nobody can choose texts that fall on one place.
    static int MarkOf(string text) => text.GetHashCode() is not 0 and var mark ? mark : 1;
}
