using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Feria.Contracts;

namespace Feria.Orders.Tests;

/// <summary>A store's orders for those who work there, and for nobody else.</summary>
public sealed class StoreOrderTests(Shop shop) : IClassFixture<Shop>
{
    [Fact]
    public async Task What_is_to_do_comes_oldest_first_and_the_rest_newest_first_page_by_page()
    {
        var store = await shop.OpenStoreAsync();
        using var clerk = await shop.ClerkAsync(store);
        var sold = new List<Sold>();
        foreach (var method in new[] { "card", "cash_on_delivery", "card", "cash_on_delivery", "transfer" })
            sold.Add(await shop.SellAsync(store, method, 2));
        await shop.ConfirmAsync(sold[0].Checkout);
        await clerk.SendAsync(sold[1], 2);

        Assert.Equal([sold[0], sold[3]], await TurnAsync("status=to_do&", sold));
        Assert.Equal([sold[4], sold[3], sold[2], sold[1], sold[0]], await TurnAsync("", sold));
        Assert.Equal([sold[4], sold[2]], await TurnAsync("status=placed&", sold));
        Assert.Equal([sold[1]], await TurnAsync("status=shipped&", sold));
        var counts = await Shop.GetAsync(clerk, $"/store/{store}/order-counts");
        Assert.Equal(
            [2, 1, 1, 1],
            new[] { "placed", "paid", "preparing", "shipped" }.Select(one => counts.GetProperty(one).GetInt32()));
        var shipped = (await Shop.GetAsync(clerk, $"/store/{store}/orders?status=shipped")).GetProperty("items")[0];
        Assert.Equal((2, 2), (shipped.GetProperty("units").GetInt32(), shipped.GetProperty("sent").GetInt32()));

        async Task<List<Sold>> TurnAsync(string filter, List<Sold> all)
        {
            var (found, cursor) = (new List<Sold>(), "");
            do
            {
                var page = await Shop.GetAsync(clerk, $"/store/{store}/orders?{filter}limit=1{cursor}");
                found.AddRange(page.GetProperty("items").EnumerateArray().Select(
                    item => all.Single(one => one.Order == item.GetProperty("id").GetGuid())));
                cursor = page.GetProperty("next").GetString() is { } next ? $"&cursor={next}" : "";
            }
            while (cursor != "");
            return found;
        }
    }

    [Fact]
    public async Task Who_does_not_work_there_finds_no_store_and_changes_nothing()
    {
        var sold = await shop.SellAsync("cash_on_delivery", 2);
        var other = await shop.SellAsync("cash_on_delivery", 2);
        using var clerk = await shop.ClerkAsync(sold.Store);
        using var stranger = await shop.ClerkAsync(other.Store);
        var parcel = await clerk.SendAsync(sold, 1);
        var before = await shop.AllOfAsync(sold);

        // By its own door, by that of the store the stranger works in, and with another order's parcel.
        var strayed = sold with { Store = other.Store };
        foreach (var (where, code) in new[] { (sold, "store_not_found"), (strayed, "order_not_found") })
        {
            Assert.Equal(code, await (await stranger.GetAsync(where.Path)).CodeAsync());
            foreach (var answer in new[]
            {
                await stranger.PostAsync($"{where.Path}/preparation", null),
                await stranger.SendAsync(where, new { lines = new[] { new { line = 0, quantity = 1 } } }),
                await stranger.MoveAsync(where, parcel, "delivered"),
                await stranger.CorrectAsync(where, parcel, 1, "Correios", "BR1"),
                await stranger.PostAsJsonAsync($"{where.Path}/cancel", new { why = "cannot_supply" }),
            })
            {
                Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
                Assert.Equal(code, await answer.CodeAsync());
            }
        }

        Assert.Equal("shipment_not_found", await (await stranger.MoveAsync(other, parcel, "delivered")).CodeAsync());
        Assert.Equal(before, await shop.AllOfAsync(sold));
    }

