using System.Collections.Concurrent;

namespace Feria.Search;

/// <summary>
/// The documents in memory, by place, and the places each term stands in. One writer puts; a reader takes a
/// <see cref="View"/> and sees that state for as long as it likes. A changed document gets a new place, and its old
/// one is dead from then on; when many are dead, a new index is made of the living.
/// </summary>
sealed class MemoryIndex(Lexicon lexicon, Cards cards)
{
    const int FewDead = 1_000;

    readonly ConcurrentDictionary<Guid, int> living = [];
    readonly Grown<Entry> entries = new();
    readonly Grown<long> deaths = new();
    readonly Grown<Postings?> postings = new();
    readonly Interned<string> currencies = new(text => text);
    readonly Interned<int[]> categories = new(numbers => string.Join(' ', numbers));
    int mostBrand;
    int dead;

    public MemoryIndex() : this(new(), new())
    {
    }

    /// <summary>What can be seen now.</summary>
    public View Now { get; private set => Volatile.Write(ref field, value); } = View.Empty;

    public Lexicon Lexicon => lexicon;

    /// <summary>Takes changes, in the order of their versions.</summary>
    public void Put(IEnumerable<Document> changes)
    {
        var version = Now.Version;
        foreach (var change in changes)
        {
            version = change.Version;
            if (living.TryRemove(change.Product, out var old))
            {
                deaths[old] = version;
                dead++;
            }

            if (change.Terms is not null) Add(change);
        }

        Now = new(version, entries.Now, deaths.Now, living, postings.Now, currencies.Now, categories.Now, mostBrand,
            entries.Count - dead, lexicon, cards);
    }

    /// <summary>This index, or one without the dead where they are many.</summary>
    public MemoryIndex Tidied(int fewDead = FewDead)
    {
        if (dead < fewDead || dead < living.Count / 2) return this;
        var now = Now;
        var tidy = new MemoryIndex(lexicon, cards);
        var renamed = new int[now.Entries.Length];
        Array.Fill(renamed, -1);
        foreach (var old in living.Values.Order())
        {
            renamed[old] = tidy.entries.Count;
            var entry = now.Entries.Span[old];
            tidy.Take(entry with
            {
                Currency = entry.Currency < 0 ? -1 : tidy.currencies.Of(now.Currencies.Span[entry.Currency]),
                Categories = tidy.categories.Of(now.Categories.Span[entry.Categories]),
            });
        }

        for (var term = 0; term < now.Postings.Length; term++)
        {
            if (now.Postings.Span[term] is not { } all) continue;
            var standing = all.Before(now.Entries.Length);
            for (var i = 0; i < standing.Places.Length; i++)
                if (renamed[standing.Places[i]] is >= 0 and var place)
                    tidy.PostingsOf(term).Add(place, standing.Impacts[i]);
        }

        tidy.Now = now;
        tidy.Put([]);
        return tidy;
    }

    void Add(Document one)
    {
        for (var i = 0; i < one.Terms!.Length; i++) PostingsOf(one.Terms[i]).Add(entries.Count, one.Impacts[i + 1]);
        Take(new(
            one.Product, one.Version, one.Pairs, categories.Of(one.Categories), one.Brand,
            one.PriceMinor ?? Entry.NoPrice, one.Currency is null ? -1 : currencies.Of(one.Currency), one.PriceStep,
            one.Rating, one.InStock, one.Prior, one.Sold,
            (one.CreatedAt - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond));
    }

    void Take(Entry entry)
    {
        living[entry.Product] = entries.Count;
        mostBrand = Math.Max(mostBrand, entry.Brand);
        deaths.Add(long.MaxValue);
        entries.Add(entry);
    }

    Postings PostingsOf(int term)
    {
        while (postings.Count <= term) postings.Add(null);
        return postings[term] ??= new();
    }
}

/// <summary>What a search needs to know of a document besides its terms.</summary>
/// <param name="Pairs">Hashes of neighbouring title words.</param>
/// <param name="Categories">Number of the set of categories it stands in.</param>
/// <param name="Brand">0 without one.</param>
/// <param name="Currency">Number of its currency, or -1.</param>
/// <param name="Age">When it was made, in microseconds since the epoch.</param>
readonly record struct Entry(
    Guid Product, long Version, int[] Pairs, int Categories, int Brand, long PriceMinor, int Currency, int PriceStep,
    short Rating, bool InStock, short Prior, int Sold, long Age)
{
    public const long NoPrice = -1;
}

