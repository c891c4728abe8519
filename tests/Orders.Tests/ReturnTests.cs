using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Feria.Media;
using Feria.Media.Tests;

namespace Feria.Orders.Tests;

public sealed class ReturnTests(Shop shop) : IClassFixture<Shop>
{
    [Fact]
    public async Task What_goes_back_is_paid_back_and_on_the_shelf_in_one_step()
    {
        var (sold, clerk) = await shop.DeliveredAsync("card", 3, 1);
        Assert.Equal("3/3 1/1", await sold.AskableAsync());

        var id = await sold.AskedAsync("return", "changed_mind", 2);
        Assert.Equal("1/1 1/1", await sold.AskableAsync());
        await clerk.AcceptAsync(sold, id);
        await sold.SendBackAsync(id);
        var received = await clerk.ReceiveAsync(sold, id, [1]);

        Assert.Equal(HttpStatusCode.OK, received.StatusCode);
        var seen = await Shop.GetAsync(sold.Buyer, $"/returns/{id}");
        Assert.Equal(["asked", "accepted", "sent", "refunded"], Texts(seen.GetProperty("history"), "status"));
        Assert.Equal(["buyer", "store", "buyer", "store"], Texts(seen.GetProperty("history"), "side"));
        Assert.Equal("It is dented.", seen.GetProperty("history")[0].GetProperty("words").GetString());
        Assert.Equal("To Rua Augusta 5.", seen.GetProperty("history")[1].GetProperty("words").GetString());
        Assert.Equal("buyer", seen.GetProperty("payer").GetString());
        Assert.EndsWith("-R1", seen.GetProperty("number").GetString(), StringComparison.Ordinal);
        Assert.Equal(1400, seen.GetProperty("refunded").GetProperty("amount").GetInt64());
        Assert.Equal([(sold.Order, 1400L)], PaidBack(sold));
        Assert.Equal("18 2", await shop.SqlAsync($"""
            select concat_ws(' ', on_hand, sold) from inventory.stock
            where offer_id = '{await OfferAsync(sold, 0)}'
            """));
        Assert.Single(shop.Payments.KeptBack, (sold.Order, id));
        Assert.Single(shop.Payments.LetGo, (sold.Order, id));
        Assert.Equal("asked accepted sent refunded", await shop.SqlAsync($"""
            select string_agg(coalesce(body ->> 'status', 'asked'), ' ' order by seq)
            from kernel.event where kind like 'orders.return-%' and key = '{sold.Order}'
            """));
        Assert.Equal("delivered", (await sold.SeenByBuyerAsync()).GetProperty("status").GetString());
        await shop.HoldsAsync();
    }

