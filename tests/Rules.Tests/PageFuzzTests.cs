using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Feria.Catalog;
using Feria.Contracts;
using Feria.Stores;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Rules.Tests;

/// <summary>
/// Hostile text in listings and addresses: no page breaks, and none gains a script, a handler or a frame.
/// </summary>
public sealed class PageFuzzTests(FeriaHost host) : IClassFixture<FeriaHost>
{
    const int SampleEvery = 41;
    static readonly string[] Sources = ["src", "href", "action", "formaction", "data"];

    [Theory]
    [InlineData("/search?q=")]
    [InlineData("/search?category=")]
    [InlineData("/search?minPrice=")]
    [InlineData("/search?sort=")]
    [InlineData("/es/search?q=")]
    [InlineData("/product/")]
    [InlineData("/store/")]
    [InlineData("/sign-in?to=")]
    [InlineData("/no/such/page/")]
    public async Task A_page_asked_with_hostile_text_runs_nothing(string page)
    {
        var plain = await ScriptsAsync(page + "plain");
        foreach (var text in HostileStrings.Sample(SampleEvery).Where(text => text.Length < 1500))
            Assert.Equal(plain, await ScriptsAsync(page + Uri.EscapeDataString(text)));
    }

    [Fact]
    public async Task A_hostile_listing_is_shown_as_the_text_it_is()
    {
        var store = Id.New();
        await using (var tx = await host.Database.WriteAsync())
        {
            await PutStores.RunAsync(tx, [new(store, "fuzz", "Fuzz", "", "Leeds", "GB", "en", "GBP", 1000, 0, null,
                new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc))]);
            var category = await PutCategories.RunAsync(tx, "fuzz",
                [new("any", null, new Dictionary<string, string> { ["en"] = "Any", ["es"] = "Todo" })]);
            var texts = HostileStrings.Sample(SampleEvery)
                .Where(text => text.Trim().Length > 0 && Text.IsStorable(text))
                .Append("</script><script>alert(1)</script>").ToList();
            var put = await PutListings.RunAsync(tx, host.Services.GetRequiredService<IStock>(),
                [.. texts.Select((text, at) => ListingOf(text, at, store, category.Ids["any"]))], "fuzz");
            Assert.Empty(put.Refused);
            await tx.CommitAsync();
        }

        await host.SettleAsync();
        await using var read = await host.Database.ReadAsync();
        var products = await read.ListAsync<Shown>("select slug, title from catalog.product");
        foreach (var product in products)
        {
            var document = await OpenAsync($"/product/{product.Slug}");
            Assert.Equal(Spaced(product.Title), Spaced(document.QuerySelector("h1")!.TextContent));
            Assert.Empty(Foreign(document));
        }
    }

    static Listing ListingOf(string text, int at, Guid store, Guid category) => new(
        "fuzz", $"f{at}", Cut(text, 200), text, Cut(text, 60), "en", [], [category],
        [new([], [new(store, $"F-{at}", 1_000, 1_500, "GBP", 5)])], [new("/assets/one.svg", Cut(text, 100))], []);

    async Task<int> ScriptsAsync(string address)
    {
        var document = await OpenAsync(address);
        Assert.Empty(Foreign(document));
        return document.Scripts.Length;
    }

    async Task<IDocument> OpenAsync(string address)
    {
        using var answer = await host.Http.GetAsync(address);
        Assert.True((int)answer.StatusCode < 500, $"{(int)answer.StatusCode} for {address}");
        return await new HtmlParser().ParseDocumentAsync(await answer.Content.ReadAsStringAsync());
    }

    // What hostile text would have to become to run: a handler, a frame, a script of its own, an address that is code.
    static IEnumerable<string> Foreign(IDocument document) =>
        from element in document.All
        from fault in element.Attributes
            .Where(attribute => attribute.Name.StartsWith("on", StringComparison.OrdinalIgnoreCase)
                || (Sources.Contains(attribute.Name)
                    && attribute.Value.TrimStart().StartsWith("javascript:", StringComparison.OrdinalIgnoreCase)))
            .Select(attribute => attribute.Name)
            .Concat(element.LocalName is "iframe" or "object" or "embed" ? [element.LocalName] : [])
            .Concat(element is { LocalName: "script" } && !element.HasAttribute("src")
                && element.GetAttribute("type") != "application/ld+json" ? ["inline script"] : [])
        select $"{element.LocalName}: {fault}";

    // HTML shows a run of white space as one space.
    static string Spaced(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    static string Cut(string text, int length)
    {
        if (text.Length <= length) return text;
        return char.IsHighSurrogate(text[length - 1]) ? text[..(length - 1)] : text[..length];
    }

    sealed record Shown(string Slug, string Title);
}
