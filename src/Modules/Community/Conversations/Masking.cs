using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Feria.Community;

/// <summary>
/// Hides what leads out of the marketplace: e-mail addresses, phone numbers, links and handles, also where they are
/// spelled to get by. Pure and in linear time, whatever is written.
/// </summary>
static class Masking
{
    public const string Mask = "•••";

    const char EmojiMark = '\uFE0F';
    const RegexOptions Linear = RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
        | RegexOptions.IgnorePatternWhitespace;

    /// <summary>The text as the other side reads it; the text itself where there is nothing to hide.</summary>
    public static string Hide(string text)
    {
        // Letters that only look like others, and marks nobody sees, are no way around.
        var plain = Unmarked(text).Normalize(NormalizationForm.FormKC);
        var hidden = plain;
        foreach (var way in Ways) hidden = way.Replace(hidden, Mask);
        hidden = Numbers.Replace(hidden, HideNumber);
        return hidden == plain ? text : hidden;
    }

    static string Unmarked(string text)
    {
        var seen = new StringBuilder(text.Length);
        foreach (var letter in text.EnumerateRunes())
            if (Rune.GetUnicodeCategory(letter) is not (UnicodeCategory.Format or UnicodeCategory.EnclosingMark)
                && letter.Value != EmojiMark)
                seen.Append(letter);
        return seen.ToString();
    }

    // Prices, sizes, days and postal codes are no phone numbers.
    static string HideNumber(Match found) =>
        found.Value.Count(char.IsDigit) is < 8 or > 15 || Known.IsMatch(found.Value) ? found.Value : Mask;

    const string Word = @"[\p{L}\p{N}_\-]+";
    const string At = @"\b(at|arroba)\b";
    const string Dot = @"\s* ([(\[{<]\s*)? \b(dot|punto|ponto)\b (\s*[)\]}>])? \s*";

    static readonly Regex[] Ways =
    [
        // name@example.com, with or without gaps.
        new($@"[\p{{L}}\p{{N}}._%+\-]+ \s{{0,2}}@\s{{0,2}} {Word} (\s{{0,2}}\.\s{{0,2}} {Word})+", Linear),
        // name (at) example …
        new($@"[\p{{L}}\p{{N}}._%+\-]+ \s* [(\[{{<] \s*{At}\s* [)\]}}>] \s* {Word} (({Dot}|\.) {Word})*", Linear),
        // nombre arroba ejemplo punto com; name at example dot com; nombre arroba ejemplo.com.
        new($@"[\p{{L}}\p{{N}}._%+\-]+ \s+ {At} \s+ {Word} ({Dot} {Word})+", Linear),
        new($@"[\p{{L}}\p{{N}}._%+\-]+ \s+ \barroba\b \s+ {Word} (\.{Word})*", Linear),
        new(@"([a-z][a-z0-9+.\-]{1,20}://|www\.)\S+", Linear),
        // A name of a site by how it ends; where that is a word as well, only with what follows it.
        new($"""
            \b {Word} (\.{Word})* \.
            (com|net|org|br|io|shop|store|app|dev|link|site|online|xyz|info|biz|ly|gg|tv|mx|uk|eu|tk)\b (/\S*)?
            """, Linear),
        new($@"\b {Word} (\.{Word})* \. (me|es|us|co|ar|pt|is|to|it|de|fr)/\S+", Linear),
        new($@"\b {Word} (\s\.|{Dot}) com\b", Linear),
        new(@"@[\p{L}_][\p{L}\p{N}_.]{2,}", Linear),
    ];

    static readonly Regex Numbers = new(@"[+(]{0,2} \d ([\s.\-()/_*]{0,3}\d){5,}", Linear);

    static readonly Regex Known = new(
        @"^(\d{4}[./\-]\d{1,2}[./\-]\d{1,2} | \d{1,2}[./\-]\d{1,2}[./\-]\d{4} | \d{5}-\d{3})$", Linear);
}
