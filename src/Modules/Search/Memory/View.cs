using System.Collections.Concurrent;

namespace Feria.Search;

/// <summary>The index at a moment: later changes do not show in it.</summary>
/// <param name="Facts">By place, as the entries.</param>
/// <param name="Deaths">By place, the version from which on it is dead.</param>
/// <param name="Living">Places by product as they are now; they may be later ones than the moment's.</param>
/// <param name="Postings">By term.</param>
/// <param name="Categories">The sets of categories that documents stand in.</param>
/// <param name="Documents">How many there are.</param>
/// <param name="CommonestCurrency">The one most products are priced in; empty without any.</param>
/// <param name="Lexicon">What its numbers mean.</param>
/// <param name="Cards">What was shown of its products.</param>
sealed record View(
    long Version, ReadOnlyMemory<Entry> Entries, ReadOnlyMemory<Facts> Facts, ReadOnlyMemory<long> Deaths,
    ConcurrentDictionary<Guid, int> Living, ReadOnlyMemory<Postings?> Postings, ReadOnlyMemory<string> Currencies,
    ReadOnlyMemory<int[]> Categories, int MostBrand, int Documents, string CommonestCurrency, Lexicon Lexicon,
    Cards Cards)
{
    const int Many = 1_000;
    const int Hundredth = 100;

    public static readonly View Empty =
        new(0, default, default, default, [], default, default, default, 0, 0, "", new(), new());

    /// <summary>Where a term stands, dead places included.</summary>
    public Standing Of(int term) =>
        term < Postings.Length && Postings.Span[term] is { } all ? all.Before(Entries.Length) : default;

    /// <summary>
    /// In how many documents a term stands. Of a common one as it was counted last, as long as that is true within a
    /// hundredth: what a word weighs goes by the logarithm of it.
    /// </summary>
    public int CountOf(int term)
    {
        var standing = Of(term);
        var dead = Entries.Length - Documents;
        if (standing.Places.Length < Many) return Alive(standing);
        var postings = Postings.Span[term]!;
        if (postings.Counted is not { } before || before.Living / Hundredth
            < Math.Abs(standing.Places.Length - before.Places) + Math.Abs(dead - before.Dead))
            postings.Counted = before = new(standing.Places.Length, dead, Alive(standing));
        return before.Living;
    }

    int Alive(Standing standing)
    {
        var deaths = Deaths.Span;
        var count = 0;
        foreach (var place in standing.Places)
            if (deaths[place] > Version) count++;
        return count;
    }

    public bool IsAlive(int place) => Deaths.Span[place] > Version;

    /// <summary>The product's place; none where it has just moved.</summary>
    public int? PlaceOf(Guid product) =>
        Living.TryGetValue(product, out var place) && place < Entries.Length && IsAlive(place) ? place : null;

    /// <summary>What is shown of a product, where that is known as this state has it.</summary>
    public Shown? CardOf(Guid product) =>
        PlaceOf(product) is { } place ? Cards.Of(product, Entries.Span[place].Version) : null;

    /// <summary>How many titles say two words side by side.</summary>
    public int CountSideBySide(Slot first, Slot second)
    {
        var pair = Analysis.Pair(first.Best.Term, second.Best.Term);
        var rarer = first.Best.Documents < second.Best.Documents ? first : second;
        var count = 0;
        foreach (var place in Of(rarer.Best.Term).Places)
            if (IsAlive(place) && Entries.Span[place].Pairs.AsSpan().Contains(pair)) count++;
        return count;
    }
}