    [Fact]
    public async Task What_was_paid_is_fulfilled_whatever_becomes_of_the_store()
    {
        foreach (var status in new[] { "suspended", "closed" })
        {
            var sold = await shop.SellAsync("card", 1);
            using var clerk = await shop.ClerkAsync(sold.Store);
            await shop.ConfirmAsync(sold.Checkout);
            await shop.SqlAsync($"""
                update stores.store
                set status = '{status}', closed_at = case '{status}' when 'closed' then now() end
                where id = '{sold.Store}'
                """);

            Assert.Equal(HttpStatusCode.OK, (await clerk.PostAsync($"{sold.Path}/preparation", null)).StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await clerk.PostAsync($"{sold.Path}/preparation", null)).StatusCode);
            var parcel = await clerk.SendAsync(sold, 1);
            Assert.Equal(HttpStatusCode.OK, (await clerk.MoveAsync(sold, parcel, "delivered")).StatusCode);
            Assert.Equal("delivered", (await sold.SeenByBuyerAsync()).GetProperty("status").GetString());
        }
    }

    [Fact]
    public async Task A_store_cancels_what_is_not_on_its_way_and_the_money_goes_back()
    {
        var sold = await shop.SellAsync("card", 2);
        using var clerk = await shop.ClerkAsync(sold.Store);
        await shop.ConfirmAsync(sold.Checkout);

        Assert.Equal("invalid_fields", await (await CancelAsync(clerk, sold, "a whim")).CodeAsync());
        var parcel = await clerk.SendAsync(sold, 1);
        Assert.Equal("order_on_its_way", await (await CancelAsync(clerk, sold, "cannot_supply")).CodeAsync());
        Assert.Equal("order_on_its_way", await (await sold.CancelAsync()).CodeAsync());
        Assert.False((await sold.SeenByBuyerAsync()).GetProperty("cancellable").GetBoolean());
        await clerk.MoveAsync(sold, parcel, "returned");
        Assert.Equal(HttpStatusCode.OK, (await CancelAsync(clerk, sold, "cannot_supply")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await CancelAsync(clerk, sold, "cannot_supply")).StatusCode);

        Assert.Equal(
            new Money(1400, "BRL"), Assert.Single(shop.Payments.Refunds, refund => refund.Order == sold.Order).Amount);
        var seen = await clerk.SeeAsync(sold);
        var last = seen.GetProperty("history").EnumerateArray().Last();
        Assert.Equal("cannot_supply", last.GetProperty("why").GetString());
        Assert.Equal(JsonValueKind.Null, seen.GetProperty("address").ValueKind);
        Assert.Equal("status_not_reachable", await (await clerk.SendAsync(
            sold, new { lines = new[] { new { line = 0, quantity = 1 } } })).CodeAsync());
    }

    [Fact]
    public async Task Where_the_buyer_lives_is_not_told_before_the_money_is_there_and_nothing_can_be_sent()
    {
        var sold = await shop.SellAsync("transfer", 1);
        using var clerk = await shop.ClerkAsync(sold.Store);
        var before = await shop.AllOfAsync(sold);

        var seen = await clerk.SeeAsync(sold);
        Assert.Equal(JsonValueKind.Null, seen.GetProperty("address").ValueKind);
        Assert.False(seen.GetProperty("cancellable").GetBoolean());
        foreach (var answer in new[]
        {
            await clerk.PostAsync($"{sold.Path}/preparation", null), await CancelAsync(clerk, sold, "cannot_supply"),
            await clerk.SendAsync(sold, new { lines = new[] { new { line = 0, quantity = 1 } } }),
        })
            Assert.Equal("status_not_reachable", await answer.CodeAsync());
        Assert.Equal(before, await shop.AllOfAsync(sold));
    }

    static Task<HttpResponseMessage> CancelAsync(HttpClient clerk, Sold sold, string why) =>
        clerk.PostAsJsonAsync($"{sold.Path}/cancel", new { why });
}

/// <summary>Orders that were sent before there were parcels.</summary>
public sealed class SentBeforeTests(Shop shop) : IClassFixture<Shop>
{
    [Fact]
    public async Task An_order_sent_before_there_were_parcels_went_in_one()
    {
        var (came, left, kept) = (
            await shop.SellAsync("cash_on_delivery", 2, 1), await shop.SellAsync("cash_on_delivery", 3),
            await shop.SellAsync("cash_on_delivery", 1));
        using var administrator = shop.As(Id.New(), Permission.ManageOrders);
        foreach (var (sold, status) in new[] { (came, "shipped"), (came, "delivered"), (left, "shipped") })
            await administrator.PostAsJsonAsync($"/api/v1/admin/orders/{sold.Order}/status", new { status });
        await shop.SqlAsync("""
            delete from orders.shipment_history; delete from orders.shipment_line; delete from orders.shipment
            """);

        await shop.SqlAsync(await File.ReadAllTextAsync(
            Path.Combine(TestCluster.Root, "db", "orders", "0007_what_was_sent_before.sql")));

        using var clerk = await shop.ClerkAsync(left.Store);
        var parcel = (await clerk.SeeAsync(left)).GetProperty("shipments")[0].GetProperty("id").GetGuid();
        Assert.Equal(HttpStatusCode.OK, (await clerk.MoveAsync(left, parcel, "delivered")).StatusCode);
        Assert.Equal("delivered", (await left.SeenByBuyerAsync()).GetProperty("status").GetString());
        var arrived = (await came.SeenByBuyerAsync()).GetProperty("shipments")[0];
        Assert.Equal("delivered", arrived.GetProperty("status").GetString());
        Assert.Equal((2, 2), (
            arrived.GetProperty("lines").GetArrayLength(), arrived.GetProperty("history").GetArrayLength()));
        Assert.Equal(0, (await kept.SeenByBuyerAsync()).GetProperty("shipments").GetArrayLength());
    }
}
