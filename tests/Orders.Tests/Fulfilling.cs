using System.Net.Http.Json;
using System.Text.Json;

namespace Feria.Orders.Tests;

/// <summary>A store's side of a shop: who works there, what was bought of it, and what they do about it.</summary>
static class Fulfilling
{
    /// <summary>Somebody new who works in the store.</summary>
    public static async Task<HttpClient> ClerkAsync(this Shop shop, Guid store)
    {
        var account = Id.New();
        await shop.SqlAsync($"""
            insert into stores.staff (store_id, account_id, role) values ('{store}', '{account}', 'clerk')
            """);
        return shop.As(account);
    }

    /// <summary>The store gives something of its own for a day.</summary>
    public static async Task PromoteAsync(this Shop shop, Guid store, string effect, long? most, string? code)
    {
        var owner = Id.New();
        await shop.SqlAsync($"""
            insert into stores.staff (store_id, account_id, role) values ('{store}', '{owner}', 'owner')
            """);
        using var client = shop.As(owner);
        var answer = await client.PostAsJsonAsync($"/api/v1/store/{store}/promotions", new
        {
            name = "On us", until = DateTime.UtcNow.AddDays(1), effect, most, code,
        });
        Assert.True((int)answer.StatusCode == 201, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>An order of a new store, with a line of so many units each.</summary>
    public static async Task<Sold> SellAsync(this Shop shop, string method, params int[] units)
    {
        var store = await shop.OpenStoreAsync();
        return await shop.SellAsync(store, method, units);
    }

    public static async Task<Sold> SellAsync(this Shop shop, Guid store, string method, params int[] units)
    {
        var items = new List<object>();
        foreach (var quantity in units)
            items.Add(new { offer = await shop.OfferAsync(store, 700, 20), quantity });
        var buyer = shop.As(Id.New());
        var answer = await Shop.BuyAsync(buyer, Shop.Purchase(method, items));
        Assert.Equal(201, (int)answer.StatusCode);
        var bought = await answer.JsonAsync();
        return new(
            store, bought.GetProperty("orders")[0].GetProperty("id").GetGuid(), bought.GetProperty("id").GetGuid(),
            buyer);
    }

    public static Task<HttpResponseMessage> SendAsync(
        this HttpClient clerk, Sold sold, object body, string? key = null)
    {
        var call = new HttpRequestMessage(HttpMethod.Post, $"{sold.Path}/shipments")
        {
            Content = JsonContent.Create(body),
        };
        if (key is not null) call.Headers.Add("Idempotency-Key", key);
        return clerk.SendAsync(call);
    }

    /// <summary>Sends so many units of each line, and gives the parcel.</summary>
    public static async Task<Guid> SendAsync(this HttpClient clerk, Sold sold, params int[] units)
    {
        var lines = units.Select((quantity, line) => new { line, quantity }).Where(item => item.quantity > 0);
        var answer = await clerk.SendAsync(sold, new { lines });
        Assert.Equal(201, (int)answer.StatusCode);
        return (await answer.JsonAsync()).GetProperty("shipments").EnumerateArray().Last().GetProperty("id").GetGuid();
    }

    public static Task<HttpResponseMessage> MoveAsync(
        this HttpClient clerk, Sold sold, Guid parcel, string status, DateTime? at = null, string? note = null) =>
        clerk.PostAsJsonAsync($"{sold.Path}/shipments/{parcel}/status", new { status, at, note });

    public static Task<HttpResponseMessage> CorrectAsync(
        this HttpClient clerk, Sold sold, Guid parcel, int version, string? carrier, string? number) =>
        clerk.PutAsJsonAsync(
            $"{sold.Path}/shipments/{parcel}/tracking", new { version, carrier, trackingNumber = number });

    public static async Task<JsonElement> SeeAsync(this HttpClient clerk, Sold sold) =>
        await (await clerk.GetAsync(sold.Path)).JsonAsync();

    /// <summary>All that is kept of an order, as one text.</summary>
    public static async Task<string> AllOfAsync(this Shop shop, Sold sold) => (string)(await shop.SqlAsync($"""
        select concat_ws(' ',
            (select o::text from orders.store_order o where id = '{sold.Order}'),
            (select string_agg(h::text, ' ' order by id) from orders.order_history h where order_id = '{sold.Order}'),
            (select string_agg(s::text, ' ' order by id) from orders.shipment s where order_id = '{sold.Order}'),
            (select string_agg(l::text, ' ' order by shipment_id, position) from orders.shipment_line l
                where shipment_id in (select id from orders.shipment where order_id = '{sold.Order}')),
            (select string_agg(h::text, ' ' order by id) from orders.shipment_history h
                where shipment_id in (select id from orders.shipment where order_id = '{sold.Order}')))
        """))!;
}

sealed record Sold(Guid Store, Guid Order, Guid Checkout, HttpClient Buyer)
{
    public string Path => $"/api/v1/store/{Store}/orders/{Order}";

    public async Task<JsonElement> SeenByBuyerAsync() => await Shop.GetAsync(Buyer, $"/orders/{Order}");

    public Task<HttpResponseMessage> CancelAsync() => Buyer.PostAsync($"/api/v1/orders/{Order}/cancel", null);
}
