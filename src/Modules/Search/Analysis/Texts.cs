using System.Net;
using Feria.Contracts;

namespace Feria.Search;

/// <summary>
/// A product's texts as an engine beside PostgreSQL is handed them: cut as <see cref="Analysis"/> cuts.
/// </summary>
static class Texts
{
    public const int MostText = 8_000;
    public const int MostTitle = 1_000;

    public static SearchTexts Of(ProductFacts facts)
    {
        var words = new HashSet<string>();
        var title = Scanner.Scan(Plain(facts.Title, MostTitle));
        var turn = title.FindIndex(Math.Min(1, title.Count), token =>
            token.Kind == Kind.Word && Stems.IsTurn(token.Text));
        if (turn < 0) turn = title.Count;
        var codes = string.Join(' ', Analysis.Joined(title));
        var label = Labels(facts).SelectMany(one => Scanner.Scan(Plain(one, MostTitle))).ToList();
        foreach (var token in title.Concat(label))
            if (token.Kind == Kind.Word && token.Text.Length > 2 && !Stems.IsSmall(token.Text)) words.Add(token.Text);
        foreach (var code in Analysis.Joined(title)) words.Add(code);
        return new(
            facts.Language.Split('-')[0], $"{Line(title.Take(turn))} {codes}".Trim(), Line(title.Skip(turn)),
            Line(label), Line(Scanner.Scan(Plain(facts.Description, MostText))), [.. words],
            [.. facts.Codes.Select(Codes.Fold).Where(code => code.Length > 0).Distinct()]);
    }

    public static IEnumerable<string> Labels(ProductFacts facts) =>
        facts.Attributes.Append(facts.Brand).Append(facts.CategoryNames).OfType<string>();

    /// <summary>Bounded, and HTML's names for letters as the letters.</summary>
    public static string Plain(string text, int most)
    {
        var cut = text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];
        return cut.Contains('&') ? WebUtility.HtmlDecode(cut) : cut;
    }

    // A measure is found by its figure too.
    static string Line(IEnumerable<Token> tokens) => string.Join(' ', tokens
        .Where(token => token.Kind != Kind.Word || !Stems.IsSmall(token.Text))
        .SelectMany(token => token.Kind == Kind.Measure ? [token.Text, token.Figure] : new[] { token.Text }));
}
