namespace Feria.Search;

/// <summary>What the index knows of the words of one query; asks further only for those it does not know.</summary>
sealed class Dictionary
{
    const int CommonEnough = 3;

    readonly Session session;
    readonly View view;
    readonly Dictionary<string, Known> terms;

    Dictionary(Session session, View view, IReadOnlyList<Known> known)
    {
        (this.session, this.view) = (session, view);
        terms = known.Where(one => one.Text is not null).ToDictionary(one => one.Text!);
        Coded = [.. known.Where(one => one.Product is not null).Select(one => one.Product!.Value)];
        Documents = known.Max(one => one.Corpus) ?? 0;
    }

    /// <summary>Products whose code the whole query is.</summary>
    public Guid[] Coded { get; }

    public long Documents { get; }

    /// <summary>How often it had to ask again.</summary>
    public int Lookups { get; private set; }

    public static async Task<Dictionary> OpenAsync(
        Session session, View view, string[] texts, string code) =>
        new(session, view, await session.ListAsync<Known>(OpenSql, new { texts, code }));

    public IReadOnlyList<Meaning> Meanings(IEnumerable<string> texts, int share, string how) =>
    [
        .. texts.Distinct().Select(terms.GetValueOrDefault).OfType<Known>()
            .OrderByDescending(known => known.Documents)
            .Select(known => new Meaning(known.Id!.Value, known.Text!, known.Documents!.Value, share, how)),
    ];

    /// <summary>The commonest words that begin so, for a query still being typed.</summary>
    public async Task<IReadOnlyList<Meaning>> BeginningAsync(string word)
    {
        Lookups++;
        if (word.Length < 3) return [];
        var words = await session.ListAsync<Spelled>(BeginningSql, new { from = word, until = word + "\U0010FFFF" });
        return [.. words.DistinctBy(one => one.Term)
            .Select(one => new Meaning(one.Term, one.Text, one.Documents, 80, "begins"))];
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

    /// <summary>The texts that tell whether a word is made of two.</summary>
    public static IEnumerable<string> PartsOf(string word) =>
        Cuts(word).SelectMany(cut => new[] { cut.First, cut.Second }).SelectMany(Stems.InAnyLanguage);

    /// <summary>"outdoorstorage": the two known words it is made of.</summary>
    public (Slot First, Slot Second)? Split(string word)
    {
        var cuts = Cuts(word);
        var best = cuts
            .Select(cut => (First: Part(cut.First), Second: Part(cut.Second)))
            .Where(cut => cut.First.Meanings.Count > 0 && cut.Second.Meanings.Count > 0)
            .Select(cut => (cut.First, cut.Second,
                Rarer: Math.Min(cut.First.Best.Documents, cut.Second.Best.Documents)))
            .Where(cut => cut.Rarer >= Math.Min(CommonEnough, 1 + Documents / 1_000))
            .OrderByDescending(cut => cut.Rarer).FirstOrDefault();
        return best.First is null ? null : (best.First, best.Second);

        Slot Part(string part) => new(part, Kind.Word, Meanings(Stems.InAnyLanguage(part), 90, "split"));
    }

    /// <summary>Words within the forgiven slips, the likeliest first.</summary>
    public async Task<IReadOnlyList<Near>> NearAsync(string word)
    {
        Lookups++;
        var forgiven = Spelling.Forgiven(word.Length);
        if (forgiven == 0) return [];
        var found = await session.ListAsync<Spelled>(NearSql, new
        {
            slips = Spelling.Slips(word),
            shortest = word.Length - forgiven,
            longest = word.Length + forgiven,
        });
        return
        [
            .. from one in found
               let distance = Spelling.Distance(word, one.Word, forgiven)
               where distance > 0 && distance <= forgiven
               orderby Spelling.Likelihood(word, one.Word, distance, one.Documents) descending, one.Word
               select new Near(one.Word, distance, one.Documents,
                   new Meaning(one.Term, one.Text, one.Documents, 70, "corrected")),
        ];
    }

    static List<(string First, string Second)> Cuts(string word) => word.Length is < 6 or > 24 ? []
        : [.. Enumerable.Range(3, word.Length - 5).Select(at => (word[..at], word[at..]))];

    public sealed record Near(string Word, int Distance, int Documents, Meaning Meaning);

    sealed record Known(int? Id, string? Text, int? Documents, Guid? Product, long? Corpus);

    sealed record Spelled(string Word, int Term, string Text, int Documents);

    const string OpenSql = """
        -- search.dictionary.open
        select id, text, documents, null::uuid as product, null::bigint as corpus
        from search.term
        where text = any(@texts) and documents > 0
        union all
        select null, null, null, null, documents from search.corpus
        union all
        (select null, null, null, product_id, null from search.code where code = @code order by product_id limit 200)
        """;

    const string BeginningSql = """
        -- search.dictionary.beginning
        select w.word, t.id as term, t.text, t.documents
        from search.word w
        join search.term t on t.id = w.term_id
        where w.word ~>=~ @from and w.word ~<~ @until and t.documents > 0
        order by t.documents desc, w.word
        limit 3
        """;

    const string NearSql = """
        -- search.dictionary.near
        select w.word, t.id as term, t.text, t.documents
        from search.word w
        join search.term t on t.id = w.term_id
        where w.slips && @slips and length(w.word) between @shortest and @longest and t.documents > 0
        """;
}
