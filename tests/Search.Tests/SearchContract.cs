using System.Text.Json;

namespace Feria.Search.Tests;

/// <summary>What every engine promises: the same searches, with the same answers.</summary>
public abstract class SearchContract
{
    /// <summary>A shelf whose searches this engine answers.</summary>
    protected abstract Stall Stall { get; }

    [Theory]
    [InlineData("refrigerators", "Crisp Mini Refrigerator")]
    [InlineData("refrigirator mini", "Crisp Mini Refrigerator")]
    [InlineData("montana", "Zapatillas rojas de montaña")]
    [InlineData("zapatilla rojo", "Zapatillas rojas de montaña")]
    [InlineData("camisao algodao", "Camisão de algodão")]
    [InlineData("1.5 liter kettle", "Kettle 1-1/2 l")]
    [InlineData("woman shirts", "Women's shirt")]
    [InlineData("tugb", "Coating SC-141 Tugboat")]
    [InlineData("deskbulb", "Borealis Desk Lamp with LED bulb")]
    public async Task A_product_is_found_by_other_words_than_its_own(string query, string title) =>
        Assert.Equal(title, (await Stall.TitlesAsync($"q={Uri.EscapeDataString(query)}"))[0]);

    [Theory]
    [InlineData("light bulb")]
    [InlineData("lightbulb")]
    public async Task Joined_and_parted_words_find_each_other(string query)
    {
        var titles = await Stall.TitlesAsync($"q={query}");

        Assert.Contains("Acme LED Light Bulb 60-Watt", titles);
        Assert.Contains("Acme Halogen Lightbulb 40W", titles);
    }

    [Fact]
    public async Task A_misspelled_query_tells_what_it_was_taken_for()
    {
        var found = await Stall.AskAsync("q=refrigirator");

        Assert.Equal("refrigerator", found.GetProperty("corrected").GetString());
        Assert.Equal(3, found.GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task The_thing_itself_comes_before_what_goes_with_it() =>
        Assert.Equal("Replacement filter for refrigerator", (await Stall.TitlesAsync("q=refrigerator"))[^1]);

    [Theory]
    [InlineData("SKU-c1")]
    [InlineData("sku c1")]
    [InlineData("sku-C1")]
    public async Task An_exact_code_comes_first(string code) =>
        Assert.Equal("Coating SC-141 Tugboat", (await Stall.TitlesAsync($"q={code}"))[0]);

    [Fact]
    public async Task A_code_without_spaces_finds_that_product_alone()
    {
        var found = await Stall.AskAsync("q=SKU-c1");

        Assert.Equal("code", found.GetProperty("matched").GetString());
        Assert.Equal(1, found.GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task A_code_in_a_title_finds_that_one_first_and_is_never_corrected()
    {
        Assert.Equal("Coating SC-142 Cactus", (await Stall.TitlesAsync("q=SC-142"))[0]);
        Assert.Equal(JsonValueKind.Null, (await Stall.AskAsync("q=SX-149")).GetProperty("corrected").ValueKind);
    }

    [Fact]
    public async Task A_category_means_its_subtree()
    {
        Assert.Equal(9, (await Stall.AskAsync("category=home")).GetProperty("total").GetInt32());
        Assert.Equal(3, (await Stall.AskAsync("category=lighting")).GetProperty("total").GetInt32());
        Assert.Equal(1, (await Stall.AskAsync("q=bulb&category=home&inStock=true")).GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task Filters_keep_what_passes_all_of_them()
    {
        Assert.Equal(
            ["Crisp Mini Refrigerator", "Crisp Refrigerator 18 cu. ft. White"],
            await Stall.TitlesAsync(
                "category=kitchen&brand=Crisp&minPrice=19900&maxPrice=89900&currency=USD&sort=price_asc"));
        Assert.Empty(await Stall.TitlesAsync("category=kitchen&minPrice=100&currency=EUR"));
        Assert.Empty(await Stall.TitlesAsync("minRating=1"));
        Assert.DoesNotContain(
            "Borealis Desk Lamp with LED bulb", await Stall.TitlesAsync("category=lighting&inStock=true"));
    }

    [Fact]
    public async Task A_facet_counts_what_passes_every_filter_but_its_own()
    {
        var facets = (await Stall.AskAsync("q=refrigerator&brand=Crisp&maxPrice=50000")).GetProperty("facets");

        // Borealis' filter is within the price; the big Crisp is not.
        Assert.Equal(
            [("Borealis", 1), ("Crisp", 1)],
            facets.GetProperty("brands").EnumerateArray()
                .Select(one => (one.GetProperty("name").GetString()!, one.GetProperty("count").GetInt32())).Order());
        Assert.Equal(2, facets.GetProperty("prices").EnumerateArray().Sum(one => one.GetProperty("count").GetInt32()));
        Assert.Equal(1, facets.GetProperty("inStock").GetInt32());
        Assert.Equal(
            [("home", 1), ("kitchen", 1)],
            facets.GetProperty("categories").EnumerateArray()
                .Select(one => (one.GetProperty("slug").GetString()!, one.GetProperty("count").GetInt32())).Order());
    }

    [Fact]
    public async Task Categories_are_named_in_the_language_asked_for() =>
        Assert.Contains("Kitchen (es)", (await Stall.AskAsync("q=kettle&locale=es")).GetProperty("facets")
            .GetProperty("categories").EnumerateArray().Select(one => one.GetProperty("name").GetString()));

    [Fact]
    public async Task Nothing_found_offers_something()
    {
        var found = await Stall.AskAsync("q=qqqzzz");

        Assert.Equal("none", found.GetProperty("matched").GetString());
        Assert.Equal(0, found.GetProperty("total").GetInt32());
        Assert.NotEmpty(found.GetProperty("nearest").EnumerateArray());
        Assert.Equal("qqqzzz", found.GetProperty("ignored")[0].GetString());
    }

    [Fact]
    public async Task Typing_is_completed_and_forgiven()
    {
        var typed = await SuggestAsync("mini refr");
        Assert.Equal("mini refrigerator", typed.GetProperty("queries")[0].GetString());
        Assert.Equal("Crisp Mini Refrigerator", typed.GetProperty("products")[0].GetProperty("name").GetString());
        Assert.Equal("Kitchen", typed.GetProperty("categories")[0].GetProperty("name").GetString());

        Assert.Equal("refrigerator", (await SuggestAsync("refrigirator")).GetProperty("queries")[0].GetString());
        Assert.Empty((await SuggestAsync("")).GetProperty("queries").EnumerateArray());
    }

    async Task<JsonElement> SuggestAsync(string text) => JsonDocument.Parse(
        await Stall.Http.GetStringAsync($"/api/v1/suggestions?q={Uri.EscapeDataString(text)}")).RootElement;
}
