using System.Net;
using System.Net.Http.Json;
using Feria.Orders.Tests;

namespace Feria.FlashSales.Tests;

/// <summary>Making, changing and stopping a sale, and the units it owns.</summary>
public sealed class TermsTests(Bazaar bazaar) : IClassFixture<Bazaar>
{
    [Fact]
    public async Task Its_units_are_set_aside_so_that_no_ordinary_checkout_takes_them()
    {
        var offer = await bazaar.OfferAsync(await bazaar.OpenStoreAsync(), 1000, 10);
        var sale = Id.New();
        Assert.Equal(HttpStatusCode.OK, (await bazaar.PutAsync(sale, Bazaar.Terms(offer, 8))).StatusCode);

        Assert.Equal(new Units(10, 8, 0), await bazaar.UnitsAsync(offer));
        using var buyer = bazaar.AsGuest();
        var refused = await Shop.BuyAsync(
            buyer, Shop.Purchase(items: new[] { new { offer, quantity = 3 } }));
        Assert.Equal("out_of_stock", await refused.CodeAsync());
        Bazaar.Accepted(await Shop.BuyAsync(buyer, Shop.Purchase(items: new[] { new { offer, quantity = 2 } })));
        Assert.True(await bazaar.StockAddsUpAsync());
    }

    [Fact]
    public async Task Before_its_line_opens_all_but_the_offer_may_change_and_then_nothing()
    {
        var offer = await bazaar.OfferAsync(await bazaar.OpenStoreAsync(), 1000, 10);
        var sale = Id.New();
        await bazaar.PutAsync(sale, Bazaar.Terms(offer, 8, slug: $"first-{sale:N}"));
        var fewer = await bazaar.PutAsync(sale, Bazaar.Terms(offer, 5, perBuyer: 2, slug: $"second-{sale:N}"));
        var changed = await fewer.JsonAsync();
        Assert.Equal((5, 2), (changed.GetProperty("units").GetInt32(), changed.GetProperty("perBuyer").GetInt32()));
        Assert.Equal(new Units(10, 5, 0), await bazaar.UnitsAsync(offer));
        var digest = changed.GetProperty("seedDigest").GetString();

        var more = await bazaar.PutAsync(sale, Bazaar.Terms(offer, 11));
        Assert.Equal("flash_units_short", await more.CodeAsync());
        var other = await bazaar.OfferAsync(await bazaar.OpenStoreAsync(), 1000, 10);
        Assert.Equal("flash_offer_stays", await (await bazaar.PutAsync(sale, Bazaar.Terms(other, 5))).CodeAsync());
        var yen = await bazaar.PutAsync(sale, Bazaar.Terms(offer, 5, currency: "JPY"));
        Assert.Equal("flash_wrong_currency", await yen.CodeAsync());
        var late = await bazaar.PutAsync(sale, Bazaar.Terms(offer, 5, opensIn: TimeSpan.FromHours(5)));
        Assert.Equal("flash_times_crossed", await late.CodeAsync());
        Assert.Equal(new Units(10, 5, 0), await bazaar.UnitsAsync(offer));

        await bazaar.HoursAsync(sale, "opens_at = now()");
        Assert.Equal("flash_terms_stand", await (await bazaar.PutAsync(sale, Bazaar.Terms(offer, 5))).CodeAsync());
        Assert.Equal(digest, (await bazaar.WatchAsync(sale)).GetProperty("seedDigest").GetString());
    }

    [Fact]
    public async Task An_address_is_one_sale_s()
    {
        var offer = await bazaar.OfferAsync(await bazaar.OpenStoreAsync(), 1000, 10);
        var slug = $"twice-{Guid.NewGuid():N}";
        await bazaar.PutAsync(Id.New(), Bazaar.Terms(offer, 2, slug: slug));
        var second = await bazaar.PutAsync(Id.New(), Bazaar.Terms(offer, 2, slug: slug));
        Assert.Equal("flash_address_taken", await second.CodeAsync());
        Assert.Equal(new Units(10, 2, 0), await bazaar.UnitsAsync(offer));
    }

    [Fact]
    public async Task Stopped_before_it_began_it_gives_everything_back()
    {
        var (sale, offer) = await bazaar.GatherAsync(4);
        using var buyer = bazaar.AsGuest();
        await Bazaar.JoinAsync(buyer, sale);

        var stopped = await bazaar.Manager.PostAsync($"/api/v1/admin/flash-sales/{sale}/stop", null);
        Assert.Equal(HttpStatusCode.OK, stopped.StatusCode);
        var closed = await bazaar.UntilClosedAsync(sale);

        Assert.Equal("stopped", closed.GetProperty("closedWhy").GetString());
        Assert.Equal(4, closed.GetProperty("unsold").GetInt32());
        Assert.Equal(new Units(4, 0, 0), await bazaar.UnitsAsync(offer));
        Assert.Equal("closed", (await Bazaar.UntilAsync(buyer, sale, "closed")).GetProperty("state").GetString());
        Assert.Equal("flash_sale_not_open", await (await Bazaar.BuyAsync(buyer, sale, offer)).CodeAsync());
        Assert.Equal(HttpStatusCode.OK,
            (await bazaar.Manager.PostAsync($"/api/v1/admin/flash-sales/{sale}/stop", null)).StatusCode);
    }

    [Fact]
    public async Task Everybody_sees_what_is_coming()
    {
        var offer = await bazaar.OfferAsync(await bazaar.OpenStoreAsync(), 1000, 10);
        var slug = $"seen-{Guid.NewGuid():N}";
        var sale = Id.New();
        await bazaar.PutAsync(sale, Bazaar.Terms(offer, 7, perBuyer: 2, slug: slug));

        var shown = await (await bazaar.Http.GetAsync($"/api/v1/flash-sales/{slug}")).JsonAsync();
        Assert.Equal((sale, "announced", 7, 7, 600L, 1000L), (shown.GetProperty("id").GetGuid(),
            shown.GetProperty("phase").GetString(), shown.GetProperty("units").GetInt32(),
            shown.GetProperty("left").GetInt32(), shown.GetProperty("price").GetProperty("amount").GetInt64(),
            shown.GetProperty("offer").GetProperty("price").GetProperty("amount").GetInt64()));
        var coming = await (await bazaar.Http.GetAsync("/api/v1/flash-sales")).JsonAsync();
        Assert.Contains(coming.GetProperty("items").EnumerateArray(), one => one.GetProperty("id").GetGuid() == sale);
        var all = await bazaar.Manager.GetFromJsonAsync<System.Text.Json.JsonElement>("/api/v1/admin/flash-sales");
        Assert.Contains(all.GetProperty("items").EnumerateArray(), one => one.GetProperty("id").GetGuid() == sale);
        var none = await bazaar.Http.GetAsync("/api/v1/flash-sales/no-such");
        Assert.Equal("flash_sale_not_found", await none.CodeAsync());
    }
}
