namespace Feria.Kernel;

/// <summary>
/// Bytes made of copies (a page of a product, of what is said of it and of what is like it), kept up to a weight as
/// long as those say what they said. Whoever asks brings the copies of now, so what is given is as true as they are.
/// One makes it for all who ask meanwhile.
/// </summary>
/// <param name="mostBytes">What was asked for longest ago makes room.</param>
public sealed class MadeOfCopies(long mostBytes)
{
    // What an entry costs beside its key and bytes, roughly.
    const int EntryBytes = 600;

    readonly Lock gate = new();
    readonly Recent<Made> kept = new(mostBytes);
    readonly Dictionary<string, Making> making = [];

    sealed record Made(IReadOnlyList<Rendered> Of, Rendered Whole);

    sealed class Making(IReadOnlyList<Rendered> of)
    {
        public IReadOnlyList<Rendered> Of => of;
        public Task<Rendered> Whole { get; set; } = null!;
    }

    /// <summary>How much is held, as counted against the limit.</summary>
    public long Bytes
    {
        get
        {
            lock (gate) return kept.Weight;
        }
    }

    /// <param name="key">Says all it differs by that the copies do not say.</param>
    /// <param name="of">All it is made of.</param>
    /// <param name="make">Makes it of them and of the key alone.</param>
    public async Task<Rendered> GetAsync(string key, IReadOnlyList<Rendered> of, Func<Task<byte[]>> make)
    {
        Making? mine;
        lock (gate)
        {
            if (kept.TryGet(key, out var held) && AreSame(held.Of, of)) return held.Whole;
            if (!making.TryGetValue(key, out mine) || !AreSame(mine.Of, of))
            {
                making[key] = mine = new(of);
                mine.Whole = MakeAsync(key, mine, make);
            }
        }

        return await mine.Whole;
    }

    async Task<Rendered> MakeAsync(string key, Making mine, Func<Task<byte[]>> make)
    {
        await Task.Yield();
        Rendered? whole = null;
        try
        {
            return whole = new(await make());
        }
        finally
        {
            lock (gate)
            {
                if (making.GetValueOrDefault(key) == mine) making.Remove(key);
                if (whole is not null) kept.Put(key, new(mine.Of, whole), EntryBytes + 2 * key.Length + whole.Weight);
            }
        }
    }

    static bool AreSame(IReadOnlyList<Rendered> these, IReadOnlyList<Rendered> those)
    {
        if (these.Count != those.Count) return false;
        for (var i = 0; i < these.Count; i++)
            if (!these[i].Says(those[i])) return false;
        return true;
    }
}
