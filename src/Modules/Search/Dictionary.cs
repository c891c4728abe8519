using Feria.Contracts;

namespace Feria.Search;

/// <summary>What the index knows of the words of one query.</summary>
/// <param name="coded">Products whose code the whole query is.</param>
sealed class Dictionary(View view, Guid[] coded, RankingWeights weights)
{
    const int CommonEnough = 3;

    readonly Lexicon lexicon = view.Lexicon;
    readonly Dictionary<int, int> counts = [];

    public Guid[] Coded => coded;

    public long Documents => view.Documents;

    /// <summary>How often it looked through words that are not the one typed.</summary>
    public int Lookups { get; private set; }

    /// <summary>Products whose code a query is; asked of PostgreSQL where there may be such a code.</summary>
    public static async Task<Guid[]> CodedAsync(Asking asking, View view, string code)
    {
        if (!view.Lexicon.MayBeCode(code)) return [];
        var session = await asking.SessionAsync();
        return [.. await session.ListAsync<Guid>(CodedSql, new { code })];
    }

    /// <summary>What a word may be indexed as, whatever its language; the commonest first.</summary>
    public IReadOnlyList<Meaning> MeaningsOf(string word, int share, string how) =>
        Meanings(lexicon.Read(word).Terms, share, how);

    /// <summary>The very texts that are terms.</summary>
    public IReadOnlyList<Meaning> Exactly(IEnumerable<string> texts, int share, string how) =>
        Meanings(lexicon.TermsOf(texts), share, how);

    /// <summary>The commonest words that begin so, for a query still being typed.</summary>
    public IReadOnlyList<Meaning> Beginning(string word)
    {
        Lookups++;
        return word.Length < 3 ? []
            :
            [
                .. Foremost(word, 3).DistinctBy(one => one.Term)
                    .Select(one => Means(one.Term, weights.Begins, "begins")),
            ];
    }

    /// <summary>The words that begin so: the very word, then the commonest.</summary>
    public IReadOnlyList<Word> Foremost(string head, int most)
    {
        var best = new List<(long Rank, Word Word)>(most + 1);
        foreach (var word in lexicon.Words.Beginning(head))
        {
            var documents = Count(word.Term);
            var rank = documents + (word.Text.Length == head.Length ? 1L << 32 : 0);
            if (documents == 0 || (best.Count == most && best[^1].Rank > rank)) continue;
            var at = best.FindIndex(one => one.Rank < rank
                || (one.Rank == rank && string.CompareOrdinal(word.Text, one.Word.Text) < 0));
            best.Insert(at < 0 ? best.Count : at, (rank, word));
            if (best.Count > most) best.RemoveAt(most);
        }

        return [.. best.Select(one => one.Word)];
    }

    /// <summary>"lightbulb", where shops also say "light bulb", and not "carpet", where none says "car pet".</summary>
    public (Slot First, Slot Second)? Part(string word, IReadOnlyList<Meaning> whole)
    {
        if (Split(word) is not var (first, second)) return null;
        var said = view.CountSideBySide(first, second);
        if (said * 2 < whole.Sum(meaning => meaning.Documents)) return null;
        return (first with { Meanings = [.. first.Meanings, .. whole] },
            second with { Meanings = [.. second.Meanings, .. whole] });
    }

    /// <summary>"outdoorstorage": the two known words it is made of.</summary>
    public (Slot First, Slot Second)? Split(string word)
    {
        Cut? best = null;
        var most = Math.Min(CommonEnough, 1 + Documents / 1_000) - 1;
        foreach (var cut in lexicon.Read(word).Cuts)
        {
            var rarer = Math.Min(Most(cut.FirstTerms), Most(cut.SecondTerms));
            if (rarer > most) (best, most) = (cut, rarer);
        }

        return best is null ? null : (Part(best.First, best.FirstTerms), Part(best.Second, best.SecondTerms));

        Slot Part(string part, int[] terms) => new(part, Kind.Word, Meanings(terms, weights.Joined, "split"));
    }

    /// <summary>Words within the forgiven slips, the likeliest first.</summary>
    public IReadOnlyList<Near> Near(string word)
    {
        Lookups++;
        var forgiven = Spelling.Forgiven(word.Length);
        if (forgiven == 0) return [];
        return
        [
            .. from one in lexicon.Words.About(word, forgiven)
               let distance = Spelling.Distance(word, one.Text, forgiven)
               where distance > 0 && distance <= forgiven
               let documents = Count(one.Term)
               where documents > 0
               orderby Spelling.Likelihood(word, one.Text, distance, documents) descending, one.Text
               select new Near(one.Text, distance, documents, Means(one.Term, weights.Corrected, "corrected")),
        ];
    }

    /// <summary>A term as the meaning of a word.</summary>
    public Meaning Means(int term, int share, string how) => new(term, lexicon.TermOf(term), Count(term), share, how);

    IReadOnlyList<Meaning> Meanings(int[] terms, int share, string how)
    {
        var found = new List<Meaning>(terms.Length);
        foreach (var term in terms)
        {
            if (Count(term) == 0) continue;
            var meaning = Means(term, share, how);
            var at = found.Count;
            while (at > 0 && found[at - 1].Documents < meaning.Documents) at--;
            found.Insert(at, meaning);
        }

        return found;
    }

    int Most(int[] terms)
    {
        var most = 0;
        foreach (var term in terms) most = Math.Max(most, Count(term));
        return most;
    }

    int Count(int term)
    {
        if (!counts.TryGetValue(term, out var count)) counts[term] = count = view.CountOf(term);
        return count;
    }

    const string CodedSql = """
        -- search.dictionary.coded
        select product_id from search.code where code = @code order by product_id limit 200
        """;
}

sealed record Near(string Word, int Distance, int Documents, Meaning Meaning);
