using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using AngleSharp.Html.Parser;
using Feria.Catalog;
using Feria.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Storefront.Tests;

public sealed class StorePageTests(StorePageTests.Corner corner) : IClassFixture<StorePageTests.Corner>
{
    [Fact]
    public async Task A_store_shows_what_it_sells_newest_first_each_thing_once()
    {
        Assert.Equal(["Two sizes", "Lamp"], await ShownAsync("/store/corner"));
        Assert.Equal(["Two sizes", "Chair"], await ShownAsync("/store/opposite"));
    }

    [Fact]
    public async Task A_page_of_a_store_ends_where_the_next_begins()
    {
        var first = await AskAsync("/api/v1/stores/corner/products?limit=1");
        var cursor = first.GetProperty("next").GetString();
        var second = await AskAsync($"/api/v1/stores/corner/products?limit=1&cursor={cursor}");

        Assert.Equal("Two sizes", Title(first));
        Assert.Equal("Lamp", Title(second));
        Assert.Equal(JsonValueKind.Null, second.GetProperty("next").ValueKind);
        Assert.Equal(["Lamp"], await ShownAsync($"/store/corner?cursor={cursor}"));
    }

    [Theory]
    [InlineData("/api/v1/stores/nowhere/products", HttpStatusCode.NotFound)]
    [InlineData("/api/v1/stores/corner/products?cursor=odd!", HttpStatusCode.BadRequest)]
    [InlineData("/store/corner?cursor=odd!", HttpStatusCode.OK)]
    public async Task What_is_not_there_is_said(string path, HttpStatusCode status) =>
        Assert.Equal(status, (await corner.Http.GetAsync(path)).StatusCode);

    async Task<IEnumerable<string>> ShownAsync(string path)
    {
        var page = new HtmlParser().ParseDocument(await corner.Http.GetStringAsync(path));
        return page.QuerySelectorAll(".card .name").Select(name => name.TextContent);
    }

    async Task<JsonElement> AskAsync(string path) => await corner.Http.GetFromJsonAsync<JsonElement>(path);

    static string Title(JsonElement page) =>
        Assert.Single(page.GetProperty("items").EnumerateArray()).GetProperty("title").GetString()!;

    /// <summary>Two stores; one thing is sold by both, in two sizes.</summary>
    public sealed class Corner : FeriaHost
    {
        protected override async Task PrepareAsync()
        {
            await using var tx = await Database.WriteAsync();
            var stores = Services.GetRequiredService<IStoreBook>();
            var corner = (await stores.BySlugOrOpenAsync(tx, "corner", "Corner", "USD")).Id;
            var opposite = (await stores.BySlugOrOpenAsync(tx, "opposite", "Opposite", "USD")).Id;
            Listing[] listings =
            [
                Thing("Lamp", [new([], [Sold(corner, "lamp")])]),
                Thing("Chair", [new([], [Sold(opposite, "chair")])]),
                Thing(
                    "Two sizes",
                    [
                        new(["S"], [Sold(corner, "s"), Sold(opposite, "s")]),
                        new(["L"], [Sold(corner, "l"), Sold(opposite, "l")]),
                    ],
                    "Size"),
            ];
            foreach (var listing in listings)
            {
                var put = await PutListings.RunAsync(tx, Services.GetRequiredService<IStock>(), [listing], "test");
                Assert.Empty(put.Refused);
            }

            await tx.CommitAsync();
        }

        static Listing Thing(string title, IReadOnlyList<ListedVariant> variants, params string[] options) =>
            new("test", title, title, "", null, "en", options, [], variants, [], []);

        static ListedOffer Sold(Guid store, string sku) => new(store, sku, 1_000, null, "USD", 5);
    }
}
