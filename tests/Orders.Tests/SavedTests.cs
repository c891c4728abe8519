using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Feria.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Orders.Tests;

public sealed class SavedTests(Market market) : IClassFixture<Market>
{
    [Fact]
    public async Task A_line_is_put_aside_and_comes_back_with_its_units()
    {
        var (cup, lamp) = (await OfferAsync(), await OfferAsync());
        using var guest = market.AsGuest();
        await PutAsync(guest, cup, 3);
        await PutAsync(guest, lamp, 1);

        var saved = await (await SaveAsync(guest, cup)).JsonAsync();
        var again = await (await SaveAsync(guest, cup)).JsonAsync();
        var aside = await SavedAsync(guest);
        var back = await (await BringBackAsync(guest, cup)).JsonAsync();
        var backAgain = await (await BringBackAsync(guest, cup)).JsonAsync();

        Assert.Equal([(lamp, 1)], Lines(saved));
        Assert.Equal((1, 3), (saved.GetProperty("saved").GetInt32(), saved.GetProperty("version").GetInt32()));
        Assert.Equal(3, again.GetProperty("version").GetInt32());
        Assert.Equal([(cup, 3)], Lines(aside));
        Assert.Equal([(lamp, 1), (cup, 3)], Lines(back));
        Assert.Equal(0, back.GetProperty("saved").GetInt32());
        Assert.Equal(4, backAgain.GetProperty("version").GetInt32());
        Assert.Empty(Lines(await SavedAsync(guest)));
    }

    [Fact]
    public async Task Units_saved_twice_add_up_and_are_bounded_in_the_cart()
    {
        var offer = await OfferAsync();
        using var buyer = market.As(Id.New());
        await PutAsync(buyer, offer, 600);
        await SaveAsync(buyer, offer);
        await PutAsync(buyer, offer, 7);
        await SaveAsync(buyer, offer);
        Assert.Equal([(offer, 607)], Lines(await SavedAsync(buyer)));
        await PutAsync(buyer, offer, 600);

        var cart = await (await BringBackAsync(buyer, offer)).JsonAsync();

        Assert.Equal([(offer, 999)], Lines(cart));
    }

    [Fact]
    public async Task What_is_not_for_sale_stays_saved_and_says_what_changed()
    {
        var (cheap, gone) = (await OfferAsync(), await OfferAsync());
        using var buyer = market.As(Id.New());
        foreach (var offer in new[] { cheap, gone })
        {
            await PutAsync(buyer, offer, 2);
            await SaveAsync(buyer, offer);
        }

        await market.SqlAsync($"update catalog.offer set price_minor = 900 where id = '{cheap}'");
        await market.SqlAsync($"update catalog.offer set withdrawn_at = now() where id = '{gone}'");

        Assert.Equal("not_for_sale", await (await BringBackAsync(buyer, gone)).CodeAsync());
        var aside = (await SavedAsync(buyer)).GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(
            [(gone, "not_for_sale"), (cheap, "price_changed")],
            aside.Select(item => (
                item.GetProperty("offer").GetGuid(), item.GetProperty("notices")[0].GetProperty("code").GetString())));
        var cart = await (await BringBackAsync(buyer, cheap)).JsonAsync();
        Assert.Equal(1800, cart.GetProperty("total").GetProperty("amount").GetInt64());
        Assert.Equal(1, cart.GetProperty("saved").GetInt32());
        Assert.Equal(
            HttpStatusCode.NoContent, (await buyer.DeleteAsync($"/api/v1/cart/saved/{gone}")).StatusCode);
        Assert.Equal(
            HttpStatusCode.NoContent, (await buyer.DeleteAsync($"/api/v1/cart/saved/{gone}")).StatusCode);
        Assert.Empty(Lines(await SavedAsync(buyer)));
    }

