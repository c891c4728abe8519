using System.Collections.Frozen;
using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace Feria.Kernel;

/// <summary>The language texts are asked in: a two- or three-letter code. What has no text in it falls back.</summary>
public static class Locale
{
    public const string Default = "en";

    // Each with the region its letters write numbers as.
    static readonly FrozenDictionary<string, CultureInfo> Cultures = new Dictionary<string, string>
    {
        ["en"] = "en-US", ["es"] = "es-419", ["pt"] = "pt-BR",
    }.ToFrozenDictionary(each => each.Key, each => CultureInfo.GetCultureInfo(each.Value));

    /// <summary>The languages pages and letters are written in; content may be in any.</summary>
    public static readonly IReadOnlyList<string> Spoken = [.. Cultures.Keys.Order(StringComparer.Ordinal)];

    /// <summary>How letters write numbers to a reader of this locale.</summary>
    public static CultureInfo CultureOf(string locale) => Cultures.GetValueOrDefault(locale) ?? Cultures[Default];

    /// <summary>The language of <see cref="Spoken"/> a request wants most.</summary>
    public static string Speak(string? acceptLanguage) =>
        Wanted(acceptLanguage).FirstOrDefault(Spoken.Contains) ?? Default;

    /// <summary>The one named, else the first Accept-Language wants most; English where neither names one.</summary>
    public static string Choose(string? named, string? acceptLanguage) =>
        LanguageOf(named) ?? Wanted(acceptLanguage).FirstOrDefault() ?? Default;

    static IEnumerable<string> Wanted(string? acceptLanguage) => (acceptLanguage ?? "")
        .Split(',', 20)
        .Select(range => range.Split(';', 2))
        .Select(parts => (Language: LanguageOf(parts[0].Trim()), Quality: QualityOf(parts)))
        .Where(range => range.Language is not null && range.Quality > 0)
        .OrderByDescending(range => range.Quality)
        .Select(range => range.Language!);

    static string? LanguageOf(string? tag)
    {
        var language = (tag ?? "").Split('-', '_')[0].ToLowerInvariant();
        return language.Length is 2 or 3 && language.All(char.IsAsciiLetterLower) ? language : null;
    }

    static double QualityOf(string[] parts) =>
        parts.Length == 1 ? 1
        : parts[1].Trim() is ['q', '=', .. var number]
            && double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var quality)
            ? quality
        : 0;
}

/// <summary>One of the languages pages and letters are written in, or nothing.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class SpokenAttribute() : AllowedValuesAttribute([.. Locale.Spoken, null]);
