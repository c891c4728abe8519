using System.Text.RegularExpressions;

namespace Feria.Storefront.Tests;

/// <summary>Every language says the same things, and every page says only what every language can.</summary>
public sealed partial class WordsTests
{
    // Keys put together from a code: "sort." + "price_asc".
    static readonly string[] Families = ["sort.", "lost.", "pay.", "status.", "refusal.", "payment.",
        "because.", "wrong.", "health.", "reactions.", "jobs.", "flash.", "sell.", "stores.",
        "listings.", "talk.", "stock-check.", "parcel.", "money.", "notice.", "wishes.",
        "return.", "returns.", "refunds.", "delivery.why.", "ship.kind.", "ship.said.", "ship.step.", "kept.",
        "sheets.", "standing.", "wins.", "reason.", "thing.", "case.", "moderation.", "decisions.", "report.title.",
        "users.", "roles.", "permission.", "campaigns.", "sponsored.", "banners.", "landing.",
        "find.", "incidents.", "segments.", "setting.", "settings.",
        "tree.",
        "second-step.", "found.", "desk.", "audit.",
        "to-do."];

    static readonly string Pages = string.Join('\n', new[] { "Storefront", "BackOffice", "SellerDesk" }
        .SelectMany(folder => Directory.EnumerateFiles(
            Path.Combine(TestCluster.Root, "src", "Feria", folder), "*", SearchOption.AllDirectories))
        .Where(file => Path.GetExtension(file) is ".razor" or ".cs")
        .Select(File.ReadAllText));

    [Fact]
    public void The_languages_letters_are_written_in_are_spoken() =>
        Assert.Equal(Locale.Spoken, Words.Languages.Select(language => language.Code));

    [Fact]
    public void A_page_writes_numbers_as_letters_do() =>
        Assert.All(Words.Languages, language => Assert.Equal(Locale.CultureOf(language.Code), language.Culture));

    [Fact]
    public void Nothing_is_left_unsaid() =>
        Assert.All(Words.Languages, language => Assert.DoesNotContain(
            language.Keys, key => string.IsNullOrWhiteSpace(language.SayIfKnown(key))));

    // A word that was forgotten stands there in English.
    [Theory]
    [InlineData("es")]
    [InlineData("pt")]
    public void Sentences_are_translated(string code)
    {
        var (first, other) = (Words.Languages[0], Words.Find(code)!);
        Assert.DoesNotContain(first.Keys, key =>
            TwoWords().IsMatch(first.SayIfKnown(key)!) && other.SayIfKnown(key) == first.SayIfKnown(key));
    }

    [Fact]
    public void Counts_have_both_forms()
    {
        var keys = Words.Languages[0].Keys.ToHashSet();
        Assert.All(keys.Where(key => key.EndsWith(".one", StringComparison.Ordinal) && key != "sell.webhook.one"
            && key != "sell.stats.one"), key => Assert.Contains(key[..^".one".Length] + ".other", keys));
    }

    [Fact]
    public void Every_language_has_the_same_keys()
    {
        var first = Words.Languages[0].Keys.Order();
        foreach (var other in Words.Languages.Skip(1)) Assert.Equal(first, other.Keys.Order());
    }

    [Fact]
    public void Every_language_fills_in_the_same_places()
    {
        foreach (var key in Words.Languages[0].Keys)
        foreach (var other in Words.Languages.Skip(1))
            Assert.Equal((key, Places(Words.Languages[0], key)), (key, Places(other, key)));
    }

    [Fact]
    public void Every_key_a_page_says_exists()
    {
        var missing = Said().Where(key => Words.Languages[0].SayIfKnown(key) is null);
        Assert.Empty(missing);
    }

    [Fact]
    public void Every_permission_and_every_role_that_came_along_has_a_name() =>
        Assert.DoesNotContain(
            Contracts.Permission.All.Select(permission => "permission." + permission)
                .Concat(Accounts.Roles.All.Select(role => "roles.name." + role)),
            key => Words.Languages[0].SayIfKnown(key) is null);

    // The audit names what was done by kind; a slice says it in its own words.
    [Fact]
    public void Everything_the_audit_tells_of_has_a_name()
    {
        var kinds = Directory.EnumerateFiles(
                Path.Combine(TestCluster.Root, "src", "Modules"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Audited().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups[1].Value).Distinct().ToList();
        Assert.Contains("store", kinds);
        Assert.DoesNotContain(kinds, kind => Words.Languages[0].SayIfKnown("audit.of." + kind) is null);
    }

    // The page of health draws whatever part is there: also one that only some installations have.
    [Fact]
    public void Every_part_whose_health_is_looked_at_has_a_name()
    {
        var parts = Directory.EnumerateFiles(
                Path.Combine(TestCluster.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => PartOfHealth().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups[1].Value).Distinct().ToList();
        Assert.Contains("elasticsearch", parts);
        Assert.DoesNotContain(parts, part => Words.Languages[0].SayIfKnown("health.part." + part) is null);
    }

    [Fact]
    public void No_word_is_left_over()
    {
        var said = Said().ToHashSet();
        var left = Words.Languages[0].Keys.Where(key =>
            !said.Contains(key) && !key.StartsWith("language.", StringComparison.Ordinal)
            && !Families.Any(family => key.StartsWith(family, StringComparison.Ordinal))
            && !Pages.Contains($"\"{key}\"", StringComparison.Ordinal));
        Assert.Empty(left);
    }

    static IEnumerable<string> Said() => OneForm().Matches(Pages).Select(match => match.Groups[1].Value)
        .Concat(
            from Match match in TwoForms().Matches(Pages)
            from form in new[] { ".one", ".other" }
            select match.Groups[1].Value + form)
        .Distinct();

    static string Places(Language language, string key) => string.Join(' ', Place()
        .Matches(language.SayIfKnown(key)!).Select(match => match.Groups[1].Value).Distinct().Order());

    [GeneratedRegex("\\bSay\\(\"([^\"]+)\"\\s*[,)]")]
    private static partial Regex OneForm();

    [GeneratedRegex("\\bCount\\(\"([^\"]+)\"\\s*,")]
    private static partial Regex TwoForms();

    [GeneratedRegex("[a-z]{2,} [a-z]{2,}")]
    private static partial Regex TwoWords();

    [GeneratedRegex("""string Part => "(\w+)";""")]
    private static partial Regex PartOfHealth();

    [GeneratedRegex(@"\.Audit\(\s*""([a-z_.]+)""")]
    private static partial Regex Audited();

    [GeneratedRegex(@"\{(\d)")]
    private static partial Regex Place();
}
