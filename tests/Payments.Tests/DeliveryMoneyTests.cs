using System.Net.Http.Json;
using System.Text.Json;

namespace Feria.Payments.Tests;

/// <summary>What a method of delivery costs is the store's, goes back by the rules, and the books add up.</summary>
public sealed class DeliveryMoneyTests(PayingMarket market) : IClassFixture<PayingMarket>, IAsyncLifetime
{
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    // Whatever a test did, the books add up and agree with the gateway's, and every claim of money holds.
    public async ValueTask DisposeAsync()
    {
        await market.BooksAddUpAsync();
        foreach (var claim in Claims.All) Assert.True(await market.SqlAsync(claim.Sql) is null, claim.Name);
    }

    [Fact]
    public async Task Delivery_is_captured_credited_without_commission_and_cancelling_takes_all_of_it_back()
    {
        var (_, checkout, order, buyer) = await BuyAsync(1);
        Assert.Equal("2500 -2400 -100", await BalancesAsync(checkout));

        using var cancelled = await buyer.PostAsync($"/api/v1/orders/{order}/cancel", null);
        Assert.Equal(200, (int)cancelled.StatusCode);
        await market.SettleAsync();
        Assert.Equal("0 0 0", await BalancesAsync(checkout));
        Assert.Equal("2500 2500", await SaleAsync(order));
    }

    [Theory]
    [InlineData("damaged", 2_000, 1_500)]
    [InlineData("changed_mind", 2_000, 0)]
    public async Task Delivery_goes_back_with_the_last_unit_where_the_fault_was_the_stores(
        string reason, long goods, long delivery)
    {
        var (store, _, order, buyer) = await BuyAsync(2);
        var account = Id.New();
        await market.SqlAsync(
            $"insert into stores.staff (store_id, account_id, role) values ('{store}', '{account}', 'clerk')");
        using var clerk = market.As(account);
        using var staff = market.As(Id.New(), "orders.manage");
        foreach (var status in new[] { "shipped", "delivered" })
            Assert.True((await staff.PostAsJsonAsync(
                $"/api/v1/admin/orders/{order}/status", new { status })).IsSuccessStatusCode);

        await ReturnOneAsync(clerk, buyer, store, order, reason);
        Assert.Equal($"{goods + 1_500} {goods / 2}", await SaleAsync(order));
        await ReturnOneAsync(clerk, buyer, store, order, reason);
        await market.SettleAsync();
        Assert.Equal($"{goods + 1_500} {goods + delivery}", await SaleAsync(order));
    }

    static async Task ReturnOneAsync(HttpClient clerk, HttpClient buyer, Guid store, Guid order, string reason)
    {
        var asked = await (await buyer.PostAsJsonAsync($"/api/v1/orders/{order}/returns", new
        {
            kind = "return", reason, lines = new[] { new { line = 0, quantity = 1 } },
        })).JsonAsync();
        var path = $"/api/v1/store/{store}/returns/{asked.GetProperty("id").GetGuid()}";
        await clerk.PostAsJsonAsync($"{path}/accept", new { words = "To us.", payer = "store" });
        var received = await clerk.PostAsJsonAsync($"{path}/receive", new
        {
            shelf = new[] { new { line = 0, quantity = 1 } }, anew = false,
        });
        Assert.True(received.IsSuccessStatusCode, await received.Content.ReadAsStringAsync());
    }

    async Task<(Guid Store, Guid Checkout, Guid Order, HttpClient Buyer)> BuyAsync(int quantity)
    {
        var store = await market.OpenStoreAsync();
        await market.SqlAsync($$"""
            insert into stores.delivery_method (store_id, id, name, kind, days_least, days_most, zones)
            values ('{{store}}', '{{Id.New()}}', 'Mail', 'shipped', 2, 5, '[
                {"areas": [{"country": "BR", "region": "SP"}], "price": 1500},
                {"areas": [{"country": "BR"}], "price": 1}]')
            """);
        var offer = await market.OfferAsync(store, 1_000, 5);
        var buyer = market.AsGuest();
        var answer = await buyer.PostAsJsonAsync("/api/v1/checkouts", new
        {
            address = new PostalAddress("Rua das Flores 12", null, "São Paulo", "SP", "01310-100", "BR"),
            payment = new { method = "card", token = "tok_approve" },
            contact = new { fullName = "Ana Souza", email = "ana@example.com" },
            items = new[] { new { offer, quantity } },
        });
        var bought = await answer.JsonAsync();
        Assert.True((int)answer.StatusCode == 201, bought.ToString());
        var checkout = bought.GetProperty("id").GetGuid();
        await market.EventuallyAsync(checkout, "captured");
        return (store, checkout, bought.GetProperty("orders")[0].GetProperty("id").GetGuid(), buyer);
    }

    /// <summary>What was sold, and what of it went back.</summary>
    async Task<object?> SaleAsync(Guid order) => await market.SqlAsync(
        $"select total_minor || ' ' || refunded_minor from payments.sale where order_id = '{order}'");

    /// <summary>Of gateway, store and commission.</summary>
    async Task<string> BalancesAsync(Guid checkout)
    {
        var balances = new List<long>();
        foreach (var account in new[] { Ledger.Gateway, Ledger.Store, Ledger.Commission })
            balances.Add(await market.BalanceAsync(account, checkout));
        return string.Join(' ', balances);
    }
}
