using System.Text.Json;
using System.Text.Json.Nodes;
using Feria.Contracts;

namespace Feria.Adapters.Elasticsearch;

/// <summary>
/// Reads a query by what the index knows of its words, by the rules the index in memory has: exact before beginning
/// before split before correction; words next to figures are codes and are never corrected. One request counts
/// everything that may be asked of the words, and one more those nobody wrote.
/// </summary>
sealed class QueryReader(Func<JsonObject, Task<JsonElement>> searchAsync)
{
    const int MostSlots = 8;
    const int MostUnknown = 4;
    const int MostMeanings = 4;
    const int MostSynonyms = 12;
    const int Rare = 3;
    const int MuchCommoner = 20;
    const int CommonEnough = 3;
    const int ShortestBeginning = 3;

    readonly List<(string Typed, string Meant)> fixes = [];
    readonly List<string> ignored = [];
    Counted counted = Counted.Nothing;
    Counted further = Counted.Nothing;
    RankingWeights weights = RankingWeights.Usual;

    public async Task<ReadQuery> ReadAsync(AskedText asked)
    {
        if (asked.Words.Count == 0 && asked.Code.Length == 0) return ReadQuery.Empty;
        weights = asked.Weights;
        counted = await Counted.AskAsync(searchAsync, Asked(asked).DistinctBy(one => one.Key), []);
        var words = asked.Words;
        string[] odd =
        [
            .. words.Where(word => word.IsWord && !word.IsOfCode && counted.Of(word.Text) <= Rare)
                .Select(word => word.Text).Distinct().Take(MostUnknown),
        ];
        if (odd.Length > 0)
            further = await Counted.AskAsync(
                searchAsync,
                odd.Where(word => counted.Of(word) == 0).SelectMany(AboutUnknown).DistinctBy(one => one.Key), odd);

        var slots = new List<Slot>();
        for (var i = 0; i < words.Count;)
        {
            var (read, length) = Code(words, i) is var (whole, all)
                ? ([whole], all)
                : (Alike(words[i]) ?? ReadOne(words[i]), 1);
            slots.AddRange(read);
            i += length;
        }

        Join(words, slots);
        slots = [.. slots.Select(slot => slot.Weighed(counted.Documents))];
        if (slots.Count > MostSlots)
        {
            var kept = slots.OrderByDescending(slot => slot.Weight).Take(MostSlots).ToHashSet();
            slots.RemoveAll(slot => !kept.Contains(slot));
        }

        var code = asked.Code.Length > 0 && counted.Of("code") > 0 ? asked.Code : null;
        return new(slots, Corrected(asked.Text), ignored, code, code is not null && asked.IsCodeAlone)
        {
            By = weights,
        };
    }

    // What synonyms say is known: nothing is guessed of the word, though nobody ever wrote it.
    IReadOnlyList<Slot>? Alike(AskedWord word)
    {
        if (word.Also.Count == 0) return null;
        var seen = counted.Of(word.Text);
        List<Meaning> exact = seen > 0 ? [new(word.Text, seen, 100, "exact")] : [];
        Meaning[][] more =
        [
            .. word.Also.Select(words => words.Where(one => counted.Of(one) > 0)
                .Select(one => new Meaning(one, counted.Of(one), weights.Synonym, Meaning.Synonym))
                .Take(MostSynonyms).ToArray()),
        ];
        return more.All(meanings => meanings.Length == 0) ? null :
        [
            .. more.Select(meanings => new Slot(word.Raw, false, [.. exact, .. meanings]))
                .Where(slot => slot.Meanings.Count > 0),
        ];
    }

    // Everything that may be asked of the words before it is known which are known.
    static IEnumerable<(string Key, JsonObject Query)> Asked(AskedText asked)
    {
        if (asked.Code.Length > 0) yield return ("code", Dsl.Term("codes", asked.Code));
        for (var i = 0; i < asked.Words.Count; i++)
        {
            var word = asked.Words[i];
            yield return (word.Text, Dsl.Word(word.Text));
            foreach (var also in word.Also.SelectMany(words => words)) yield return (also, Dsl.Word(also));
            if (word.Figure.Length > 0) yield return (word.Figure, Dsl.Word(word.Figure));
            if (word.IsNumber)
                foreach (var part in Parts(word)) yield return (part, Dsl.Word(part));
            if (CodeAt(asked.Words, i) is var (code, _)) yield return (code, Dsl.Word(code));
            if (i + 1 < asked.Words.Count && word.Raw + asked.Words[i + 1].Raw is var joined)
                yield return (joined, Dsl.Word(joined));
            if (!word.IsWord || word.IsOfCode) continue;
            foreach (var (first, second) in Cuts(word.Text))
                yield return ($"{first} {second}", Dsl.SideBySide($"{first} {second}"));
        }
    }

    static IEnumerable<(string Key, JsonObject Query)> AboutUnknown(string word)
    {
        if (word.Length >= ShortestBeginning) yield return ($"{word}*", Dsl.Begins(word));
        foreach (var (first, second) in Cuts(word))
        {
            yield return (first, Dsl.Word(first));
            yield return (second, Dsl.Word(second));
        }
    }

    // "SC-141" typed with its figures: the whole where the whole is known.
    (Slot Slot, int Length)? Code(IReadOnlyList<AskedWord> words, int i) =>
        CodeAt(words, i) is var (code, length) && counted.Of(code) is > 0 and var seen
            ? (new(code, false, [new(code, seen, 100, "exact")]), length)
            : null;

