using System.Text;
using Feria.Storefront;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Rules.Tests;

/// <summary>The guide lists every setting of the operator as the code declares it, and all have words.</summary>
public sealed class SettingGuideTests(Marketplaces.WithStaff host) : IClassFixture<Marketplaces.WithStaff>
{
    const string Begin = "<!-- settings: made by SettingGuideTests -->\n";
    const string End = "<!-- /settings -->";

    IEnumerable<Setting> Settings => host.Services.GetServices<KnownSetting>().Select(one => one.Setting)
        .OrderBy(one => one.Key, StringComparer.Ordinal);

    [Fact]
    public void The_guide_lists_what_can_be_set()
    {
        var path = Path.Combine(Tree.Root, "docs/guides/settings.md");
        var guide = File.ReadAllText(path);
        var begin = guide.IndexOf(Begin, StringComparison.Ordinal);
        var end = guide.IndexOf(End, StringComparison.Ordinal);
        Assert.True(begin >= 0 && end > begin, $"docs/guides/settings.md has a table between {Begin}and {End}.");
        var right = guide[..(begin + Begin.Length)] + Table() + guide[end..];
        if (right == guide) return;
        File.WriteAllText(Path.ChangeExtension(path, ".received.md"), right);
        Assert.Fail("The guide is not as the code declares: look at docs/guides/settings.received.md, move it there.");
    }

    [Fact]
    public void Every_setting_has_its_words_in_every_language()
    {
        var missing =
            from setting in Settings
            from language in Words.Languages
            from key in Enumerable.Empty<string>()
                .Append("setting." + setting.Key)
                .Append($"setting.{setting.Key}.more")
                .Append("settings.group-" + setting.Group)
                .Concat((setting.Words ?? []).Select(word => $"setting.{setting.Key}.{word}"))
                .Concat(setting.Type is "integer" or "duration" && setting.Unit is not null
                    ? [$"setting.unit.{setting.Unit}.one", $"setting.unit.{setting.Unit}.other"]
                    : [])
                .Concat(setting.Type == "codes" ? ["settings.codes-" + setting.Unit] : [])
            where language.SayIfKnown(key) is null
            select $"{language.Code}: {key}";
        Assert.Empty(missing);
    }

    string Table()
    {
        var english = Words.Languages[0];
        var table = new StringBuilder("| setting | can be | usually | meaning |\n|---|---|---|---|\n");
        foreach (var one in Settings)
            table.Append($"| `{one.Key}` | {CanBe(one)} | {Usually(one)} | ")
                .Append($"{english.SayIfKnown($"setting.{one.Key}.more")} |\n");
        return table.ToString();
    }

    static string CanBe(Setting setting) => setting.Type switch
    {
        "integer" or "duration" => $"{setting.Least} to {setting.Most} {setting.Unit}".TrimEnd(),
        "one-of" => string.Join(", ", setting.Words!),
        "text" => $"text by language, {setting.Most} letters",
        "codes" => $"codes of {setting.Unit}",
        "instant" => "an instant",
        "switch" => "on, off",
        _ => "on, off, a share of people, accounts",
    };

    static string Usually(Setting setting) => setting.Type switch
    {
        "feature" => "on",
        "switch" => setting.Usual.GetBoolean() ? "on" : "off",
        "text" or "instant" => "none",
        "codes" => "all",
        _ => setting.Usual.ToString(),
    };
}