    [Fact]
    public async Task Nothing_typed_is_readable_in_the_database()
    {
        var (sold, _) = await shop.DeliveredAsync("card", 1);
        await sold.AskedAsync("return", "damaged", 1);
        Assert.DoesNotContain("dented", await shop.BackAsync(sold), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_exchange_is_sent_anew_and_can_come_back_once_more()
    {
        var (sold, clerk) = await shop.DeliveredAsync("card", 2);
        var offer = await OfferAsync(sold, 0);
        var id = await sold.AskedAsync("exchange", "damaged", 1);
        await clerk.AcceptAsync(sold, id);
        await sold.SendBackAsync(id);

        Assert.Equal(HttpStatusCode.OK, (await clerk.ReceiveAsync(sold, id, [0], anew: true)).StatusCode);

        Assert.Equal("exchanged", await sold.StatusAsync(id));
        Assert.Empty(PaidBack(sold));
        Assert.Equal(new Units(17, 0, 3), await shop.UnitsAsync(offer));
        Assert.True(await shop.StockAddsUpAsync());
        Assert.Equal(1, (await clerk.SeeAsync(sold)).GetProperty("lines")[0].GetProperty("left").GetInt32());
        Assert.Equal("1/1", await sold.AskableAsync());
        await shop.HoldsAsync();

        var parcel = await clerk.SendAsync(sold, 1);
        Assert.Equal("units_not_left", await (await clerk.SendAsync(sold, OfOne)).CodeAsync());
        Assert.Equal("1/1", await sold.AskableAsync());
        await clerk.MoveAsync(sold, parcel, "delivered");
        Assert.Equal("2/2", await sold.AskableAsync());
        Assert.Equal("delivered", (await sold.SeenByBuyerAsync()).GetProperty("status").GetString());
        var again = await sold.AskedAsync("return", "damaged", 2);
        await clerk.GrantAsync(sold, again);
        Assert.Equal([(sold.Order, 1400L)], PaidBack(sold));
        Assert.Equal("0/0", await sold.AskableAsync());
        await shop.HoldsAsync();
    }

    [Fact]
    public async Task Without_units_to_send_anew_the_store_is_told_and_gives_the_money()
    {
        var (sold, clerk) = await shop.DeliveredAsync("card", 1);
        var id = await sold.AskedAsync("exchange", "wrong_item", 1);
        await clerk.AcceptAsync(sold, id);
        var offer = await OfferAsync(sold, 0);
        await shop.CountAsync(offer, 0);
        var before = await shop.BackAsync(sold);

        Assert.Equal(
            "nothing_to_exchange", await (await clerk.ReceiveAsync(sold, id, [0], anew: true)).CodeAsync());
        Assert.Equal(before, await shop.BackAsync(sold));
        await clerk.ReceiveAsync(sold, id, [0]);

        Assert.Equal("refunded", await sold.StatusAsync(id));
        Assert.Equal([(sold.Order, 700L)], PaidBack(sold));
    }

    [Fact]
    public async Task What_the_store_keeps_it_explains_and_the_platform_may_give()
    {
        var (sold, clerk) = await shop.DeliveredAsync("card", 2);
        var id = await sold.AskedAsync("return", "not_as_described", 2);
        await clerk.AcceptAsync(sold, id);

        Assert.Equal("words_needed", await (await clerk.ReceiveAsync(sold, id, [2], amount: 1000)).CodeAsync());
        Assert.Empty(PaidBack(sold));
        await clerk.ReceiveAsync(sold, id, [2], amount: 1000, words: "It was worn.");
        Assert.Equal("part_refunded", await sold.StatusAsync(id));
        Assert.DoesNotContain((sold.Order, id), shop.Payments.LetGo);
        await sold.EscalateAsync(id);
        Assert.Equal("return_not_reachable", await (await shop.DecideAsync(id, "send_back")).CodeAsync());
        await shop.DecideAsync(id, "buyer");

        Assert.Equal("refunded", await sold.StatusAsync(id));
        Assert.Equal([(sold.Order, 400L), (sold.Order, 1000L)], PaidBack(sold).Order());
        Assert.Single(shop.Payments.LetGo, (sold.Order, id));
        await shop.HoldsAsync();
    }

    [Fact]
    public async Task What_waits_for_the_platform_is_taken_along_who_waits_longest_first()
    {
        var rows = new List<string>();
        var ids = new List<Guid>();
        foreach (var name in new[] { "=Lamps", "Lamps; more" })
        {
            var (sold, clerk) = await shop.DeliveredAsync("card", 1);
            await shop.SqlAsync($"update orders.store_order set store_name = '{name}' where id = '{sold.Order}'");
            var id = await sold.AskedAsync("claim", "missing_parts", 1);
            await clerk.GrantAsync(sold, id, 100, "For the screw.");
            await sold.EscalateAsync(id);
            ids.Add(id);
            var number = (string)(await shop.SqlAsync($"select number from orders.return where id = '{id}'"))!;
            var at = (DateTime)(await shop.SqlAsync($"select asked_at from orders.return where id = '{id}'"))!;
            rows.Add($"{number},{(name[0] == '=' ? "'=Lamps" : $"\"{name}\"")},claim,missing_parts,{at:O},{id}");
        }

        Assert.Equal(rows, (await RowsAsync()).Where(row => ids.Exists(id => row.EndsWith($"{id}"))));
        await shop.DecideAsync(ids[0], "store");
        Assert.Equal([rows[1]], (await RowsAsync()).Where(row => ids.Exists(id => row.EndsWith($"{id}"))));

        async Task<string[]> RowsAsync() => (await shop.As(Id.New(), "orders.manage")
            .GetStringAsync("/api/v1/admin/returns.csv")).Split("\r\n")[1..^1];
    }

    [Fact]
    public async Task Decided_for_the_store_a_part_that_was_paid_stays_paid()
    {
        var (sold, clerk) = await shop.DeliveredAsync("card", 1);
        var id = await sold.AskedAsync("claim", "missing_parts", 1);
        Assert.Equal("return_not_reachable", await (await clerk.AcceptAsync(sold, id)).CodeAsync());
        await clerk.GrantAsync(sold, id, 100, "For the screw.");
        await sold.EscalateAsync(id);
        await shop.DecideAsync(id, "store");

        Assert.Equal("refunded", await sold.StatusAsync(id));
        Assert.Equal([(sold.Order, 100L)], PaidBack(sold));
        Assert.Equal("0/0", await sold.AskableAsync());
    }

    [Fact]
    public async Task What_was_refused_the_platform_lets_go_back_or_not()
    {
        var (sold, clerk) = await shop.DeliveredAsync("card", 2);
        var kept = await sold.AskedAsync("return", "changed_mind", 1);
        var sentBack = await sold.AskedAsync("return", "damaged", 1);
        foreach (var id in new[] { kept, sentBack })
        {
            Assert.Equal("return_not_reachable", await (await sold.EscalateAsync(id)).CodeAsync());
            await clerk.RefuseAsync(sold, id);
            await sold.EscalateAsync(id);
        }

        var admin = shop.As(Id.New(), "orders.manage");
        Assert.Contains(sentBack.ToString(), await admin.GetStringAsync("/api/v1/admin/returns?limit=100"));
        await shop.DecideAsync(kept, "store");
        await shop.DecideAsync(sentBack, "send_back");

        Assert.Equal("kept", await sold.StatusAsync(kept));
        Assert.Equal("accepted", await sold.StatusAsync(sentBack));
        Assert.DoesNotContain(sentBack.ToString(), await admin.GetStringAsync("/api/v1/admin/returns?limit=100"));
        Assert.Equal("1/1", await sold.AskableAsync());
    }

    [Fact]
    public async Task Delivery_is_paid_back_with_the_last_unit_where_the_store_was_at_fault()
    {
        var store = await shop.OpenStoreAsync(delivery: 990);
        var sold = await shop.SellAsync(store, "card", 3);
        using var clerk = await shop.ClerkAsync(store);
        await shop.ConfirmAsync(sold.Checkout);
        await clerk.MoveAsync(sold, await clerk.SendAsync(sold, 3), "delivered");

        await clerk.GrantAsync(sold, await sold.AskedAsync("return", "damaged", 1));
        await clerk.GrantAsync(sold, await sold.AskedAsync("return", "damaged", 2));

        Assert.Equal([700L, 2390L], PaidBack(sold).Select(one => one.Amount).Order());
        Assert.Equal("refund_nothing", await (await clerk.RefundAsync(sold, null)).CodeAsync());
    }

    [Theory]
    [InlineData("return", "not_received", 1, "return_reason_unfit")]
    [InlineData("exchange", "changed_mind", 1, "return_reason_unfit")]
    [InlineData("return", "damaged", 3, "units_not_returnable")]
    public async Task What_cannot_be_asked_changes_nothing(string kind, string reason, int units, string code)
    {
        var (sold, _) = await shop.DeliveredAsync("card", 2);
        Assert.Equal(code, await (await sold.AskAsync(kind, reason, units)).CodeAsync());
        Assert.Equal("-", await shop.BackAsync(sold));
        Assert.DoesNotContain(shop.Payments.KeptBack, one => one.Order == sold.Order);
    }

    [Fact]
    public async Task Nobody_else_sees_or_moves_it()
    {
        var (sold, clerk) = await shop.DeliveredAsync("card", 1);
        var id = await sold.AskedAsync("return", "damaged", 1);
        var before = await shop.BackAsync(sold);
        using var stranger = shop.As(Id.New());
        using var otherClerk = await shop.ClerkAsync(await shop.OpenStoreAsync());

        Assert.Equal(404, (int)(await stranger.GetAsync($"/api/v1/returns/{id}")).StatusCode);
        Assert.Equal(404, (int)(await stranger.GetAsync($"/api/v1/orders/{sold.Order}/returns")).StatusCode);
        Assert.Equal(404, (int)(await stranger.PostAsync($"/api/v1/returns/{id}/withdraw", null)).StatusCode);
        Assert.Equal("store_not_found", await (await otherClerk.GrantAsync(sold, id)).CodeAsync());
        Assert.Equal("store_not_found", await (await sold.Buyer.GrantAsync(sold, id)).CodeAsync());
        Assert.Equal(403, (int)(await sold.Buyer.PostAsJsonAsync(
            $"/api/v1/admin/returns/{id}/decision", new { outcome = "buyer", words = "x" })).StatusCode);
        Assert.Equal(before, await shop.BackAsync(sold));
        var listed = await clerk.GetStringAsync($"/api/v1/store/{sold.Store}/returns?status=to_do");
        Assert.Contains(id.ToString(), listed, StringComparison.Ordinal);
        var counts = await Shop.GetAsync(clerk, $"/store/{sold.Store}/return-counts");
        Assert.Equal(
            (1, 1), (counts.GetProperty("toDo").GetInt32(), counts.GetProperty("open").GetInt32()));
        Assert.Equal("store_not_found", await (await otherClerk.GetAsync(
            $"/api/v1/store/{sold.Store}/return-counts")).CodeAsync());
        await clerk.RefuseAsync(sold, id);
        counts = await Shop.GetAsync(clerk, $"/store/{sold.Store}/return-counts");
        Assert.Equal(
            (0, 1), (counts.GetProperty("toDo").GetInt32(), counts.GetProperty("open").GetInt32()));
    }

    [Fact]
    public async Task A_guest_sends_back_what_they_bought()
    {
        var store = await shop.OpenStoreAsync();
        using var guest = shop.AsGuest();
        var bought = await (await Shop.BuyAsync(guest, Shop.Purchase("cash_on_delivery",
            new[] { new { offer = await shop.OfferAsync(store, 700, 5), quantity = 1 } }))).JsonAsync();
        var sold = new Sold(
            store, bought.GetProperty("orders")[0].GetProperty("id").GetGuid(), bought.GetProperty("id").GetGuid(),
            guest);
        using var clerk = await shop.ClerkAsync(store);
        await clerk.MoveAsync(sold, await clerk.SendAsync(sold, 1), "delivered");

        var id = await sold.AskedAsync("return", "changed_mind", 1);
        await clerk.GrantAsync(sold, id);

        // In cash, as it was paid: nobody tells when, and nothing is waited for.
        var seen = await sold.ReturnsAsync();
        Assert.True(seen.GetProperty("byHand").GetBoolean());
        Assert.NotEqual(JsonValueKind.Null, seen.GetProperty("refunds")[0].GetProperty("sentAt").ValueKind);
        Assert.Equal("refunded", (await sold.SeenByBuyerAsync()).GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_guest_shows_what_is_wrong_and_nobody_else_does()
    {
        Assert.SkipUnless(Converter.IsHere, "vipsthumbnail is missing");
        var store = await shop.OpenStoreAsync();
        using var guest = shop.AsGuest();
        using var stranger = shop.AsGuest();
        var bought = await (await Shop.BuyAsync(guest, Shop.Purchase("cash_on_delivery",
            new[] { new { offer = await shop.OfferAsync(store, 700, 5), quantity = 1 } }))).JsonAsync();
        var order = bought.GetProperty("orders")[0].GetProperty("id").GetGuid();
        var sold = new Sold(store, order, bought.GetProperty("id").GetGuid(), guest);
        using var clerk = await shop.ClerkAsync(store);
        await clerk.MoveAsync(sold, await clerk.SendAsync(sold, 1), "delivered");
        Task<HttpResponseMessage> ShowAsync(HttpClient who, byte[] picture) => who.PostAsync(
            $"/api/v1/orders/{order}/returns/pictures",
            new ByteArrayContent(picture) { Headers = { ContentType = new("image/png") } });

        Assert.Equal("order_not_found", await (await ShowAsync(stranger, Samples.Png(40, 30, 9))).CodeAsync());
        Assert.Equal("picture_kind_unknown", await (await ShowAsync(guest, "%PDF-1.7"u8.ToArray())).CodeAsync());
        var url = (await (await ShowAsync(guest, Samples.Png(40, 30, 9))).JsonAsync()).GetProperty("url").GetString();
        var asked = await guest.PostAsJsonAsync($"/api/v1/orders/{order}/returns", new
        {
            kind = "return", reason = "damaged", lines = new[] { new { line = 0, quantity = 1 } },
            pictures = new[] { url },
        });

        Assert.Equal([url], (await asked.JsonAsync()).GetProperty("pictures").EnumerateArray()
            .Select(one => one.GetString()));
    }

    [Fact]
    public async Task Steps_said_again_change_nothing()
    {
        var (sold, clerk) = await shop.DeliveredAsync("card", 1);
        var id = await sold.AskedAsync("return", "damaged", 1);
        await clerk.AcceptAsync(sold, id);
        var before = await shop.BackAsync(sold);
        await clerk.AcceptAsync(sold, id);
        Assert.Equal(before, await shop.BackAsync(sold));
        await clerk.ReceiveAsync(sold, id, [1]);
        before = await shop.BackAsync(sold);
        Assert.Equal(HttpStatusCode.OK, (await clerk.ReceiveAsync(sold, id, [1])).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await clerk.GrantAsync(sold, id)).StatusCode);
        Assert.Equal("return_not_reachable", await (await sold.WithdrawAsync(id)).CodeAsync());
        Assert.Equal(before, await shop.BackAsync(sold));
        Assert.Equal([(sold.Order, 700L)], PaidBack(sold));
        Assert.Equal(new Units(20, 0, 0), await shop.UnitsAsync(await OfferAsync(sold, 0)));
    }

    static readonly object OfOne = new { lines = new[] { new { line = 0, quantity = 1 } } };

    IEnumerable<(Guid Order, long Amount)> PaidBack(Sold sold) => shop.Payments.Refunds
        .Where(one => one.Order == sold.Order).Select(one => (one.Order, one.Amount.Amount));

    async Task<Guid> OfferAsync(Sold sold, int line) => (Guid)(await shop.SqlAsync(
        $"select offer_id from orders.order_line where order_id = '{sold.Order}' and position = {line}"))!;

    static IEnumerable<string> Texts(JsonElement items, string name) =>
        items.EnumerateArray().Select(item => item.GetProperty(name).GetString()!);
}
