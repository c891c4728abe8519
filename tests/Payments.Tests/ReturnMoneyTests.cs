using System.Net.Http.Json;
using System.Text.Json;

namespace Feria.Payments.Tests;

/// <summary>What stores give back of orders, in real books and at a real gateway.</summary>
public sealed class ReturnMoneyTests(PayingMarket market) : IClassFixture<PayingMarket>
{
    [Fact]
    public async Task Parallel_refunds_never_exceed_what_was_paid()
    {
        var (order, path, clerk, _) = await DeliveredAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(at => clerk.PostAsJsonAsync(
            $"{path}/orders/{order}/refunds",
            new { amount = new { amount = 1 + 130 * at, currency = "BRL" }, reason = "goodwill" })));

        var given = 0L;
        foreach (var (at, answer) in answers.Index())
            if (answer.IsSuccessStatusCode) given += 1 + 130 * at;
            else Assert.Equal("refund_too_much", await answer.CodeAsync());
        Assert.InRange(given, 1, 1000);
        await RefundRestAsync(clerk, path, order);

        await market.BooksAddUpAsync();
        Assert.Equal("1000 1000 refunded", await market.SqlAsync($"""
            select concat_ws(' ', (select refunded_minor from payments.sale where order_id = '{order}'),
                (select sum(amount_minor) from orders.refund where order_id = '{order}' and sent_at is not null),
                (select status from orders.store_order where id = '{order}'))
            """));
    }

    [Fact]
    public async Task A_return_that_is_received_is_paid_back_and_its_order_refunded_when_the_money_left()
    {
        var (order, path, clerk, buyer) = await DeliveredAsync();
        var asked = await (await buyer.PostAsJsonAsync($"/api/v1/orders/{order}/returns", new
        {
            kind = "return", reason = "damaged", lines = new[] { new { line = 0, quantity = 1 } },
        })).JsonAsync();
        var id = asked.GetProperty("id").GetGuid();
        Assert.Equal(1L, await KeptBackAsync(order));
        await clerk.PostAsJsonAsync($"{path}/returns/{id}/accept", new { words = "To us.", payer = "store" });
        var received = await clerk.PostAsJsonAsync($"{path}/returns/{id}/receive", new
        {
            shelf = new[] { new { line = 0, quantity = 1 } }, anew = false,
        });

        Assert.True(received.IsSuccessStatusCode, await received.Content.ReadAsStringAsync());
        Assert.Equal(0L, await KeptBackAsync(order));
        await market.BooksAddUpAsync();
        Assert.Equal("refunded", await market.SqlAsync(
            $"select status from orders.store_order where id = '{order}'"));
        var seen = await (await buyer.GetAsync($"/api/v1/orders/{order}/returns")).JsonAsync();
        Assert.NotEqual(JsonValueKind.Null, seen.GetProperty("refunds")[0].GetProperty("sentAt").ValueKind);
    }

    [Fact]
    public async Task A_platform_that_decides_while_the_store_refunds_gives_no_more_than_was_paid()
    {
        for (var round = 0; round < 3; round++)
        {
            var (order, path, clerk, buyer) = await DeliveredAsync();
            var id = (await (await buyer.PostAsJsonAsync($"/api/v1/orders/{order}/returns", new
            {
                kind = "claim", reason = "damaged", lines = new[] { new { line = 0, quantity = 1 } },
            })).JsonAsync()).GetProperty("id").GetGuid();
            await clerk.PostAsJsonAsync($"{path}/returns/{id}/refuse", new { words = "No." });
            await buyer.PostAsJsonAsync($"/api/v1/returns/{id}/escalate", new { words = "Yes." });
            using var admin = market.As(Id.New(), "orders.manage");

            await Task.WhenAll(
                admin.PostAsJsonAsync($"/api/v1/admin/returns/{id}/decision", new { outcome = "buyer", words = "Yes" }),
                clerk.PostAsJsonAsync($"{path}/orders/{order}/refunds", new
                {
                    amount = new { amount = 600, currency = "BRL" }, reason = "goodwill",
                }));

            Assert.Equal("1000 1000", await market.SqlAsync($"""
                select concat_ws(' ', (select refunded_minor from payments.sale where order_id = '{order}'),
                    (select sum(amount_minor) from orders.refund where order_id = '{order}'))
                """));
        }

        await market.BooksAddUpAsync();
    }

    async Task<(Guid Order, string Path, HttpClient Clerk, HttpClient Buyer)> DeliveredAsync()
    {
        var store = await market.OpenStoreAsync();
        var buyer = market.AsGuest();
        var bought = await PayingMarket.BuyAsync(
            buyer, "card", "tok_approve", [await market.OfferAsync(store, 1000, 5)]);
        var order = bought.GetProperty("orders")[0].GetProperty("id").GetGuid();
        await market.EventuallyAsync(bought.GetProperty("id").GetGuid(), "captured");
        var account = Id.New();
        await market.SqlAsync(
            $"insert into stores.staff (store_id, account_id, role) values ('{store}', '{account}', 'clerk')");
        using var admin = market.As(Id.New(), "orders.manage");
        foreach (var status in new[] { "shipped", "delivered" })
            Assert.True((await admin.PostAsJsonAsync(
                $"/api/v1/admin/orders/{order}/status", new { status })).IsSuccessStatusCode);
        return (order, $"/api/v1/store/{store}", market.As(account), buyer);
    }

    static Task RefundRestAsync(HttpClient clerk, string path, Guid order) =>
        clerk.PostAsJsonAsync($"{path}/orders/{order}/refunds", new { reason = "other" });

    async Task<object?> KeptBackAsync(Guid order) =>
        await market.SqlAsync($"select count(*) from payments.kept_back where order_id = '{order}'");
}
