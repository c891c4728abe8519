using Feria.Contracts;

namespace Feria.Search;

/// <summary>Queries as engines are asked them.</summary>
static class AskedTexts
{
    const int MostTokens = 24;
    const int ShortestCode = 5;

    public static AskedText Of(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return AskedText.Nothing;
        var tokens = TokensOf(text);
        return new(
            text,
            [
                .. tokens.Select((token, i) => new AskedWord(
                    token.Text, token.Raw, token.Kind == Kind.Measure ? token.Figure : "", token.Kind == Kind.Word,
                    token.Kind == Kind.Number, token.Tie != Tie.Apart, IsPartOfCode(tokens, i))),
            ],
            Codes.Fold(text), Codes.LooksLikeOne(text.Trim()) && Codes.Fold(text).Length >= ShortestCode);
    }

    /// <summary>Without small words, unless there are no others.</summary>
    public static List<Token> TokensOf(string text)
    {
        var tokens = Scanner.Scan(text);
        if (tokens.Count > MostTokens) tokens.RemoveRange(MostTokens, tokens.Count - MostTokens);
        var asked = tokens.FindAll(token => token.Kind != Kind.Word || !Stems.IsSmall(token.Text));
        return asked.Count == 0 ? tokens : asked;
    }

    public static bool IsPartOfCode(List<Token> asked, int i) =>
        (asked[i].Tie != Tie.Apart && i > 0 && asked[i - 1].Kind != Kind.Word)
        || (i + 1 < asked.Count && asked[i + 1].Tie == Tie.Glued);
}
