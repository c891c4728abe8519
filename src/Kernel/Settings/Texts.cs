using System.Globalization;
using System.Text.Json;

namespace Feria.Kernel;

/// <summary>What an operator wrote, by language.</summary>
public sealed class Texts(IReadOnlyDictionary<string, string>? byLanguage = null)
    : Dictionary<string, string>(byLanguage ?? new Dictionary<string, string>(), StringComparer.Ordinal)
{
    const int MostLanguages = 20;

    /// <summary>In that language; null where nothing was written in it.</summary>
    public string? In(string language) => this.GetValueOrDefault(language) is { Length: > 0 } text ? text : null;

    internal static string? FaultOf(JsonElement value, int mostLetters)
    {
        if (value.ValueKind != JsonValueKind.Object) return "It is an object of texts by language.";
        var many = 0;
        foreach (var text in value.EnumerateObject())
        {
            if (++many > MostLanguages) return $"It has {MostLanguages} languages at most.";
            if (text.Name.Length is < 2 or > 3 || !text.Name.All(char.IsAsciiLetterLower))
                return $"{text.Name[..Math.Min(text.Name.Length, 20)]} is no language's code.";
            if (text.Value.ValueKind != JsonValueKind.String) return "Each text is a string.";
            if (text.Value.GetString()!.Length > mostLetters) return $"A text has {mostLetters} letters at most.";
            if (text.Value.GetString()!.Any(char.IsControl)) return "A text is one line.";
        }

        return null;
    }
}

/// <summary>A point in time; null for none.</summary>
public sealed record Moment(DateTime? At)
{
    const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;

    internal static DateTime? Read(JsonElement value) => value.GetString() is { Length: > 0 } text
        ? DateTime.Parse(text, CultureInfo.InvariantCulture, Utc)
        : null;

    internal static string? FaultOf(JsonElement value) => value.ValueKind == JsonValueKind.String
        && (value.GetString()!.Length == 0
            || DateTime.TryParse(value.GetString(), CultureInfo.InvariantCulture, Utc, out _))
        ? null
        : "It is an instant, like 2026-01-31T18:00:00Z, or an empty text for none.";
}

/// <summary>A list of codes: of countries, of currencies.</summary>
public sealed class Codes(IReadOnlyList<string> all)
{
    public IReadOnlyList<string> All => all;

    /// <summary>Whether the code is on it; an empty list has every one.</summary>
    public bool Has(string code) => all.Count == 0 || all.Contains(code);

    internal static string? FaultOf(JsonElement value, int least, int most, Func<string, bool> isKnown)
    {
        if (value.ValueKind != JsonValueKind.Array) return "It is a list of codes.";
        if (value.GetArrayLength() < least || value.GetArrayLength() > most)
            return $"It has {least} to {most} codes.";
        var seen = new HashSet<string>();
        foreach (var code in value.EnumerateArray())
        {
            if (code.ValueKind != JsonValueKind.String) return "Each code is a string.";
            var text = code.GetString()!;
            if (!isKnown(text)) return $"{text[..Math.Min(text.Length, 20)]} is no such code.";
            if (!seen.Add(text)) return $"{text} stands there twice.";
        }

        return null;
    }
}
