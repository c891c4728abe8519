using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Feria.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Orders.Tests;

public sealed class CartTests(Market market) : IClassFixture<Market>
{
    [Fact]
    public async Task Nobody_has_an_empty_cart()
    {
        using var nobody = market.NewClient();

        var cart = await CartAsync(nobody);

        Assert.Equal(0, cart.GetProperty("version").GetInt64());
        Assert.Empty(cart.GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task The_first_put_of_a_guest_answers_with_the_cart_token()
    {
        var offer = await OfferAsync(price: 1250);
        using var nobody = market.NewClient();

        var answer = await PutAsync(nobody, offer, 2);

        var token = Assert.Single(answer.Headers.GetValues("Feria-Cart"));
        Assert.Contains($"feria_guest={token}; ", answer.Headers.GetValues("Set-Cookie").Single());
        using var guest = market.AsGuest(token);
        Assert.Equal(2500, (await CartAsync(guest)).GetProperty("total").GetProperty("amount").GetInt64());
    }

    [Fact]
    public async Task A_cart_is_priced_by_store_with_its_delivery()
    {
        var near = await market.OpenStoreAsync(delivery: 500, freeFrom: 3000);
        var far = await market.OpenStoreAsync(delivery: 900);
        var (cup, plate, lamp) = (
            await market.OfferAsync(near, 1000, 9), await market.OfferAsync(near, 500, 9),
                await market.OfferAsync(far, 7000, 9));
        using var buyer = market.As(Id.New());

        await PutAsync(buyer, cup, 2);
        await PutAsync(buyer, plate, 1);
        var before = await (await PutAsync(buyer, lamp, 1)).JsonAsync();
        var after = await (await PutAsync(buyer, plate, 2)).JsonAsync();

        Assert.Equal(2500 + 500 + 7000 + 900, before.GetProperty("total").GetProperty("amount").GetInt64());
        Assert.Equal(3000 + 0 + 7000 + 900, after.GetProperty("total").GetProperty("amount").GetInt64());
        Assert.Equal(5, after.GetProperty("count").GetInt32());
        Assert.Equal(4, after.GetProperty("version").GetInt64());
    }

    [Fact]
    public async Task What_changed_since_is_told_in_codes()
    {
        var store = await market.OpenStoreAsync();
        var closing = await market.OpenStoreAsync();
        Guid[] offers =
        [
            await market.OfferAsync(store, 1000, 5), await market.OfferAsync(store, 1000, 5),
            await market.OfferAsync(store, 1000, 5), await market.OfferAsync(store, 1000, 5),
            await market.OfferAsync(closing, 1000, 5),
        ];
        using var buyer = market.As(Id.New());
        foreach (var offer in offers) await PutAsync(buyer, offer, 3);

        await market.SqlAsync($"update catalog.offer set price_minor = 900 where id = '{offers[0]}'");
        await market.CountAsync(offers[1], 2);
        await market.CountAsync(offers[2], 0);
        await market.SqlAsync($"update catalog.offer set withdrawn_at = now() where id = '{offers[3]}'");
        await market.SqlAsync($"update stores.store set status = 'closed', closed_at = now() where id = '{closing}'");

        var cart = await CartAsync(buyer);
        Assert.Equal(
            ["price_changed", "few_left", "out_of_stock", "not_for_sale", "store_closed"],
            cart.GetProperty("items").EnumerateArray()
                .Select(item => item.GetProperty("notices")[0].GetProperty("code").GetString()!));
        Assert.Equal(
            1000, cart.GetProperty("items")[0].GetProperty("notices")[0].GetProperty("was").GetProperty("amount")
            .GetInt64());
        Assert.Equal(2, cart.GetProperty("items")[1].GetProperty("available").GetInt64());
        Assert.Equal(2700, cart.GetProperty("total").GetProperty("amount").GetInt64());
        Assert.False(cart.GetProperty("buyable").GetBoolean());
    }

    [Fact]
    public async Task Two_currencies_have_no_total_and_say_so()
    {
        var dinars = await market.OfferAsync(await market.OpenStoreAsync("KWD"), 1_500, 5, "KWD");
        var pesos = await market.OfferAsync(await market.OpenStoreAsync("CLP"), 9_990, 5, "CLP");
        using var buyer = market.As(Id.New());

        await PutAsync(buyer, dinars, 1);
        var cart = await (await PutAsync(buyer, pesos, 1)).JsonAsync();

        Assert.Equal(JsonValueKind.Null, cart.GetProperty("total").ValueKind);
        Assert.Equal("several_currencies", cart.GetProperty("notices")[0].GetProperty("code").GetString());
    }

    [Fact]
    public async Task Puts_of_different_items_at_once_all_survive()
    {
        var store = await market.OpenStoreAsync();
        var offers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => market.OfferAsync(store, 1000, 5)));
        using var buyer = market.As(Id.New());

        await Task.WhenAll(offers.Select(offer => PutAsync(buyer, offer, 1)));

        var cart = await CartAsync(buyer);
        Assert.Equal(
            offers.Order(),
            cart.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("offer").GetGuid()).Order());
        Assert.Equal(12, cart.GetProperty("version").GetInt64());
    }

    [Fact]
    public async Task Of_puts_that_saw_the_same_version_one_wins_and_the_others_are_told()
    {
        var (first, second) = (await OfferAsync(), await OfferAsync());
        using var buyer = market.As(Id.New());
        await PutAsync(buyer, first, 1);

        var answers = await Task.WhenAll(Enumerable.Range(2, 6).Select(quantity =>
            buyer.PutAsJsonAsync($"/api/v1/cart/items/{second}", new { quantity, expectedVersion = 1 })));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.OK);
        foreach (var lost in answers.Where(answer => answer.StatusCode != HttpStatusCode.OK))
        {
            Assert.Equal(HttpStatusCode.Conflict, lost.StatusCode);
            var problem = await lost.JsonAsync();
            Assert.Equal("cart_changed", problem.GetProperty("code").GetString());
            Assert.Equal(2, problem.GetProperty("version").GetInt64());
        }
    }

    [Fact]
    public async Task If_match_guards_a_deletion()
    {
        var offer = await OfferAsync();
        using var buyer = market.As(Id.New());
        var put = await PutAsync(buyer, offer, 1);
        await PutAsync(buyer, offer, 2);

        using var stale = new HttpRequestMessage(HttpMethod.Delete, $"/api/v1/cart/items/{offer}");
        stale.Headers.IfMatch.Add(put.Headers.ETag!);
        var refused = await buyer.SendAsync(stale);
        var deleted = await buyer.DeleteAsync($"/api/v1/cart/items/{offer}");

        Assert.Equal("cart_changed", await refused.CodeAsync());
        Assert.Empty((await deleted.JsonAsync()).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task What_is_unknown_or_not_for_sale_does_not_enter_a_cart()
    {
        var store = await market.OpenStoreAsync();
        var gone = await market.OfferAsync(store, 1000, 5);
        await market.SqlAsync($"update catalog.offer set withdrawn_at = now() where id = '{gone}'");
        var closed = await OfferAsync();
        await market.SqlAsync(
            $"""
            update stores.store set status = 'closed', closed_at = now()
            where id = (select store_id from catalog.offer where id = '{closed}')
            """);
        using var buyer = market.As(Id.New());

        Assert.Equal("offer_not_found", await (await PutAsync(buyer, Id.New(), 1)).CodeAsync());
        Assert.Equal("not_for_sale", await (await PutAsync(buyer, gone, 1)).CodeAsync());
        Assert.Equal("not_for_sale", await (await PutAsync(buyer, closed, 1)).CodeAsync());
        Assert.Equal(0, (await CartAsync(buyer)).GetProperty("version").GetInt64());
    }

    [Theory]
    [InlineData("""{"quantity":0}""")]
    [InlineData("""{"quantity":1000}""")]
    [InlineData("""{"quantity":1.5}""")]
    [InlineData("""{"quantity":"1"}""")]
    [InlineData("""{"quantity":1,"price":1}""")]
    [InlineData("{}")]
    [InlineData("")]
    public async Task A_malformed_quantity_changes_nothing(string body)
    {
        var offer = await OfferAsync();
        using var buyer = market.As(Id.New());

        var answer =
            await buyer.PutAsync($"/api/v1/cart/items/{offer}", new StringContent(body, null, "application/json"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Empty((await CartAsync(buyer)).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task A_cart_holds_at_most_two_hundred_items()
    {
        var store = await market.OpenStoreAsync();
        var last = await market.OfferAsync(store, 1000, 5);
        var account = Id.New();
        using var buyer = market.As(account);
        var held = await market.OfferAsync(store, 1000, 5);
        await PutAsync(buyer, held, 1);
        await market.SqlAsync($"""
            insert into orders.cart_item (region, cart_id, offer_id, quantity, seen_price_minor, seen_currency)
            select 'main', id, gen_random_uuid(), 1, 1, 'BRL'
            from orders.cart, generate_series(1, 199) where account_id = '{account}'
            """);

        Assert.Equal("cart_full", await (await PutAsync(buyer, last, 1)).CodeAsync());
        Assert.Equal(HttpStatusCode.OK, (await PutAsync(buyer, held, 2)).StatusCode);
    }

    [Fact]
    public async Task A_guest_who_signs_in_keeps_both_carts()
    {
        var (shared, own, brought) = (await OfferAsync(), await OfferAsync(), await OfferAsync());
        var (account, token) = (Id.New(), Token.New());
        using var buyer = market.As(account);
        using var guest = market.AsGuest(token);
        await PutAsync(buyer, shared, 600);
        await PutAsync(buyer, own, 1);
        await PutAsync(guest, shared, 600);
        await PutAsync(guest, brought, 3);

        await MergeAsync(account, token);
        await MergeAsync(account, token);

        Assert.Equal([(shared, 999), (own, 1), (brought, 3)], Lines(await CartAsync(buyer)));
        Assert.Empty(Lines(await CartAsync(guest)));
    }

    [Fact]
    public async Task A_guest_cart_becomes_the_cart_of_an_account_without_one()
    {
        var offer = await OfferAsync();
        var (account, token) = (Id.New(), Token.New());
        using var guest = market.AsGuest(token);
        await PutAsync(guest, offer, 2);

        await MergeAsync(account, token);

        using var buyer = market.As(account);
        Assert.Equal([(offer, 2)], Lines(await CartAsync(buyer)));
    }

    [Fact]
    public async Task Carts_of_others_are_never_seen()
    {
        var offer = await OfferAsync();
        using var buyer = market.As(Id.New());
        using var other = market.As(Id.New());
        await PutAsync(buyer, offer, 2);

        Assert.Empty(Lines(await CartAsync(other)));
    }

    async Task<Guid> OfferAsync(long price = 1000) =>
        await market.OfferAsync(await market.OpenStoreAsync(), price, 5000);

    async Task MergeAsync(Guid account, string token)
    {
        await using var tx = await market.Database.WriteAsync();
        await market.Services.GetRequiredService<ICarts>().MergeAsync(tx, account, Token.Hash(token));
        if (await tx.OneAsync<bool>("select pg_current_xact_id_if_assigned() is not null")) await tx.CommitAsync();
    }

    static IEnumerable<(Guid, int)> Lines(JsonElement cart) => cart.GetProperty("items").EnumerateArray()
        .Select(item => (item.GetProperty("offer").GetGuid(), item.GetProperty("quantity").GetInt32()));

    static async Task<JsonElement> CartAsync(HttpClient client) =>
        await (await client.GetAsync("/api/v1/cart")).JsonAsync();

    static Task<HttpResponseMessage> PutAsync(HttpClient client, Guid offer, int quantity) =>
        client.PutAsJsonAsync($"/api/v1/cart/items/{offer}", new { quantity });
}
