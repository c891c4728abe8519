namespace Feria.Search;

/// <summary>SKUs and product codes, written the way they are compared.</summary>
static class Codes
{
    /// <summary>Letters and figures only, in lower case: "SC-141" and "sc 141" are one code.</summary>
    public static string Fold(string code) => string.Concat(Scanner.Fold(code).Where(char.IsLetterOrDigit));

    /// <summary>A text that could only be meant as a code: no spaces, and figures in it.</summary>
    public static bool LooksLikeOne(string text) =>
        text.Length is >= 3 and <= 100 && !text.Any(char.IsWhiteSpace) && text.Any(char.IsAsciiDigit);
}