    [Fact]
    public async Task What_is_nowhere_or_of_others_or_too_much_is_refused_and_nothing_changes()
    {
        var offer = await OfferAsync();
        var account = Id.New();
        using var buyer = market.As(account);
        using var other = market.As(Id.New());
        using var nobody = market.NewClient();
        await PutAsync(buyer, offer, 1);
        await SaveAsync(buyer, offer);
        var last = await OfferAsync();
        await PutAsync(buyer, last, 1);
        await market.SqlAsync($"""
            with filled as (
                insert into orders.saved_item (region, cart_id, offer_id, quantity, seen_price_minor, seen_currency)
                select 'main', id, gen_random_uuid(), 1, 1, 'BRL'
                from orders.cart, generate_series(1, 199) where account_id = '{account}')
            update orders.cart set saved = 200 where account_id = '{account}'
            """);

        Assert.Equal("saved_full", await (await SaveAsync(buyer, last)).CodeAsync());
        Assert.Equal("not_in_cart", await (await SaveAsync(other, offer)).CodeAsync());
        Assert.Equal("not_saved", await (await BringBackAsync(other, offer)).CodeAsync());
        Assert.Equal("not_in_cart", await (await SaveAsync(nobody, offer)).CodeAsync());
        using var stale = new HttpRequestMessage(HttpMethod.Put, $"/api/v1/cart/saved/{last}");
        stale.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
        Assert.Equal("cart_changed", await (await buyer.SendAsync(stale)).CodeAsync());
        Assert.Equal([(last, 1)], Lines(await (await buyer.GetAsync("/api/v1/cart")).JsonAsync()));
    }

    [Fact]
    public async Task Saved_and_put_at_once_no_unit_is_lost_or_doubled()
    {
        var offer = await OfferAsync();
        using var buyer = market.As(Id.New());
        await PutAsync(buyer, offer, 5);

        for (var round = 0; round < 5; round++)
            await Task.WhenAll(Enumerable.Range(0, 8).Select(
                at => at % 2 == 0 ? SaveAsync(buyer, offer) : BringBackAsync(buyer, offer)));

        var cart = await (await buyer.GetAsync("/api/v1/cart")).JsonAsync();
        var aside = Lines(await SavedAsync(buyer)).ToList();
        Assert.Equal([(offer, 5)], Lines(cart).Concat(aside));
        Assert.Equal(aside.Count, cart.GetProperty("saved").GetInt32());
    }

    [Fact]
    public async Task A_guest_who_signs_in_keeps_what_was_saved()
    {
        var (both, brought) = (await OfferAsync(), await OfferAsync());
        var (account, token) = (Id.New(), Token.New());
        using var buyer = market.As(account);
        using var guest = market.AsGuest(token);
        await PutAsync(buyer, both, 1);
        await SaveAsync(buyer, both);
        foreach (var (offer, units) in new[] { (both, 4), (brought, 2) })
        {
            await PutAsync(guest, offer, units);
            await SaveAsync(guest, offer);
        }

        await using (var tx = await market.Database.WriteAsync())
        {
            await market.Services.GetRequiredService<ICarts>().MergeAsync(tx, account, Token.Hash(token));
            await tx.CommitAsync();
        }

        Assert.Equal([(brought, 2), (both, 1)], Lines(await SavedAsync(buyer)));
        Assert.Equal(
            2, (await (await buyer.GetAsync("/api/v1/cart")).JsonAsync()).GetProperty("saved").GetInt32());
        Assert.Empty(Lines(await SavedAsync(guest)));
    }

    async Task<Guid> OfferAsync() => await market.OfferAsync(await market.OpenStoreAsync(), 1000, 5000);

    static IEnumerable<(Guid, int)> Lines(JsonElement cart) => cart.GetProperty("items").EnumerateArray()
        .Select(item => (item.GetProperty("offer").GetGuid(), item.GetProperty("quantity").GetInt32()));

    static async Task<JsonElement> SavedAsync(HttpClient client) =>
        await (await client.GetAsync("/api/v1/cart/saved")).JsonAsync();

    static Task<HttpResponseMessage> PutAsync(HttpClient client, Guid offer, int quantity) =>
        client.PutAsJsonAsync($"/api/v1/cart/items/{offer}", new { quantity });

    static Task<HttpResponseMessage> SaveAsync(HttpClient client, Guid offer) =>
        client.PutAsync($"/api/v1/cart/saved/{offer}", null);

    static Task<HttpResponseMessage> BringBackAsync(HttpClient client, Guid offer) =>
        client.PostAsync($"/api/v1/cart/saved/{offer}/cart", null);
}
