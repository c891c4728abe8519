using System.Collections.Concurrent;
using System.Globalization;

namespace Feria.Storefront;

/// <summary>The countries a parcel can go to, named in the visitor's language, sorted as that language sorts.</summary>
static class Countries
{
    public sealed record Country(string Code, string Name);

    static readonly ConcurrentDictionary<string, IReadOnlyList<Country>> Known = [];

    public static IReadOnlyList<Country> In(Language language) => Known.GetOrAdd(language.Code, _ => Name(language));

    static List<Country> Name(Language language)
    {
        var before = CultureInfo.CurrentUICulture;
        CultureInfo.CurrentUICulture = language.Culture;
        try
        {
            return [.. CultureInfo.GetCultures(CultureTypes.SpecificCultures)
                .Select(culture => culture.Name.Split('-')[^1])
                .Where(code => code.Length == 2 && code.All(char.IsAsciiLetterUpper))
                .Distinct()
                .Select(code => new Country(code, NameOf(code)))
                .Where(country => country.Name.Length > 0)
                .OrderBy(country => country.Name, StringComparer.Create(language.Culture, ignoreCase: true))];
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }

    // ICU names a country in another language only as part of a culture's name: "inglés (Alemania)".
    static string NameOf(string code)
    {
        var name = new CultureInfo("en-" + code).DisplayName;
        var open = name.LastIndexOf('(');
        return open < 0 ? "" : name[(open + 1)..].TrimEnd(')');
    }
}
