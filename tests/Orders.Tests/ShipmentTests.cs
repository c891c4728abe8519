using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Feria.Contracts;

namespace Feria.Orders.Tests;

public sealed class ShipmentTests(Shop shop) : IClassFixture<Shop>
{
    [Fact]
    public async Task An_order_in_two_parcels_is_shipped_with_the_last_and_delivered_when_both_are()
    {
        var sold = await shop.SellAsync("card", 3, 2);
        using var clerk = await shop.ClerkAsync(sold.Store);
        await shop.ConfirmAsync(sold.Checkout);

        var first = await clerk.SendAsync(sold, 2, 0);
        var between = await clerk.SeeAsync(sold);
        var second = await clerk.SendAsync(sold, 1, 2);
        await clerk.MoveAsync(sold, second, "delivered");
        Assert.Equal("shipped", (await sold.SeenByBuyerAsync()).GetProperty("status").GetString());
        await clerk.MoveAsync(sold, first, "out_for_delivery");
        await clerk.MoveAsync(sold, first, "delivered", note: "At the door.");

        Assert.Equal("preparing", between.GetProperty("status").GetString());
        Assert.Equal([1, 2], Left(between));
        Assert.False(between.GetProperty("cancellable").GetBoolean());
        Assert.Equal("Ana Souza", between.GetProperty("buyer").GetString());
        Assert.Equal("Rua das Flores 12", between.GetProperty("address").GetProperty("line1").GetString());
        var seen = await sold.SeenByBuyerAsync();
        Assert.Equal(
            ["placed", "paid", "preparing", "shipped", "delivered"], Texts(seen.GetProperty("history"), "status"));
        var parcel = seen.GetProperty("shipments")[0];
        Assert.Equal(
            ["in_transit", "out_for_delivery", "delivered"], Texts(parcel.GetProperty("history"), "status"));
        Assert.Equal("At the door.", parcel.GetProperty("history")[2].GetProperty("note").GetString());
        Assert.Equal(2, Assert.Single(parcel.GetProperty("lines").EnumerateArray()).GetProperty("quantity").GetInt32());
        var deeds = (await clerk.SeeAsync(sold)).GetProperty("history").EnumerateArray().ToList();
        Assert.All(deeds.Skip(2), deed => Assert.NotEqual(JsonValueKind.Null, deed.GetProperty("actor").ValueKind));
    }

