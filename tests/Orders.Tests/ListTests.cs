using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Feria.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Orders.Tests;

public sealed class ListTests(Market market) : IClassFixture<Market>
{
    [Fact]
    public async Task A_heart_begins_the_first_list_and_another_empties_it()
    {
        var offer = await OfferAsync();
        using var buyer = market.As(Id.New());
        Assert.Empty(await ListsAsync(buyer));

        var kept = await (await KeepAsync(buyer, offer)).JsonAsync();
        var again = await (await KeepAsync(buyer, offer)).JsonAsync();

        Assert.Equal(
            (true, 1, JsonValueKind.Null),
            (kept.GetProperty("isFirst").GetBoolean(), kept.GetProperty("items").GetInt32(),
                kept.GetProperty("name").ValueKind));
        Assert.Equal(IdOf(kept), IdOf(again));
        var item = Assert.Single(await ItemsAsync(buyer, IdOf(kept)));
        var product = item.GetProperty("product").GetGuid();
        Assert.Equal([IdOf(kept)], await HeartAsync(buyer, product));

        Assert.Equal(
            HttpStatusCode.NoContent, (await buyer.DeleteAsync($"/api/v1/me/kept/products/{product}")).StatusCode);
        Assert.Empty(await HeartAsync(buyer, product));
        Assert.Empty(await ItemsAsync(buyer, IdOf(kept)));
    }

