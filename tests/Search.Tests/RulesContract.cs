using System.Text.Json;

namespace Feria.Search.Tests;

/// <summary>What people write about searches means the same to every engine, as soon as it is written.</summary>
public abstract class RulesContract
{
    protected abstract Stall Stall { get; }

    [Fact]
    public async Task Words_that_mean_the_same_find_the_same_until_that_is_taken_back()
    {
        var staff = await Staff.OfAsync(Stall);
        Assert.Empty(await Stall.TitlesAsync("q=icebox"));

        var made = await staff.RuleAsync(HttpMethod.Post, "/admin/search/synonyms",
            new { words = new[] { "icebox", "refrigerator" } });
        Assert.Contains("Crisp Mini Refrigerator", await Stall.TitlesAsync("q=icebox"));
        Assert.Contains("Crisp Mini Refrigerator", await Stall.TitlesAsync("q=iceboxes"));
        Assert.Equal(3, (await Stall.AskAsync("q=refrigerator")).GetProperty("total").GetInt32());

        await staff.RuleAsync(HttpMethod.Delete,
            $"/admin/search/synonyms/{made.GetProperty("id").GetGuid()}?version=1");
        Assert.Empty(await Stall.TitlesAsync("q=icebox"));
    }

    [Fact]
    public async Task One_word_may_mean_another_and_not_the_other_way_round()
    {
        var staff = await Staff.OfAsync(Stall);
        var before = await Stall.TitlesAsync("q=kettle");
        await staff.RuleAsync(HttpMethod.Post, "/admin/search/synonyms",
            new { words = new[] { "samovar" }, means = new[] { "kettle" } });

        Assert.Equal(["Kettle 1-1/2 l"], await Stall.TitlesAsync("q=samovar"));
        Assert.Equal(before, await Stall.TitlesAsync("q=kettle"));
    }

    [Fact]
    public async Task Phrases_and_words_mean_each_other()
    {
        var staff = await Staff.OfAsync(Stall);
        await staff.RuleAsync(HttpMethod.Post, "/admin/search/synonyms",
            new { words = new[] { "escritorioleuchte", "desk lamp" } });
        await staff.RuleAsync(HttpMethod.Post, "/admin/search/synonyms",
            new { words = new[] { "foot covers", "zapatillas" } });

        Assert.Equal("Borealis Desk Lamp with LED bulb", (await Stall.TitlesAsync("q=escritorioleuchte"))[0]);
        Assert.Equal("Zapatillas rojas de montaña", (await Stall.TitlesAsync("q=foot covers"))[0]);
    }

    [Fact]
    public async Task A_synonym_of_one_language_is_for_those_who_search_in_it()
    {
        var staff = await Staff.OfAsync(Stall);
        await staff.RuleAsync(HttpMethod.Post, "/admin/search/synonyms",
            new { language = "es", words = new[] { "hervidor", "kettle" } });

        Assert.Equal(["Kettle 1-1/2 l"], await Stall.TitlesAsync("q=hervidor&locale=es"));
        Assert.Empty(await Stall.TitlesAsync("q=hervidor&locale=en"));
    }

    [Fact]
    public async Task Pins_come_first_in_their_order_hidden_products_not_at_all_and_pages_repeat_nothing()
    {
        var staff = await Staff.OfAsync(Stall);
        var all = (await Stall.AskAsync("q=refrigerator")).GetProperty("items").EnumerateArray()
            .Select(item => item.GetProperty("id").GetGuid()).ToList();
        Assert.Equal(3, all.Count);
        var kettle = await IdAsync("kettle");
        var gone = Guid.NewGuid();
        await Stall.SqlAsync($"insert into search.gone (product_id, version) values ('{gone}', 0)");
        var made = await staff.RuleAsync(HttpMethod.Post, "/admin/search/curations", new
        {
            query = "The REFRIGERATOR", pins = new[] { gone, kettle, all[2] }, hidden = new[] { all[0] },
        });

        var found = await Stall.AskAsync("q=refrigerator");
        Assert.Equal([kettle, all[2], all[1]], found.GetProperty("items").EnumerateArray()
            .Select(item => item.GetProperty("id").GetGuid()));
        Assert.Equal(3, found.GetProperty("total").GetInt32());
        // Page by page.
        var seen = new List<Guid>();
        string? cursor = null;
        do
        {
            var page = await Stall.AskAsync($"q=refrigerator&limit=3{(cursor is null ? "" : $"&cursor={cursor}")}");
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetGuid()));
            cursor = page.GetProperty("next").GetString();
        }
        while (cursor is not null);
        Assert.Equal([kettle, all[2], all[1]], seen);
        // The whole query, never its beginning; and who narrows asks for something else.
        Assert.DoesNotContain(kettle, Ids(await Stall.AskAsync("q=refrigerator white")));
        Assert.DoesNotContain(kettle, Ids(await Stall.AskAsync("q=refrigerator&category=kitchen")));
        Assert.DoesNotContain(all[0], Ids(await Stall.AskAsync("q=refrigerator&category=kitchen")));

        await staff.RuleAsync(HttpMethod.Delete,
            $"/admin/search/curations/{made.GetProperty("id").GetGuid()}?version=1");
        Assert.Equal(all, Ids(await Stall.AskAsync("q=refrigerator")));
    }

    [Fact]
    public async Task A_query_leads_to_a_page_of_this_site_in_its_time()
    {
        var staff = await Staff.OfAsync(Stall);
        await staff.RuleAsync(HttpMethod.Post, "/admin/search/curations",
            new { query = "gift card", redirect = "/category/fashion" });
        await staff.RuleAsync(HttpMethod.Post, "/admin/search/curations",
            new { query = "last year", redirect = "/cart", endsAt = DateTime.UtcNow.AddDays(-1) });

        Assert.Equal("/category/fashion", (await Stall.AskAsync("q=GIFT card")).GetProperty("redirect").GetString());
        Assert.Equal(JsonValueKind.Null, (await Stall.AskAsync("q=last year")).GetProperty("redirect").ValueKind);
        var page = await Stall.Http.GetAsync("/es/search?q=gift card");
        Assert.Equal((302, "/es/category/fashion"), ((int)page.StatusCode, page.Headers.Location!.OriginalString));
    }

    async Task<Guid> IdAsync(string query) => Ids(await Stall.AskAsync($"q={query}"))[0];

    static IReadOnlyList<Guid> Ids(JsonElement found) =>
        [.. found.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetGuid())];
}
