using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Feria.Contracts;

namespace Feria.Trust;

/// <summary>What is noticed in what is written: forbidden words, and what leads out of the marketplace.</summary>
static partial class TextFlags
{
    const string AnyLanguage = "*";
    const string Mask = "•••";
    const int Beside = 60;

    // What others said in it is theirs.
    static readonly string[] OfOthers = ["reply", "question"];

    /// <param name="words">Forbidden ones, by language.</param>
    public static Flag? Words(string kind, ThingShown thing, ILookup<string, string> words)
    {
        // What says no language may be written in any.
        var forbidden = thing.Language is { } language
            ? words[language].Concat(words[AnyLanguage])
            : words.SelectMany(all => all).Distinct();
        var text = string.Join("\n", Own(thing).Select(part => part.Text));
        var found = PlainWords.Among(text, forbidden).Order(StringComparer.Ordinal).ToList();
        return found.Count == 0
            ? null
            : new(kind, thing, Flag.OfWords, string.Join(", ", found), new Dictionary<string, string>
            {
                ["words"] = string.Join(", ", found),
            });
    }

    /// <summary>The first part of it that leads out; what a buyer writes to a store is theirs to say.</summary>
    public static Flag? Contact(string kind, ThingShown thing, IMasking masking)
    {
        if (kind == ThingKind.Message && thing.Store is null) return null;
        foreach (var part in Own(thing))
        {
            // Numbers of articles and sizes are no phone numbers.
            var text = kind == ThingKind.Product ? Numbers().Replace(part.Text, " ") : part.Text;
            var hidden = masking.Hide(text);
            if (hidden == text) continue;
            var at = Math.Max(0, hidden.IndexOf(Mask, StringComparison.Ordinal));
            var from = Math.Max(0, at - Beside);
            return new(kind, thing, Flag.OfContact, $"{part.Name} {Digest(part.Text)}", new Dictionary<string, string>
            {
                ["part"] = part.Name,
                ["text"] = Whole(hidden[from..Math.Min(hidden.Length, at + Mask.Length + Beside)]),
            });
        }

        return null;
    }

    static IEnumerable<ThingText> Own(ThingShown thing) => thing.Texts.Where(text => !OfOthers.Contains(text.Name));

    static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];

    // Half a letter at either end is none.
    static string Whole(string text) => text.Trim().Trim('\uFFFD').Aggregate(
        new StringBuilder(), (kept, letter) => char.IsSurrogate(letter) ? kept : kept.Append(letter)).ToString();

    [GeneratedRegex(@"\d[\d\s.,\-()/]{4,}")]
    private static partial Regex Numbers();
}
