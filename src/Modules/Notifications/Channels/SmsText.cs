using System.Globalization;
using System.Text;

namespace Feria.Notifications;

/// <summary>
/// A text for a phone: one SMS where it can be. Facts are cut before words are; letters a phone has no cheap place for
/// lose their accents. Of other scripts three SMS are the most.
/// </summary>
static class SmsText
{
    const int OneSms = 160;
    const int ThreeWide = 201;

    static readonly int[] Lengths = [60, 40, 30, 20, 12];

    // GSM 03.38, and what takes two places there.
    const string Letters = "@£$¥èéùìòÇ\nØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZ"
        + "ÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
    const string Wide = "^{}\\[~]|€";

    public static string Of(
        Func<IReadOnlyDictionary<string, string>, string> say, IReadOnlyDictionary<string, string> facts, string? url)
    {
        var text = "";
        foreach (var longest in Lengths)
        {
            var words = say(facts.ToDictionary(fact => fact.Key, fact => Cut(fact.Value, longest)));
            text = $"Feria: {words}{(url is null ? "" : " " + url)}";
            var plain = string.Concat(text.EnumerateRunes().Select(Plain));
            if (PlacesOf(plain) is { } places)
            {
                text = plain;
                if (places <= OneSms) return text;
            }
            else if (text.Length <= ThreeWide) return text;
        }

        return text;
    }

    /// <summary>How many places it takes; null where a letter has none.</summary>
    internal static int? PlacesOf(string text) => text.All(letter => Letters.Contains(letter) || Wide.Contains(letter))
        ? text.Length + text.Count(Wide.Contains)
        : null;

    static string Cut(string fact, int longest) =>
        fact.Length <= longest ? fact : Shorter.Of(fact, longest - 3).TrimEnd() + "...";

    static string Plain(Rune letter)
    {
        var text = letter.ToString();
        if (Letters.Contains(text, StringComparison.Ordinal) || Wide.Contains(text, StringComparison.Ordinal))
            return text;
        return letter.Value switch
        {
            '‘' or '’' or '´' or '`' => "'",
            '“' or '”' or '«' or '»' => "\"",
            '–' or '—' => "-",
            '…' => "...",
            '×' => "x",
            _ when Rune.IsWhiteSpace(letter) => " ",
            _ => string.Concat(text.Normalize(NormalizationForm.FormD)
                .Where(part => CharUnicodeInfo.GetUnicodeCategory(part) is not UnicodeCategory.NonSpacingMark)),
        };
    }
}
