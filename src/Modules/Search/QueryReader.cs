using Feria.Contracts;

namespace Feria.Search;

/// <summary>
/// Reads a query with the dictionary: exact before prefix before split before correction. Words next to figures are
/// codes and are never corrected.
/// </summary>
static class QueryReader
{
    public const int MostSlots = 8;
    const int MostUnknown = 4;
    const int MostMeanings = 4;
    const int MostSynonyms = 12;
    const int Rare = 3;
    const int MuchCommoner = 20;

    /// <param name="coded">Products whose code the text is.</param>
    public static ReadQuery Read(View view, AskedText query, Guid[] coded)
    {
        var asked = AskedTexts.TokensOf(query.Text);
        if (asked.Count == 0) return ReadQuery.Empty;

        var known = new Dictionary(view, coded, query.Weights);
        var slots = new List<Slot>();
        var ignored = new List<string>();
        var fixes = new List<(string Typed, string Meant)>();
        for (var i = 0; i < asked.Count;)
        {
            if (Code(asked, i, known) is var (whole, length))
            {
                slots.Add(whole);
                i += length;
                continue;
            }

            slots.AddRange(
                Alike(asked[i], query, i, known) ?? ReadOne(asked, i, known, fixes, ignored));
            i++;
        }

        Join(asked, slots, known, query.Weights.Joined);
        for (var i = 0; i < slots.Count; i++) slots[i] = slots[i].Weighed(known.Documents);
        if (slots.Count > MostSlots)
        {
            var kept = slots.OrderByDescending(slot => slot.Weight).Take(MostSlots).ToHashSet();
            slots.RemoveAll(slot => !kept.Contains(slot));
        }

        return new(
            slots, Corrected(query.Text, fixes), ignored, coded, coded.Length > 0 && query.IsCodeAlone)
        {
            By = query.Weights,
        };
    }

    // What synonyms say is known: nothing is guessed of the word, though nobody ever wrote it.
    static IReadOnlyList<Slot>? Alike(Token token, AskedText query, int i, Dictionary known)
    {
        if (i >= query.Words.Count || query.Words[i].Also is not { Count: > 0 } also) return null;
        var exact = known.MeaningsOf(token.Text, 100, "exact");
        Meaning[][] more =
        [
            .. also.Select(words => words
                .SelectMany(word => known.MeaningsOf(word, query.Weights.Synonym, Meaning.Synonym)).ToArray()),
        ];
        return more.All(meanings => meanings.Length == 0) ? null :
        [
            .. more.Select(meanings => new Slot(token.Raw, Kind.Word, [.. exact, .. meanings]))
                .Where(slot => slot.Meanings.Count > 0),
        ];
    }

    // "SC-141" typed with its figures: the whole where the whole is known.
    static (Slot Slot, int Length)? Code(List<Token> asked, int i, Dictionary known)
    {
        var end = i + 1;
        while (end < asked.Count && asked[end].Tie != Tie.Apart) end++;
        if (end - i < 2) return null;
        var joined = string.Concat(asked.Skip(i).Take(end - i).Select(token => token.Raw));
        var meanings = known.MeaningsOf(joined, 100, "exact");
        return joined.Any(char.IsAsciiDigit) && joined.Any(char.IsLetter) && meanings.Count > 0
            ? (new Slot(joined, Kind.Word, meanings), end - i)
            : null;
    }

    static IReadOnlyList<Slot> ReadOne(
        List<Token> asked, int i, Dictionary known, List<(string, string)> fixes, List<string> ignored)
    {
        var token = asked[i];
        IReadOnlyList<Meaning> meanings;
        switch (token.Kind)
        {
            case Kind.Measure:
                meanings =
                [
                    .. known.Exactly([token.Text], 100, "exact"), .. known.Exactly([token.Figure], 60, "figure"),
                ];
                break;
            case Kind.Number:
                meanings = known.Exactly([token.Text], 100, "exact");
                if (meanings.Count == 0)
                    return
                    [
                        .. token.Raw.Split('/', '.')
                            .Select(part => new Slot(part, Kind.Number, known.Exactly([part], 100, "exact")))
                            .Where(slot => slot.Meanings.Count > 0),
                    ];
                break;
            default:
                meanings = known.MeaningsOf(token.Text, 100, "exact");
                if (AskedTexts.IsPartOfCode(asked, i) || known.Lookups >= MostUnknown) break;
                if (meanings.Count == 0) return Unknown(token.Text, known, fixes, ignored);
                if (known.Part(token.Text, meanings) is var (first, second)) return [first, second];
                if (meanings.Sum(meaning => meaning.Documents) is var seen and <= Rare)
                    meanings = [.. meanings, .. known.Near(token.Text)
                        .Where(near => near.Distance == 1 && near.Documents >= MuchCommoner * seen)
                        .Take(1).Select(near => near.Meaning)];
                break;
        }

        if (meanings.Count == 0) ignored.Add(token.Raw);
        return meanings.Count == 0 ? [] : [new Slot(token.Raw, token.Kind, meanings)];
    }

    static IReadOnlyList<Slot> Unknown(
        string word, Dictionary known, List<(string, string)> fixes, List<string> ignored)
    {
        if (known.Beginning(word) is { Count: > 0 } longer) return [new Slot(word, Kind.Word, longer)];
        if (known.Split(word) is var (first, second)) return [first, second];
        if (known.Near(word) is [var near, ..])
        {
            fixes.Add((word, near.Word));
            return [new Slot(word, Kind.Word, [near.Meaning])];
        }

        ignored.Add(word);
        return [];
    }

    // "light bulb" also finds "lightbulb".
    static void Join(List<Token> asked, List<Slot> slots, Dictionary known, int share)
    {
        foreach (var (first, second) in asked.Zip(asked.Skip(1)))
        {
            var joined = known.MeaningsOf(first.Raw + second.Raw, share, "joined");
            if (joined.Count == 0) continue;
            for (var i = 0; i + 1 < slots.Count; i++)
                if (slots[i].Typed == first.Raw && slots[i + 1].Typed == second.Raw)
                    (slots[i], slots[i + 1]) = (With(slots[i], joined), With(slots[i + 1], joined));
        }

        for (var i = 0; i < slots.Count; i++)
        {
            var all = slots[i].Meanings.DistinctBy(meaning => meaning.Term).ToLookup(meaning => meaning.IsSynonym);
            slots[i] = slots[i] with { Meanings = [.. all[false].Take(MostMeanings), .. all[true].Take(MostSynonyms)] };
        }
    }

    static Slot With(Slot slot, IReadOnlyList<Meaning> more) => slot with { Meanings = [.. slot.Meanings, .. more] };

    static string? Corrected(string text, List<(string Typed, string Meant)> fixes)
    {
        if (fixes.Count == 0) return null;
        var corrected = Scanner.Fold(text);
        foreach (var (typed, meant) in fixes) corrected = corrected.Replace(typed, meant);
        return corrected;
    }
}
