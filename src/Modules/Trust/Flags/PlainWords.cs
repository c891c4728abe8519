using System.Globalization;
using System.Text;

namespace Feria.Trust;

/// <summary>Text as words are compared: lower case, without accents, one space where something else stands.</summary>
static class PlainWords
{
    public static string Of(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var rune in text.Normalize(NormalizationForm.FormKD).EnumerateRunes())
        {
            // Accents, and letters nobody sees, are no way around.
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark
                or UnicodeCategory.Format) continue;
            if (Rune.IsLetterOrDigit(rune)) plain.Append(Rune.ToLowerInvariant(rune));
            else if (plain.Length > 0 && plain[^1] != ' ') plain.Append(' ');
        }

        return plain.ToString().TrimEnd();
    }

    /// <summary>Those of the words that stand in a text, whole.</summary>
    public static IReadOnlyList<string> Among(string text, IEnumerable<string> words)
    {
        var plain = Of(text);
        if (plain.Length == 0) return [];
        var single = plain.Split(' ').ToHashSet();
        var padded = $" {plain} ";
        return
        [
            .. words.Where(word => word.Contains(' ')
                ? padded.Contains($" {word} ", StringComparison.Ordinal)
                : single.Contains(word)),
        ];
    }
}