    static (string Code, int Length)? CodeAt(IReadOnlyList<AskedWord> words, int i)
    {
        var end = i + 1;
        while (end < words.Count && words[end].IsTied) end++;
        var joined = string.Concat(words.Skip(i).Take(end - i).Select(word => word.Raw));
        return end - i >= 2 && joined.Any(char.IsAsciiDigit) && joined.Any(char.IsLetter) ? (joined, end - i) : null;
    }

    IReadOnlyList<Slot> ReadOne(AskedWord word)
    {
        var seen = counted.Of(word.Text);
        List<Meaning> meanings = seen > 0 ? [new(word.Text, seen, 100, "exact")] : [];
        if (word.Figure.Length > 0 && counted.Of(word.Figure) is > 0 and var figure)
            meanings.Add(new(word.Figure, figure, 60, "figure"));
        if (word.IsNumber && seen == 0)
            return
            [
                .. Parts(word).Where(part => counted.Of(part) > 0)
                    .Select(part => new Slot(part, true, [new(part, counted.Of(part), 100, "exact")])),
            ];
        if (word.IsWord && !word.IsOfCode)
        {
            if (seen == 0) return Unknown(word.Text);
            if (Part(word.Text, seen) is { } two) return two;
            if (seen <= Rare && further.Near(word.Text).FirstOrDefault(
                near => near.Distance == 1 && near.Documents >= MuchCommoner * seen) is { } near)
                meanings.Add(new(near.Word, near.Documents, weights.Corrected, "corrected"));
        }

        if (meanings.Count == 0) ignored.Add(word.Raw);
        return meanings.Count == 0 ? [] : [new(word.Raw, word.IsNumber, meanings)];
    }

    // "lightbulb", where shops also say "light bulb", and not "carpet", where none says "car pet".
    Slot[]? Part(string word, long seen)
    {
        var best = Cuts(word).Select(cut => (cut.First, cut.Second, Said: counted.Of($"{cut.First} {cut.Second}")))
            .DefaultIfEmpty().MaxBy(cut => cut.Said);
        if (best.Said == 0 || best.Said * 2 < seen) return null;
        var whole = new Meaning(word, seen, 100, "exact");
        return
        [
            new(best.First, false, [new(best.First, best.Said, weights.Joined, "split"), whole]),
            new(best.Second, false, [new(best.Second, best.Said, weights.Joined, "split"), whole]),
        ];
    }

    IReadOnlyList<Slot> Unknown(string word)
    {
        if (further.Of($"{word}*") is > 0 and var longer)
            return [new(word, false, [new(word, longer, weights.Begins, "begins")])];
        if (Split(word) is { } two) return two;
        if (further.Near(word).FirstOrDefault() is { } near)
        {
            fixes.Add((word, near.Word));
            return [new(word, false, [new(near.Word, near.Documents, weights.Corrected, "corrected")])];
        }

        ignored.Add(word);
        return [];
    }

    // "outdoorstorage": the two known words it is made of.
    Slot[]? Split(string word)
    {
        var best = Cuts(word)
            .Select(cut => (cut, Rarer: Math.Min(further.Of(cut.First), further.Of(cut.Second))))
            .DefaultIfEmpty().MaxBy(one => one.Rarer);
        if (best.Rarer < Math.Max(1, Math.Min(CommonEnough, 1 + counted.Documents / 1_000))) return null;
        return
        [
            new(
                best.cut.First, false,
                [new(best.cut.First, further.Of(best.cut.First), weights.Joined, "split")]),
            new(
                best.cut.Second, false,
                [new(best.cut.Second, further.Of(best.cut.Second), weights.Joined, "split")]),
        ];
    }

    // "light bulb" also finds "lightbulb".
    void Join(IReadOnlyList<AskedWord> words, List<Slot> slots)
    {
        foreach (var (first, second) in words.Zip(words.Skip(1)))
        {
            var joined = first.Raw + second.Raw;
            if (counted.Of(joined) is not (> 0 and var seen)) continue;
            var meaning = new Meaning(joined, seen, weights.Joined, "joined");
            for (var i = 0; i + 1 < slots.Count; i++)
                if (slots[i].Typed == first.Raw && slots[i + 1].Typed == second.Raw)
                    (slots[i], slots[i + 1]) = (With(slots[i], meaning), With(slots[i + 1], meaning));
        }
    }

    static Slot With(Slot slot, Meaning more) => slot with
    {
        Meanings =
        [
            .. slot.Meanings.Where(one => !one.IsSynonym).Append(more).DistinctBy(one => one.Text).Take(MostMeanings),
            .. slot.Meanings.Where(one => one.IsSynonym && one.Text != more.Text),
        ],
    };

    string? Corrected(string text)
    {
        if (fixes.Count == 0) return null;
        var corrected = text.ToLowerInvariant();
        foreach (var (typed, meant) in fixes) corrected = corrected.Replace(typed, meant, StringComparison.Ordinal);
        return corrected;
    }

    static string[] Parts(AskedWord number) =>
        [.. number.Raw.Split('/', '.').Where(part => part.Length > 0 && part != number.Text)];

    static IEnumerable<(string First, string Second)> Cuts(string word)
    {
        for (var at = 3; word.Length is >= 6 and <= 24 && at <= word.Length - 3; at++)
            yield return (word[..at], word[at..]);
    }
}
