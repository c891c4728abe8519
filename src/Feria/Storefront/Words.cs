using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;

namespace Feria.Storefront;

/// <summary>
/// One language of the site: a JSON file in Words/. The first is at the root of the site, each other under its code.
/// A further language is one more file; its letters are told of in docs/guides/languages.md.
/// </summary>
public sealed class Language(string code, FrozenDictionary<string, string> words)
{
    public string Code => code;

    /// <summary>What the language calls itself.</summary>
    public string Name => words["language.name"];

    /// <summary>Where the visitor's region is unknown, numbers and dates are written as here.</summary>
    public CultureInfo Culture { get; } = CultureInfo.GetCultureInfo(words["language.culture"]);

    public string Prefix => code == Words.First ? "" : "/" + code;

    public IReadOnlyCollection<string> Keys => words.Keys;

    public string Say(CultureInfo culture, string key, params ReadOnlySpan<object?> with) =>
        with.IsEmpty ? words[key] : string.Format(culture, words[key], with);

    public string? SayIfKnown(string key) => words.GetValueOrDefault(key);
}

public static class Words
{
    public const string First = "en";

    public static IReadOnlyList<Language> Languages { get; } = Read();

    public static Language? Find(string code) => Languages.FirstOrDefault(language => language.Code == code);

    static List<Language> Read()
    {
        var assembly = typeof(Words).Assembly;
        return [.. assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith("words/", StringComparison.Ordinal))
            .Select(name => (Name: name, Code: Path.GetFileNameWithoutExtension(name)))
            .OrderBy(file => file.Code != First).ThenBy(file => file.Code, StringComparer.Ordinal)
            .Select(file =>
            {
                using var stream = assembly.GetManifestResourceStream(file.Name)!;
                var words = JsonSerializer.Deserialize<Dictionary<string, string>>(stream)!;
                return new Language(file.Code, words.ToFrozenDictionary());
            })];
    }
}
