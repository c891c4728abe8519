using System.Globalization;
using Feria.Contracts;

namespace Feria.Storefront;

/// <summary>What a notice says, on a page and wherever else it is told.</summary>
sealed class NoticeWords : INoticeWords
{
    public string Say(string locale, string kind, IReadOnlyDictionary<string, string> facts)
    {
        var language = Words.Find(locale) ?? Words.Languages[0];
        return Say(language, language.Culture, kind, facts);
    }

    public static string Say(
        Language language, CultureInfo culture, string kind, IReadOnlyDictionary<string, string> facts)
    {
        return language.Say(
            culture, language.SayIfKnown("notice." + kind) is null ? "notice.other" : "notice." + kind,
            Fact("number"), Fact("store"), Fact("title"), Fact("rating"), Fact("code"));

        string Fact(string name) => facts.GetValueOrDefault(name, "");
    }
}