    [Fact]
    public async Task Who_keeps_an_offer_is_noticed_once_each_time_it_costs_less_than_ever()
    {
        var (offer, account, other) = (await OfferAsync(), Id.New(), Id.New());
        foreach (var one in new[] { account, other })
        {
            using var buyer = market.As(one);
            await KeepAsync(buyer, offer);
        }

        var job = market.Services.GetServices<Job>().Single(one => one.Name == "orders.tell-cheaper");
        foreach (var price in new[] { 1100, 900, 950, 900, 800 })
        {
            await PriceAsync(offer, price);
            await market.SettleAsync();
            // However often and by how many it is done.
            var order = JsonSerializer.SerializeToElement(new { offer });
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => job.RunAsync(order, default)));
        }

        foreach (var one in new[] { account, other })
            Assert.Equal("price-dropped prices, price-dropped prices", await market.SqlAsync($"""
                select string_agg(kind || ' ' || topic, ', ') from notifications.notice where account_id = '{one}'
                """));
        Assert.Equal(
            800L, await market.SqlAsync($"select max(told_minor) from orders.list_item where offer_id = '{offer}'"));
    }

    [Fact]
    public async Task Whose_item_somebody_holds_while_others_are_told_is_told_as_well()
    {
        var (offer, account) = (await OfferAsync(), Id.New());
        using var buyer = market.As(account);
        await KeepAsync(buyer, offer);
        await market.SqlAsync($"update catalog.offer set price_minor = 700 where id = '{offer}'");

        var job = market.Services.GetServices<Job>().Single(one => one.Name == "orders.tell-cheaper");
        await market.WhileHeldAsync(
            $"select offer_id from orders.list_item where offer_id = '{offer}' for update",
            () => job.RunAsync(JsonSerializer.SerializeToElement(new { offer }), default));

        Assert.Equal("price-dropped", await market.SqlAsync(
            $"select string_agg(kind, ', ') from notifications.notice where account_id = '{account}'"));
    }

    async Task PriceAsync(Guid offer, long price)
    {
        await using var tx = await market.Database.WriteAsync();
        await tx.ExecuteAsync("update catalog.offer set price_minor = @price where id = @offer", new { offer, price });
        tx.Append(new OfferPriced(Id.New(), offer, price, "BRL"));
        await tx.CommitAsync();
    }

    [Fact]
    public async Task What_changed_since_it_was_kept_is_told_in_codes()
    {
        var store = await market.OpenStoreAsync();
        Guid[] offers =
        [
            await market.OfferAsync(store, 1000, 5), await market.OfferAsync(store, 1000, 5),
            await market.OfferAsync(store, 1000, 0), await market.OfferAsync(store, 1000, 5),
            await market.OfferAsync(store, 1000, 5),
        ];
        using var buyer = market.As(Id.New());
        JsonElement kept = default;
        foreach (var offer in offers) kept = await (await KeepAsync(buyer, offer)).JsonAsync();

        await market.SqlAsync($"update catalog.offer set price_minor = 900 where id = '{offers[0]}'");
        await market.SqlAsync($"update catalog.offer set price_minor = 1100 where id = '{offers[1]}'");
        await market.CountAsync(offers[2], 3);
        await market.CountAsync(offers[3], 0);
        await market.SqlAsync($"update catalog.offer set withdrawn_at = now() where id = '{offers[4]}'");

        var items = await ItemsAsync(buyer, IdOf(kept));
        Assert.Equal(
            ["not_for_sale", "out_of_stock", "back_in_stock", "price_rose", "price_dropped"],
            items.Select(item => Assert.Single(item.GetProperty("notices").EnumerateArray())
                .GetProperty("code").GetString()!));
        Assert.Equal([false, false, true, true, true], items.Select(item => item.GetProperty("buyable").GetBoolean()));
        var gone = items[0];
        Assert.Equal(
            (JsonValueKind.Null, JsonValueKind.Null, 1000L),
            (gone.GetProperty("price").ValueKind, gone.GetProperty("store").ValueKind,
                gone.GetProperty("priceThen").GetProperty("amount").GetInt64()));
        Assert.Equal(
            (1000L, 900L),
            (items[4].GetProperty("notices")[0].GetProperty("was").GetProperty("amount").GetInt64(),
                items[4].GetProperty("price").GetProperty("amount").GetInt64()));
    }

    [Fact]
    public async Task Lists_are_named_moved_between_and_thrown_away()
    {
        var (cup, lamp) = (await OfferAsync(), await OfferAsync());
        using var buyer = market.As(Id.New());
        var first = IdOf(await (await KeepAsync(buyer, cup)).JsonAsync());
        var made = await buyer.PostAsJsonAsync("/api/v1/me/lists", new { name = "  For Ana  " });
        var other = IdOf(await made.JsonAsync());
        await KeepAsync(buyer, lamp, other, "the blue one");

        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        await buyer.PutAsJsonAsync($"/api/v1/me/lists/{first}", new { name = "Mine" });
        var moved = await MoveAsync(buyer, other, lamp, first);
        var movedAgain = await MoveAsync(buyer, other, lamp, first);

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NoContent), (moved.StatusCode, movedAgain.StatusCode));
        Assert.Equal(
            [("Mine", true, 2), ("For Ana", false, 0)],
            (await ListsAsync(buyer)).Select(list => (
                list.GetProperty("name").GetString()!, list.GetProperty("isFirst").GetBoolean(),
                list.GetProperty("items").GetInt32())));
        Assert.Equal("the blue one", (await ItemsAsync(buyer, first))[0].GetProperty("note").GetString());
        await KeepAsync(buyer, lamp, first, "");
        Assert.Equal(JsonValueKind.Null, (await ItemsAsync(buyer, first))[0].GetProperty("note").ValueKind);
        await market.SqlAsync($"update catalog.offer set withdrawn_at = now() where id = '{lamp}'");
        Assert.Equal(HttpStatusCode.OK, (await KeepAsync(buyer, lamp, first, "was the blue one")).StatusCode);
        Assert.Equal("was the blue one", (await ItemsAsync(buyer, first))[0].GetProperty("note").GetString());
        Assert.Equal(HttpStatusCode.NotFound, (await KeepAsync(buyer, lamp, other, "gone")).StatusCode);

        await buyer.DeleteAsync($"/api/v1/me/lists/{first}/items/{cup}");
        Assert.Equal([lamp], (await ItemsAsync(buyer, first)).Select(item => item.GetProperty("offer").GetGuid()));
        Assert.Equal("not_on_list", await (await MoveAsync(buyer, first, cup, other)).CodeAsync());
        await buyer.DeleteAsync($"/api/v1/me/lists/{first}");
        await buyer.DeleteAsync($"/api/v1/me/lists/{first}");
        Assert.Equal([other], (await ListsAsync(buyer)).Select(IdOf));
    }

    [Fact]
    public async Task A_link_shows_the_goods_alone_until_it_is_taken_back()
    {
        var offer = await OfferAsync();
        using var buyer = market.As(Id.New());
        var list = IdOf(await (await KeepAsync(buyer, offer, note: "for my mother")).JsonAsync());
        using var anyone = market.NewClient();

        var link = await LinkAsync(buyer, list);
        Assert.Equal(link, await LinkAsync(buyer, list));
        var seen = await (await anyone.GetAsync($"/api/v1/lists/{link}")).Content.ReadAsStringAsync();
        await buyer.DeleteAsync($"/api/v1/me/lists/{list}/link");

        Assert.Equal(43, link.Length);
        Assert.Contains($"{offer}", seen);
        Assert.DoesNotContain("for my mother", seen);
        Assert.DoesNotContain($"{list}", seen);
        foreach (var over in new[] { link, "x", new string('x', 4000), list.ToString() })
            Assert.Equal("list_not_found", await (await anyone.GetAsync($"/api/v1/lists/{over}")).CodeAsync());
        Assert.NotEqual(link, await LinkAsync(buyer, list));
    }

    [Fact]
    public async Task Lists_of_others_are_not_there()
    {
        var offer = await OfferAsync();
        using var buyer = market.As(Id.New());
        using var other = market.As(Id.New());
        var list = IdOf(await (await KeepAsync(buyer, offer)).JsonAsync());
        var own = IdOf(await (await KeepAsync(other, await OfferAsync())).JsonAsync());

        foreach (var answer in new[]
        {
            await other.GetAsync($"/api/v1/me/lists/{list}"),
            await other.PutAsJsonAsync($"/api/v1/me/lists/{list}", new { name = "Mine" }),
            await other.PutAsync($"/api/v1/me/lists/{list}/link", null),
            await other.DeleteAsync($"/api/v1/me/lists/{list}/items/{offer}"),
            await KeepAsync(other, offer, list), await MoveAsync(other, list, offer, own),
            await MoveAsync(other, own, offer, list),
        }) Assert.Equal("list_not_found", await answer.CodeAsync());
        await other.DeleteAsync($"/api/v1/me/lists/{list}");
        await other.DeleteAsync($"/api/v1/me/lists/{list}/link");

        Assert.Equal(
            (offer, 1), (Assert.Single(await ItemsAsync(buyer, list)).GetProperty("offer").GetGuid(),
                (await ItemsAsync(other, own)).Count));
    }

    [Fact]
    public async Task Thirty_lists_at_once_are_thirty_and_two_hundred_things_two_hundred()
    {
        var account = Id.New();
        using var buyer = market.As(account);
        var store = await market.OpenStoreAsync();
        var offers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => market.OfferAsync(store, 1000, 5)));
        var first = IdOf(await (await KeepAsync(buyer, offers[0])).JsonAsync());
        await market.SqlAsync($"""
            insert into orders.list_item (region, list_id, offer_id, product_id, price_minor, currency, was_in_stock)
            select 'main', '{first}', gen_random_uuid(), gen_random_uuid(), 1, 'BRL', true from generate_series(1, 197)
            """);

        var made = await Task.WhenAll(Enumerable.Range(0, 35).Select(
            at => buyer.PostAsJsonAsync("/api/v1/me/lists", new { name = $"List {at}" })));
        var kept = await Task.WhenAll(offers[1..].Select(offer => KeepAsync(buyer, offer)));

        Assert.Equal(29, made.Count(answer => answer.StatusCode == HttpStatusCode.Created));
        Assert.Equal(
            Enumerable.Repeat("too_many_lists", 6),
            await Task.WhenAll(made.Where(answer => !answer.IsSuccessStatusCode).Select(answer => answer.CodeAsync())));
        Assert.Equal(2, kept.Count(answer => answer.IsSuccessStatusCode));
        Assert.Equal(
            Enumerable.Repeat("list_full", 3),
            await Task.WhenAll(kept.Where(answer => !answer.IsSuccessStatusCode).Select(answer => answer.CodeAsync())));
        Assert.Equal(200, (await ItemsAsync(buyer, first)).Count);
        Assert.Equal(HttpStatusCode.OK, (await KeepAsync(buyer, offers[0])).StatusCode);
    }

    [Fact]
    public async Task Moved_both_ways_at_once_a_thing_stays_on_one_list()
    {
        var offer = await OfferAsync();
        using var buyer = market.As(Id.New());
        var first = IdOf(await (await KeepAsync(buyer, offer)).JsonAsync());
        var other = IdOf(await (await buyer.PostAsJsonAsync("/api/v1/me/lists", new { name = "Other" })).JsonAsync());

        for (var round = 0; round < 5; round++)
            await Task.WhenAll(Enumerable.Range(0, 6).Select(at => at % 2 == 0
                ? MoveAsync(buyer, first, offer, other)
                : MoveAsync(buyer, other, offer, first)));

        Assert.Equal(1, (await ListsAsync(buyer)).Sum(list => list.GetProperty("items").GetInt32()));
    }

    [Theory]
    [InlineData("""{"name":""}""")]
    [InlineData("""{"name":"a\nb"}""")]
    [InlineData("""{"name":null}""")]
    [InlineData("""{}""")]
    public async Task A_list_without_a_name_is_none(string body)
    {
        using var buyer = market.As(Id.New());

        var answer = await buyer.PostAsync("/api/v1/me/lists", new StringContent(body, null, "application/json"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Empty(await ListsAsync(buyer));
    }

    [Fact]
    public async Task Who_leaves_leaves_no_cart_and_no_list()
    {
        var (offer, account) = (await OfferAsync(), Id.New());
        using var buyer = market.As(account);
        await KeepAsync(buyer, offer);
        await buyer.PutAsJsonAsync($"/api/v1/cart/items/{offer}", new { quantity = 2 });
        await buyer.PutAsync($"/api/v1/cart/saved/{offer}", null);

        await using (var tx = await market.Database.WriteAsync())
        {
            tx.Append(new AccountClosed(account));
            await tx.CommitAsync();
        }

        await Launched.UntilAsync(async () => 0L.Equals(await market.SqlAsync($"""
            select (select count(*) from orders.list where account_id = '{account}')
                + (select count(*) from orders.cart where account_id = '{account}')
                + (select count(*) from orders.list_item i
                    where not exists (select from orders.list l where l.id = i.list_id))
            """)), "what was kept is still there");
    }

    async Task<Guid> OfferAsync() => await market.OfferAsync(await market.OpenStoreAsync(), 1000, 5000);

    static Guid IdOf(JsonElement list) => list.GetProperty("id").GetGuid();

    static Task<HttpResponseMessage> KeepAsync(HttpClient client, Guid offer, Guid? list = null, string? note = null) =>
        client.PutAsJsonAsync($"/api/v1/me/kept/{offer}", new { list, note });

    static Task<HttpResponseMessage> MoveAsync(HttpClient client, Guid list, Guid offer, Guid to) =>
        client.PutAsJsonAsync($"/api/v1/me/lists/{list}/items/{offer}/list", new { to });

    static async Task<string> LinkAsync(HttpClient client, Guid list) =>
        (await (await client.PutAsync($"/api/v1/me/lists/{list}/link", null)).JsonAsync())
            .GetProperty("link").GetString()!;

    static async Task<IReadOnlyList<Guid>> HeartAsync(HttpClient client, Guid product) =>
    [
        .. (await (await client.GetAsync($"/api/v1/me/kept?product={product}&product={Id.New()}")).JsonAsync())
            .GetProperty("items").EnumerateArray()
            .SelectMany(kept => kept.GetProperty("lists").EnumerateArray()).Select(list => list.GetGuid()),
    ];

    static async Task<IReadOnlyList<JsonElement>> ListsAsync(HttpClient client) =>
        [.. (await (await client.GetAsync("/api/v1/me/lists")).JsonAsync()).GetProperty("items").EnumerateArray()];

    static async Task<IReadOnlyList<JsonElement>> ItemsAsync(HttpClient client, Guid list) =>
    [
        .. (await (await client.GetAsync($"/api/v1/me/lists/{list}")).JsonAsync())
            .GetProperty("items").EnumerateArray(),
    ];
}
