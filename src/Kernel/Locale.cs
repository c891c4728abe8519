using System.Globalization;

namespace Feria.Kernel;

/// <summary>The language texts are asked in: a two- or three-letter code. What has no text in it falls back.</summary>
public static class Locale
{
    public const string Default = "en";

    /// <summary>The languages pages and letters are written in; content may be in any.</summary>
    public static readonly IReadOnlyList<string> Spoken = ["en", "es"];

    /// <summary>The language of <see cref="Spoken"/> to answer a request in.</summary>
    public static string Speak(string? acceptLanguage) =>
        Choose(null, acceptLanguage) is var wanted && Spoken.Contains(wanted) ? wanted : Default;

    /// <summary>The one named, else the first Accept-Language wants most; English where neither names one.</summary>
    public static string Choose(string? named, string? acceptLanguage) =>
        LanguageOf(named) ?? Wanted(acceptLanguage) ?? Default;

    static string? Wanted(string? acceptLanguage) => (acceptLanguage ?? "")
        .Split(',', 20)
        .Select(range => range.Split(';', 2))
        .Select(parts => (Language: LanguageOf(parts[0].Trim()), Quality: QualityOf(parts)))
        .Where(range => range.Language is not null && range.Quality > 0)
        .OrderByDescending(range => range.Quality)
        .FirstOrDefault()
        .Language;

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
