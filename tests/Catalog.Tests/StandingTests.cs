using System.Text.Json;
using Feria.Accounts.Tests;
using Feria.Stores.Tests;

namespace Feria.Catalog.Tests;

/// <summary>Which of several offers a product's page shows first is no secret.</summary>
public sealed class StandingTests(DemoHost host) : IClassFixture<DemoHost>
{
    [Fact]
    public async Task Why_an_offer_is_shown_first_is_said_to_buyers_and_to_both_stores()
    {
        var (owner, store) = await StoreAsync();
        // It sends for more, and for nothing from a price that is too high to win.
        await host.SqlAsync($$"""
            insert into stores.delivery_method (
                store_id, id, name, kind, days_least, days_most, position, free_from_minor, takes_cash, zones)
            values ('{{store}}', '{{Id.New()}}', 'Mail', 'shipped', 2, 5, 1, 12000, true,
                '[{"areas": [{"country": "BR"}], "price": 700}]')
            """);
        var (rival, other) = await StoreAsync();
        var sku = $"S{Guid.NewGuid():N}"[..12];
        var listed = await owner.DoAsync(HttpMethod.Post, $"/store/{store}/listings", Lamp(sku));
        var product = listed.Body.GetProperty("id").GetGuid();
        var variant = listed.Body.GetProperty("variants")[0].GetProperty("id").GetGuid();
        Task OfferAsync(long amount, long stock) => rival.DoAsync(
            HttpMethod.Put, $"/store/{other}/offers/R-{sku}", new
            {
                variant, price = new { amount, currency = "BRL" }, stock,
            });
        await OfferAsync(9_000, 3);

        var shown = await ShownAsync(product);
        Assert.Equal(
            [("lowest_price", $"R-{sku}"), ("only_offer", $"{sku}-B"), (null, sku)],
            shown.GetProperty("offers").EnumerateArray()
                .Select(offer => (offer.GetProperty("winsBy").GetString(), offer.GetProperty("sku").GetString()!))
                .OrderBy(offer => offer.Item1 is null).ThenBy(offer => offer.Item1, StringComparer.Ordinal));
        Assert.Equal("lowest_price", shown.GetProperty("offer").GetProperty("winsBy").GetString());
        var won = (await rival.GetAsync($"/store/{other}/listings/{product}/standing")).Body.GetProperty("items");
        Assert.Equal((1, 2, "lowest_price", JsonValueKind.Null), StandingOf(Assert.Single(won.EnumerateArray())));
        var lost = (await owner.GetAsync($"/store/{store}/listings/{product}/standing")).Body.GetProperty("items")
            .EnumerateArray().Single(one => one.GetProperty("sku").GetString() == sku);
        Assert.Equal((2, 2, "lowest_price", JsonValueKind.Object), StandingOf(lost));
        var price = lost.GetProperty("priceToWin").GetProperty("amount").GetInt64();
        await owner.DoAsync(HttpMethod.Put, $"/store/{store}/prices", new { prices = new[] { new { sku, price } } });
        Assert.Equal(sku, (await FirstAsync(product, variant)).GetProperty("sku").GetString());
        await owner.DoAsync(
            HttpMethod.Put, $"/store/{store}/prices", new { prices = new[] { new { sku, price = price + 1 } } });
        Assert.Equal($"R-{sku}", (await FirstAsync(product, variant)).GetProperty("sku").GetString());

        await OfferAsync(9_000, 0);
        Assert.Equal("in_stock", (await FirstAsync(product, variant)).GetProperty("winsBy").GetString());
    }

    async Task<JsonElement> FirstAsync(Guid product, Guid variant) =>
        (await ShownAsync(product)).GetProperty("offers").EnumerateArray()
            .First(offer => offer.GetProperty("variant").GetGuid() == variant);

    static (int Place, int Of, string? WinsBy, JsonValueKind PriceToWin) StandingOf(JsonElement one) => (
        one.GetProperty("place").GetInt32(), one.GetProperty("of").GetInt32(), one.GetProperty("winsBy").GetString(),
        one.GetProperty("priceToWin").ValueKind);

    static object Lamp(string sku)
    {
        object Choice(string code, string colour) => new
        {
            sku = code, price = new { amount = 12_990, currency = "BRL" }, stock = 5, options = new[] { colour },
        };
        return new
        {
            title = $"Soapstone lamp {sku}",
            description = "Turned by hand.",
            language = "en",
            optionNames = new[] { "Colour" },
            variants = new[] { Choice(sku, "Grey"), Choice(sku + "-B", "Black") },
        };
    }

    async Task<(Person Owner, Guid Store)> StoreAsync()
    {
        var owner = await host.PersonAsync();
        return (owner, await owner.OpenApprovedAsync(await host.PersonAsync(role: "platform_manager")));
    }

    async Task<JsonElement> ShownAsync(Guid product)
    {
        await host.SettleAsync();
        host.ForgetCopies();
        return await (await host.Http.GetAsync($"/api/v1/products/{product}")).JsonAsync();
    }
}
