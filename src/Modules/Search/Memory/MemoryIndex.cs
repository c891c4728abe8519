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
    readonly Grown<Facts> facts = new();
    readonly Grown<long> deaths = new();
    readonly Grown<Postings?> postings = new();
    readonly Interned<string> currencies = new(text => text);
    readonly Interned<int[]> categories = new(numbers => string.Join(' ', numbers));
    readonly List<int> priced = [];
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
                if (facts[old].Currency is >= 0 and var former) priced[former]--;
            }

            if (change.Terms is not null) Add(change);
        }

        Now = new(version, entries.Now, facts.Now, deaths.Now, living, postings.Now, currencies.Now, categories.Now,
            mostBrand, entries.Count - dead, Commonest(), lexicon, cards);
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
            var known = now.Facts.Span[old];
            tidy.Take(now.Entries.Span[old], known with
            {
                Currency = tidy.CurrencyOf(known.Currency < 0 ? null : now.Currencies.Span[known.Currency]),
                Categories = tidy.categories.Of(now.Categories.Span[known.Categories]),
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
        Take(
            new(
                one.Product, one.Version, one.Pairs, one.PriceMinor ?? Entry.NoPrice, one.Sold,
                (one.CreatedAt - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond),
            new(
                categories.Of(one.Categories), one.Brand, CurrencyOf(one.Currency), (short)one.PriceStep, one.Rating,
                one.Prior, one.InStock));
    }

    void Take(Entry entry, Facts known)
    {
        living[entry.Product] = entries.Count;
        mostBrand = Math.Max(mostBrand, known.Brand);
        if (known.Currency >= 0) priced[known.Currency]++;
        deaths.Add(long.MaxValue);
        facts.Add(known);
        entries.Add(entry);
    }

    short CurrencyOf(string? code)
    {
        if (code is null) return -1;
        var number = currencies.Of(code);
        if (number == priced.Count) priced.Add(0);
        return (short)number;
    }

    string Commonest() => priced.Count == 0 ? "" : currencies.Now.Span[priced.IndexOf(priced.Max())];

    Postings PostingsOf(int term)
    {
        while (postings.Count <= term) postings.Add(null);
        return postings[term] ??= new();
    }
}

/// <summary>What is counted of every document that is found, and little else: so many more fit into a cache.</summary>
/// <param name="Categories">Number of the set of categories it stands in.</param>
/// <param name="Brand">0 without one.</param>
/// <param name="Currency">Number of its currency, or -1.</param>
readonly record struct Facts(
    int Categories, int Brand, short Currency, short PriceStep, short Rating, short Prior, bool InStock);

/// <summary>What a search needs to know besides of a document that it may show.</summary>
/// <param name="Pairs">Hashes of neighbouring title words.</param>
/// <param name="Age">When it was made, in microseconds since the epoch.</param>
readonly record struct Entry(Guid Product, long Version, int[] Pairs, long PriceMinor, int Sold, long Age)
{
    public const long NoPrice = -1;
}

