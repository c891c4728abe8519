using System.Text.Json;
using Feria.Contracts;

namespace Feria.Search.Tests;

/// <summary>Who may write rules, and what no rule may say.</summary>
public sealed class RuleTests(Stall stall) : IClassFixture<Stall>
{
    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("/a\\b")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/a b")]
    [InlineData("/a\nb")]
    [InlineData("cart")]
    [InlineData("/search")]
    [InlineData("/search/")]
    [InlineData("/search?q=lamp")]
    [InlineData("/es/search?q=lamp#top")]
    public async Task No_query_leads_off_the_site_or_back_to_the_results(string redirect)
    {
        var staff = await Staff.OfAsync(stall);

        var (status, said) = await staff.DoAsync(HttpMethod.Post, "/admin/search/curations",
            new { query = "off site", redirect });

        Assert.Equal((422, "search_redirect_elsewhere"), (status, said.GetProperty("code").GetString()));
        Assert.Equal(0L, await stall.SqlAsync("select count(*) from search.curation where normal = 'off site'"));
    }

    [Fact]
    public async Task Rules_that_say_nothing_are_refused_with_their_reasons()
    {
        var staff = await Staff.OfAsync(stall);
        async Task<string?> CurationAsync(object body) => (await staff.DoAsync(
            HttpMethod.Post, "/admin/search/curations", body)).Body.GetProperty("code").GetString();
        async Task<string?> SynonymsAsync(object body) => (await staff.DoAsync(
            HttpMethod.Post, "/admin/search/synonyms", body)).Body.GetProperty("code").GetString();

        Assert.Equal("search_curation_says_nothing", await CurationAsync(new { query = "a lamp" }));
        Assert.Equal("search_query_empty", await CurationAsync(new { query = "!!!", redirect = "/cart" }));
        Assert.Equal(
            "search_products_unknown", await CurationAsync(new { query = "x1", pins = new[] { Guid.NewGuid() } }));
        Assert.Equal("search_curation_times_wrong", await CurationAsync(new
        {
            query = "x2", redirect = "/cart", startsAt = "2026-02-01T00:00:00Z", endsAt = "2026-01-01T00:00:00Z",
        }));
        Assert.Equal("search_synonyms_unclear", await SynonymsAsync(new { words = new[] { "Sofa", "sofa" } }));
        Assert.Equal(
            "search_synonyms_unclear", await SynonymsAsync(new { words = new[] { "big red soft long", "sofa" } }));
        Assert.Equal("search_synonyms_unclear", await SynonymsAsync(new { words = new[] { "...", "sofa" } }));
        await staff.RuleAsync(HttpMethod.Post, "/admin/search/curations", new { query = "Twice", redirect = "/cart" });
        Assert.Equal("search_curation_taken", await CurationAsync(new { query = "twice!", redirect = "/cart" }));
    }

    [Fact]
    public async Task Two_who_edit_a_rule_never_lose_one_silently_and_each_change_is_written_down()
    {
        var staff = await Staff.OfAsync(stall);
        var made = await staff.RuleAsync(
            HttpMethod.Post, "/admin/search/synonyms", new { words = new[] { "aa1", "bb1" } });
        var path = $"/admin/search/synonyms/{made.GetProperty("id").GetGuid()}";

        var both = await Task.WhenAll(
            staff.DoAsync(HttpMethod.Put, path, new { words = new[] { "aa1", "cc1" }, version = 1 }),
            staff.DoAsync(HttpMethod.Put, path, new { words = new[] { "aa1", "dd1" }, version = 1 }));

        Assert.Equal([200, 409], both.Select(one => one.Status).Order());
        Assert.Equal(2L, await stall.SqlAsync($"""
            select count(*) from kernel.audit_entry
            where subject = '{made.GetProperty("id").GetGuid()}' and outcome = 'done' and actor = '{staff.Id}'
            """));
    }

    [Fact]
    public async Task Who_may_not_write_rules_changes_nothing()
    {
        var buyer = await Staff.OfAsync(stall, role: null);

        Assert.Equal(403, (await buyer.DoAsync(
            HttpMethod.Post, "/admin/search/synonyms", new { words = new[] { "mine1", "yours1" } })).Status);
        Assert.Equal(0L, await stall.SqlAsync("select count(*) from search.synonym where 'mine1' = any(words)"));
    }

    [Fact]
    public void Longer_phrases_go_first_and_words_are_met_by_their_stems()
    {
        var synonyms = new Synonyms("en",
            [new(null, ["sofa", "couch"], []), new(null, ["sofa bed"], ["futon"])]);

        IReadOnlyList<string[]> Also(string query) =>
            [.. synonyms.With(AskedTexts.Of(query).Words).Select(word => word.Also.SelectMany(one => one).ToArray())];

        Assert.Equal([["couch"]], Also("sofas"));
        Assert.Equal([["futon"], ["futon"]], Also("sofa bed"));
        Assert.Equal([[], ["couch"]], Also("red sofa"));
        Assert.Equal([[]], Also("chair"));
    }

    [Fact]
    public void Two_thousand_sets_cost_a_query_next_to_nothing()
    {
        var rules = new SearchRules(
            [
                .. Enumerable.Range(0, SynonymSet.Most)
                    .Select(n => new Synonyms.Set(null, [$"word{n}", $"other{n}"], [])),
            ],
            [], RankingWeights.Usual);
        rules.Read("word7 and other8", "en");

        var clock = System.Diagnostics.Stopwatch.StartNew();
        for (var i = 0; i < 1_000; i++) rules.Read("word7 and other8", "en");

        Assert.InRange(clock.ElapsedMilliseconds, 0, 1_000);
    }
}
