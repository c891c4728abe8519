using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Feria.Contracts;
using Microsoft.Extensions.DependencyInjection;
using static Feria.Inventory.Tests.Shop;

namespace Feria.Inventory.Tests;

/// <summary>A store's own stock, through the doors of those who work there.</summary>
public sealed class StoreStockTests(Market market) : IClassFixture<Market>
{
    readonly IStock stock = market.Services.GetRequiredService<IStock>();

    [Fact]
    public async Task A_store_sees_its_own_offers_newest_first_and_no_others()
    {
        var (store, clerk) = await market.OpenAsync();
        var (older, newer) = (await market.OfferAsync(store, units: 5), await market.OfferAsync(store));
        await market.OfferAsync(await market.OpenStoreAsync(), units: 9);
        await market.DoAsync(tx => stock.ReserveAsync(tx, [new(Id.New(), older, 2, null)]));

        var first = await ReadAsync(clerk, PathOf(store) + "?limit=1");
        var rest = await ReadAsync(clerk, $"{PathOf(store)}?limit=1&cursor={first.GetProperty("next").GetString()}");

        var line = Assert.Single(rest.GetProperty("items").EnumerateArray());
        Assert.Equal(newer, Assert.Single(first.GetProperty("items").EnumerateArray()).GetProperty("offer").GetGuid());
        Assert.Equal(older, line.GetProperty("offer").GetGuid());
        Assert.Equal((5, 2, 3), (Number(line, "onHand"), Number(line, "reserved"), Number(line, "free")));
        Assert.Equal(JsonValueKind.Null, rest.GetProperty("next").ValueKind);
    }

    [Fact]
    public async Task An_offer_is_found_by_its_SKU_a_part_of_it_or_of_its_title()
    {
        var (store, clerk) = await market.OpenAsync();
        var lamp = await market.OfferAsync(store);
        for (var i = 0; i < 3; i++) await market.OfferAsync(store);
        await market.SqlAsync($"""
            update catalog.offer set sku = 'LAMP' where id = '{lamp}';
            update catalog.offer set sku = 'LAMP-' || left(id::text, 1) || right(id::text, 5)
            where store_id = '{store}' and id <> '{lamp}';
            update catalog.product set title = 'Lámpara 100%' where id = (
                select v.product_id from catalog.variant v join catalog.offer o on o.variant_id = v.id
                where o.id = '{lamp}')
            """);

        foreach (var text in new[] { "LÁMPARA", "00%", "LAMP&limit=1" })
        {
            var found = (await ReadAsync(clerk, $"{PathOf(store)}?q={text.Replace("%", "%25")}")).GetProperty("items");
            Assert.Equal(lamp, found[0].GetProperty("offer").GetGuid());
        }

        Assert.Equal(4, (await ReadAsync(clerk, PathOf(store) + "?q=lamp")).GetProperty("items").GetArrayLength());
        Assert.Empty((await ReadAsync(clerk, PathOf(store) + "?q=_")).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task A_count_and_an_adjustment_say_who_and_why()
    {
        var (store, clerk) = await market.OpenAsync("Bruna Costa");
        var offer = await market.OfferAsync(store);

        await clerk.PutAsJsonAsync(PathOf(store, offer), new { onHand = 10 });
        var adjusted = await clerk.PutAsJsonAsync(PathOf(store, offer), new { adjustment = -3, why = "broken" });

        Assert.Equal(7, Number(await adjusted.JsonAsync(), "free"));
        var movements = (await ReadAsync(clerk, PathOf(store, offer))).GetProperty("movements").GetProperty("items");
        Assert.Equal(["adjustment 10→7 Bruna Costa broken", "initial 0→10 Bruna Costa "],
            movements.EnumerateArray().Select(one => $"{one.GetProperty("kind")} {one.GetProperty("from")}→"
                + $"{one.GetProperty("to")} {one.GetProperty("who")} {one.GetProperty("why")}"));
    }

    [Fact]
    public async Task Of_two_counts_made_beside_the_same_units_one_is_told_of_the_other()
    {
        var (store, clerk) = await market.OpenAsync();
        var offer = await market.OfferAsync(store, units: 5);

        var answers = await Task.WhenAll(new[] { 8, 9 }.Select(onHand =>
            clerk.PutAsJsonAsync(PathOf(store, offer), new { onHand, seen = 5 })));

        var late = Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Conflict);
        Assert.Equal("stock_changed_meanwhile", await late.CodeAsync());
        Assert.Equal(2L, await market.SqlAsync(
            $"select count(*) from inventory.movement where offer_id = '{offer}'"));
    }

    [Theory]
    [InlineData("""{"adjustment":1}""", "count_or_adjustment")]
    [InlineData("""{"onHand":2}""", "stock_below_reserved")]
    [InlineData("""{"adjustment":-9,"why":"x"}""", "stock_out_of_bounds")]
    [InlineData("""{"onHand":-1}""", "invalid_fields")]
    [InlineData("""{"onHand":9,"seen":4}""", "stock_changed_meanwhile")]
    public async Task What_the_administrator_may_not_the_store_may_not(string body, string code)
    {
        var (store, clerk) = await market.OpenAsync();
        var offer = await market.OfferAsync(store, units: 5);
        await market.DoAsync(tx => stock.ReserveAsync(tx, [new(Id.New(), offer, 3, null)]));

        var answer = await clerk.PutAsync(PathOf(store, offer), new StringContent(body, null, "application/json"));

        Assert.Equal(code, await answer.CodeAsync());
        Assert.Equal(new Units(5, 3, 0), await market.UnitsAsync(offer));
    }

    [Fact]
    public async Task Who_does_not_work_there_finds_no_store_and_another_stores_offer_is_none()
    {
        var (store, clerk) = await market.OpenAsync();
        var (elsewhere, _) = await market.OpenAsync();
        var (own, other) = (await market.OfferAsync(store, units: 5), await market.OfferAsync(elsewhere, units: 5));
        var stranger = market.As(Id.New());

        foreach (var (who, path, code) in new[]
        {
            (stranger, PathOf(store, own), "store_not_found"), (clerk, PathOf(elsewhere, other), "store_not_found"),
            (clerk, PathOf(store, other), "offer_not_found"),
        })
        {
            Assert.Equal(code, await (await who.GetAsync(path)).CodeAsync());
            Assert.Equal(code, await (await who.PutAsJsonAsync(path, new { onHand = 1 })).CodeAsync());
            Assert.Equal(code, await (await who.PutAsJsonAsync(
                path + "/threshold", new { threshold = 1 })).CodeAsync());
        }

        Assert.Equal("store_not_found", await (await stranger.GetAsync(PathOf(store))).CodeAsync());
        Assert.Equal(new Units(5, 0, 0), await market.UnitsAsync(own));
        Assert.Equal(new Units(5, 0, 0), await market.UnitsAsync(other));
        Assert.Equal(0L, await market.SqlAsync("select count(*) from inventory.stock where threshold is not null"));
    }

    static long Number(JsonElement of, string name) => of.GetProperty(name).GetInt64();

    static async Task<JsonElement> ReadAsync(HttpClient who, string path)
    {
        var answer = await who.GetAsync(path);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return await answer.JsonAsync();
    }
}
