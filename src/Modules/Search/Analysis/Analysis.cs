using Feria.Contracts;

namespace Feria.Search;

/// <summary>What the index keeps of a product's texts.</summary>
/// <param name="Impacts">By term: how much the product is about it, 1 to 255.</param>
/// <param name="Title">The title's terms in order, for neighbours.</param>
/// <param name="Words">Words of title, brand, categories and attributes, with their terms, for spelling.</param>
sealed record Analysis(
    IReadOnlyDictionary<string, byte> Impacts,
    IReadOnlyList<string> Title,
    IReadOnlyCollection<(string Word, string Term)> Words)
{
    // BM25F (Robertson and Zaragoza 2009) with lengths measured against fixed averages instead of the collection's, so
    // that a document never changes because another did.
    const double TitleWeight = 4, TextWeight = 1, LabelWeight = 0.8;
    const double TitleLength = 10, TextLength = 60;
    const double TitleNorm = 0.4, TextNorm = 0.75;
    const double Saturation = 1.2;
    const double AfterTurn = 0.7;

    const int MostTerms = 400;

    public static Analysis Of(ProductFacts facts)
    {
        var language = facts.Language;
        var weights = new Dictionary<string, double>();
        var words = new HashSet<(string, string)>();
        var title = new List<string>();

        var titleTokens = Scanner.Scan(Texts.Plain(facts.Title, Texts.MostTitle));
        var length = titleTokens.Count(token => token.Kind != Kind.Word || !Stems.IsSmall(token.Text));
        var unit = TitleWeight / Norm(length, TitleLength, TitleNorm);
        var about = 1.0;
        foreach (var token in titleTokens)
        {
            if (token.Kind == Kind.Word && title.Count > 0 && Stems.IsTurn(token.Text)) about = AfterTurn;
            var term = Learn(token, language, words);
            Add(weights, term, unit * about);
            if (token.Kind == Kind.Measure) Add(weights, token.Figure, unit * about);
            if (token.Kind != Kind.Word || !Stems.IsSmall(token.Text)) title.Add(term);
        }

        foreach (var code in Joined(titleTokens))
            Add(weights, Learn(new(code, code, Kind.Word, Tie.Apart), language, words), unit * about);

        foreach (var label in Texts.Labels(facts))
            foreach (var token in Scanner.Scan(Texts.Plain(label, Texts.MostTitle)))
                if (token.Kind != Kind.Word || !Stems.IsSmall(token.Text))
                    weights.TryAdd(Learn(token, language, words), LabelWeight);

        var text = Scanner.Scan(Texts.Plain(facts.Description, Texts.MostText));
        unit = TextWeight / Norm(text.Count, TextLength, TextNorm);
        foreach (var token in text)
        {
            if (token.Kind == Kind.Word && Stems.IsSmall(token.Text)) continue;
            var term = token.Kind == Kind.Word ? Stems.Of(token.Text, language) : token.Text;
            if (!weights.ContainsKey(term) && weights.Count >= MostTerms) break;
            Add(weights, term, unit);
            if (token.Kind == Kind.Measure) Add(weights, token.Figure, unit);
        }

        return new(weights.ToDictionary(pair => pair.Key, pair => Impact(pair.Value)), title, words);
    }

    /// <summary>"SC-141" and "pro8200" as one code, "t-shirt" and "wi-fi" as one word.</summary>
    public static IEnumerable<string> Joined(IReadOnlyList<Token> tokens)
    {
        for (var i = 0; i < tokens.Count;)
        {
            var end = i + 1;
            while (end < tokens.Count && tokens[end].Tie != Tie.Apart) end++;
            var joined = string.Concat(tokens.Skip(i).Take(end - i).Select(token => token.Raw));
            if (end - i > 1 && joined.Length <= 40 && joined.Any(char.IsLetter)) yield return joined;
            i = end;
        }
    }

    /// <summary>Two neighbouring title words as one number.</summary>
    public static int Pair(int first, int second) => unchecked((first * 486187739) ^ second);

    static string Learn(Token token, string language, HashSet<(string, string)> words)
    {
        if (token.Kind != Kind.Word) return token.Text;
        var term = Stems.Of(token.Text, language);
        if (token.Text.Length > 2 && !Stems.IsSmall(token.Text)) words.Add((token.Text, term));
        return term;
    }

    static void Add(Dictionary<string, double> weights, string term, double weight) =>
        weights[term] = weights.GetValueOrDefault(term) + weight;

    static double Norm(double length, double average, double strength) => 1 - strength + strength * length / average;

    static byte Impact(double weight) =>
        (byte)Math.Clamp(Math.Round(100 * weight * (Saturation + 1) / (Saturation + weight)), 1, 255);
}
