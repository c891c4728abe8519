namespace Feria.Search;

/// <summary>Places in ascending order, and the impact at each.</summary>
readonly ref struct Standing(ReadOnlySpan<int> places, ReadOnlySpan<byte> impacts)
{
    public ReadOnlySpan<int> Places { get; } = places;
    public ReadOnlySpan<byte> Impacts { get; } = impacts;
}

/// <summary>
/// The places a term stands in, ascending, and how much each is about it. One writer adds while others read: what was
/// counted is never changed.
/// </summary>
sealed class Postings
{
    int[] places = new int[2];
    byte[] impacts = new byte[2];
    int count;
    volatile Census? counted;

    /// <summary>How many of its places were alive when that was counted last.</summary>
    /// <param name="Places">How many it had then.</param>
    /// <param name="Dead">How many of the whole index were dead.</param>
    public sealed record Census(int Places, int Dead, int Living);

    public Census? Counted
    {
        get => counted;
        set => counted = value;
    }

    public void Add(int place, byte impact)
    {
        if (count == places.Length)
        {
            Array.Resize(ref places, count * 2);
            Array.Resize(ref impacts, count * 2);
        }

        (places[count], impacts[count]) = (place, impact);
        Volatile.Write(ref count, count + 1);
    }

    /// <summary>Those before a place.</summary>
    public Standing Before(int end)
    {
        // Counted first: the arrays read after it hold at least so many.
        var seen = Volatile.Read(ref count);
        var all = places.AsSpan(0, seen);
        while (seen > 0 && all[seen - 1] >= end) seen--;
        return new(all[..seen], impacts.AsSpan(0, seen));
    }
}

/// <summary>An array that one writer lengthens while others read what was there before.</summary>
sealed class Grown<T>
{
    T[] items = new T[16];

    public int Count { get; private set; }

    public ReadOnlyMemory<T> Now => items.AsMemory(0, Count);

    public T this[int place]
    {
        get => items[place];
        set => items[place] = value;
    }

    public void Add(T item)
    {
        if (Count == items.Length) Array.Resize(ref items, Count * 2);
        items[Count++] = item;
    }
}

/// <summary>Numbers things that recur.</summary>
sealed class Interned<T>(Func<T, string> name)
{
    readonly Dictionary<string, int> numbers = [];
    readonly Grown<T> all = new();

    public ReadOnlyMemory<T> Now => all.Now;

    public int Of(T one)
    {
        var key = name(one);
        if (numbers.TryGetValue(key, out var number)) return number;
        numbers[key] = all.Count;
        all.Add(one);
        return all.Count - 1;
    }
}
