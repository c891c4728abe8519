using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Search.Tests;

public sealed class SearchProductsTests(Stall stall) : IClassFixture<Stall>
{
    [Theory]
    [InlineData("refrigirator", "en")]
    [InlineData("led bulb", "es")]
    [InlineData("ulaanbaatar \"quoted\"", "en")]
    [InlineData("", "en")]
    public async Task An_answer_is_what_any_other_would_be_as_json(string query, string locale)
    {
        var finder = stall.Services.GetRequiredService<Finder>();
        var (found, _) = await SearchProducts.FindAsync(
            new(query, Limit: 3, Locale: locale), finder, stall.Database, CancellationToken.None);

        var answer = await stall.Http.GetAsync(
            $"/api/v1/products?limit=3&locale={locale}&q={Uri.EscapeDataString(query)}");

        Assert.Equal("application/json; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
        Assert.Equal(JsonSerializer.Serialize(found, Kernel.Json.Options), await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("minPrice=5&maxPrice=4", 422, "search_prices_crossed")]
    [InlineData("category=nowhere", 422, "search_category_unknown")]
    [InlineData("cursor=!!!", 400, "malformed_cursor")]
    [InlineData("sort=random()", 400, null)]
    [InlineData("limit=0", 400, null)]
    [InlineData("limit=101", 400, null)]
    [InlineData("minRating=6", 400, null)]
    [InlineData("minPrice=-1", 400, null)]
    [InlineData("currency=dollars", 400, null)]
    [InlineData("minPrice=many", 400, null)]
    public async Task What_makes_no_sense_is_refused(string query, int status, string? code)
    {
        var answer = await stall.Http.GetAsync($"/api/v1/products?{query}");

        Assert.Equal((HttpStatusCode)status, answer.StatusCode);
        var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        if (code is not null) Assert.Equal(code, problem.GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("'; drop table search.document; --")]
    [InlineData("%' or 1=1")]
    [InlineData("\\' & | ! ( ) :* <->")]
    [InlineData("12345678901234567890123456789012345678901234567890/0")]
    [InlineData("🦆🦆 ﷽ \u202e")]
    public async Task Hostile_text_is_only_text(string text)
    {
        var answer = await stall.Http.GetAsync($"/api/v1/products?q={Uri.EscapeDataString(text)}");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(12, (await stall.AskAsync("limit=1")).GetProperty("total").GetInt32());
    }

    // Each asks for news of the index: those who wait for them must not hold the connections news come by.
    [Fact]
    public async Task More_searches_at_once_than_there_are_connections_are_all_answered()
    {
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 200).Select(_ => stall.Http.GetAsync("/api/v1/products?q=bulb")));

        Assert.All(answers, answer => Assert.Equal(200, (int)answer.StatusCode));
    }
}