    [Fact]
    public async Task Clerks_who_send_the_same_units_at_once_send_them_once()
    {
        var sold = await shop.SellAsync("cash_on_delivery", 3, 1);
        var clerks = new List<HttpClient>();
        for (var i = 0; i < 8; i++) clerks.Add(await shop.ClerkAsync(sold.Store));
        var everything = new { lines = new[] { new { line = 0, quantity = 3 }, new { line = 1, quantity = 1 } } };

        var answers = await Task.WhenAll(clerks.Select(clerk => clerk.SendAsync(sold, everything)));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Created);
        foreach (var late in answers.Where(answer => answer.StatusCode != HttpStatusCode.Created))
            Assert.Equal("units_not_left", await late.CodeAsync());
        Assert.Equal("1 4 1", await shop.SqlAsync($"""
            select concat_ws(' ', count(distinct s.id), sum(l.quantity),
                (select count(*) from kernel.event where kind = 'orders.shipment-sent.v1' and key = '{sold.Order}'))
            from orders.shipment s join orders.shipment_line l on l.shipment_id = s.id
            where s.order_id = '{sold.Order}'
            """));
    }

    [Fact]
    public async Task Of_sending_and_cancelling_at_once_one_happens()
    {
        for (var round = 0; round < 5; round++)
        {
            var sold = await shop.SellAsync("cash_on_delivery", 2);
            using var clerk = await shop.ClerkAsync(sold.Store);

            var answers = await Task.WhenAll(
                clerk.SendAsync(sold, new { lines = new[] { new { line = 0, quantity = 1 } } }), sold.CancelAsync());

            Assert.Single(answers, answer => answer.IsSuccessStatusCode);
            var seen = await sold.SeenByBuyerAsync();
            var isSent = seen.GetProperty("shipments").GetArrayLength() == 1;
            Assert.Equal(isSent ? "preparing" : "cancelled", seen.GetProperty("status").GetString());
        }
    }

    [Fact]
    public async Task The_same_key_sends_one_parcel()
    {
        var sold = await shop.SellAsync("cash_on_delivery", 2);
        using var clerk = await shop.ClerkAsync(sold.Store);
        var one = new { lines = new[] { new { line = 0, quantity = 1 } } };

        var first = await clerk.SendAsync(sold, one, "parcel-1");
        var again = await clerk.SendAsync(sold, one, "parcel-1");

        Assert.Equal(await first.Content.ReadAsStringAsync(), await again.Content.ReadAsStringAsync());
        Assert.Equal([1], Left(await clerk.SeeAsync(sold)));
    }

    [Fact]
    public async Task Tracking_is_corrected_from_the_version_that_was_seen()
    {
        var sold = await shop.SellAsync("cash_on_delivery", 1);
        using var clerk = await shop.ClerkAsync(sold.Store);
        var parcel = await clerk.SendAsync(sold, 1);

        Assert.Equal("carrier_needed", await (await clerk.CorrectAsync(sold, parcel, 1, null, "BR1")).CodeAsync());
        Assert.Equal(HttpStatusCode.OK, (await clerk.CorrectAsync(sold, parcel, 1, "Correios", "BR1")).StatusCode);
        var before = await shop.AllOfAsync(sold);
        var late = await clerk.CorrectAsync(sold, parcel, 1, "Correios", "BR2");

        Assert.Equal("shipment_changed", await late.CodeAsync());
        Assert.Equal(before, await shop.AllOfAsync(sold));
        Assert.Equal(["BR1"], Texts((await sold.SeenByBuyerAsync()).GetProperty("shipments"), "trackingNumber"));
        var seen = await clerk.SeeAsync(sold);
        Assert.Equal(["placed", "preparing", "in_transit", "shipped", "tracking"],
            Texts(seen.GetProperty("history"), "what"));
    }

    [Fact]
    public async Task What_came_back_is_sent_again()
    {
        var sold = await shop.SellAsync("cash_on_delivery", 2);
        using var clerk = await shop.ClerkAsync(sold.Store);
        var lost = await clerk.SendAsync(sold, 2);
        await clerk.MoveAsync(sold, lost, "returned", note: "Nobody knew the name.");
        Assert.Equal([2], Left(await clerk.SeeAsync(sold)));
        Assert.Equal(
            "shipment_status_not_reachable", await (await clerk.MoveAsync(sold, lost, "delivered")).CodeAsync());

        var found = await clerk.SendAsync(sold, 2);
        await clerk.MoveAsync(sold, found, "delivered");

        Assert.Equal("delivered", (await sold.SeenByBuyerAsync()).GetProperty("status").GetString());
    }

    [Fact]
    public async Task When_a_parcel_moved_is_after_what_is_known_of_it_and_not_to_come()
    {
        var sold = await shop.SellAsync("cash_on_delivery", 1);
        using var clerk = await shop.ClerkAsync(sold.Store);
        var parcel = await clerk.SendAsync(sold, 1);
        var before = await shop.AllOfAsync(sold);
        foreach (var at in new[] { DateTime.UtcNow.AddDays(-1), DateTime.UtcNow.AddHours(1), DateTime.MinValue })
            Assert.Equal(
                "shipment_time_wrong", await (await clerk.MoveAsync(sold, parcel, "delivered", at)).CodeAsync());
        Assert.Equal(before, await shop.AllOfAsync(sold));

        Assert.Equal(
            HttpStatusCode.OK, (await clerk.MoveAsync(sold, parcel, "delivered", DateTime.UtcNow)).StatusCode);
        var done = await shop.AllOfAsync(sold);
        Assert.Equal(HttpStatusCode.OK, (await clerk.MoveAsync(sold, parcel, "delivered")).StatusCode);
        Assert.Equal(done, await shop.AllOfAsync(sold));
    }

    public static TheoryData<string, string> Wrong => new()
    {
        { """{}""", "invalid_fields" },
        { """{"lines": []}""", "invalid_fields" },
        { """{"lines": [{"line": 0, "quantity": 0}]}""", "invalid_fields" },
        { """{"lines": [{"line": -1, "quantity": 1}]}""", "invalid_fields" },
        { """{"lines": [{"line": 7, "quantity": 1}]}""", "order_line_not_found" },
        { """{"lines": [{"line": 0, "quantity": 3}]}""", "units_not_left" },
        { """{"lines": [{"line": 0, "quantity": 1}, {"line": 0, "quantity": 2}]}""", "units_not_left" },
        { """{"lines": [{"line": 0, "quantity": 1}], "trackingNumber": "1"}""", "carrier_needed" },
        { """{"lines": [{"line": 0, "quantity": 1}], "trackingUrl": "javascript:alert(1)"}""", "invalid_fields" },
        { """{"lines": [{"line": 0, "quantity": 1}], "trackingUrl": "https://a@b.example"}""", "invalid_fields" },
        { """{"lines": [{"line": 0, "quantity": 1}], "carrier": "a\nb"}""", "invalid_fields" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task A_wrong_parcel_is_refused_and_nothing_is_sent(string body, string code)
    {
        var sold = await shop.SellAsync("cash_on_delivery", 2);
        using var clerk = await shop.ClerkAsync(sold.Store);
        var before = await shop.AllOfAsync(sold);

        var answer = await clerk.SendAsync(sold, JsonDocument.Parse(body).RootElement);

        Assert.Equal(code, await answer.CodeAsync());
        Assert.Equal(before, await shop.AllOfAsync(sold));
    }

    [Fact]
    public async Task The_buyer_is_written_to_once_of_each_parcel_and_of_its_coming()
    {
        var sold = await shop.SellAsync("cash_on_delivery", 2);
        using var clerk = await shop.ClerkAsync(sold.Store);
        await shop.SettleAsync();
        await shop.SqlAsync("delete from notifications.letter");

        await clerk.SendAsync(sold, new
        {
            lines = new[] { new { line = 0, quantity = 1 } }, carrier = "Correios", trackingNumber = "BR1",
        });
        var second = await clerk.SendAsync(sold, 1);
        await clerk.MoveAsync(sold, second, "out_for_delivery");
        await clerk.MoveAsync(sold, second, "delivered");
        await clerk.MoveAsync(sold, second, "delivered");
        await shop.SettleAsync();

        Assert.Equal("parcel-sent-tracked, parcel-sent, parcel-delivered", await shop.SqlAsync(
            "select string_agg(template, ', ' order by id) from notifications.letter"));
    }

    [Fact]
    public async Task What_an_administrator_ships_is_one_parcel_of_everything_left()
    {
        var sold = await shop.SellAsync("cash_on_delivery", 3, 1);
        using var clerk = await shop.ClerkAsync(sold.Store);
        using var administrator = shop.As(Id.New(), Permission.ManageOrders);
        await clerk.SendAsync(sold, 1, 0);

        foreach (var status in new[] { "shipped", "shipped", "delivered" })
            Assert.Equal(HttpStatusCode.OK, (await administrator.PostAsJsonAsync(
                $"/api/v1/admin/orders/{sold.Order}/status", new { status })).StatusCode);

        var seen = await sold.SeenByBuyerAsync();
        Assert.Equal("delivered", seen.GetProperty("status").GetString());
        Assert.Equal(["delivered", "delivered"], Texts(seen.GetProperty("shipments"), "status"));
        Assert.Equal([0, 0], Left(await clerk.SeeAsync(sold)));
    }

    static IEnumerable<int> Left(JsonElement order) =>
        order.GetProperty("lines").EnumerateArray().Select(line => line.GetProperty("left").GetInt32());

    static IEnumerable<string?> Texts(JsonElement list, string name) =>
        list.EnumerateArray().Select(one => one.GetProperty(name).GetString());
}
