using System.Net;
using System.Text.Json;

namespace Feria.Payments.Tests;

/// <summary>What an administrator sees of the money.</summary>
public sealed class PaymentDeskTests(PayingMarket market) : IClassFixture<PayingMarket>
{
    async Task<JsonElement> GetAsync(string path)
    {
        using var answer = await market.As(Id.New(), Permission.ManagePayments).GetAsync($"/api/v1/admin{path}");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.JsonAsync();
    }

    async Task<Guid> BuyAsync(string? token)
    {
        var offer = await market.OfferAsync(await market.OpenStoreAsync(), 1_000, 5);
        return (await PayingMarket.BuyAsync(market.AsGuest(), "card", token, [offer])).GetProperty("id").GetGuid();
    }

    [Fact]
    public async Task An_orphan_is_seen_and_settled_by_hand()
    {
        var checkout = await BuyAsync(null);
        using var paid = await market.TypeCardAsync((await market.PaymentAsync(checkout)).Next!, "4000000000001109");
        var open = (await GetAsync("/payments?status=action_needed")).GetProperty("items").EnumerateArray();
        var listed = Assert.Single(open, payment => payment.GetProperty("checkout").GetGuid() == checkout);
        Assert.Equal(0, listed.GetProperty("captured").GetInt64());

        using var settled = await market.As(Id.New(), Permission.ManagePayments)
            .PostAsync($"/api/v1/admin/checkouts/{checkout}/payment/settle", null);
        Assert.Equal("captured", (await settled.JsonAsync()).GetProperty("status").GetString());
        Assert.Equal("confirmed", await market.StatusAsync(checkout));
    }

    [Fact]
    public async Task A_payment_is_shown_with_its_log_and_its_ledger()
    {
        var checkout = await BuyAsync("tok_approve");
        var shown = await GetAsync($"/checkouts/{checkout}/payment");
        Assert.Equal(["requested", "captured"], Texts(shown.GetProperty("log"), "kind"));
        Assert.Equal(["charge", "charge", "sale", "sale", "sale"], Texts(shown.GetProperty("ledger"), "kind"));
        Assert.Equal(["gateway", "held", "held", "store", "commission"], Texts(shown.GetProperty("ledger"), "account"));
    }

    [Fact]
    public async Task The_trial_balance_sums_to_zero_in_each_currency()
    {
        await BuyAsync("tok_approve");
        var accounts = (await GetAsync("/ledger")).GetProperty("accounts").EnumerateArray()
            .Select(account => account.GetProperty("balance")).ToList();
        Assert.NotEmpty(accounts);
        foreach (var currency in accounts.GroupBy(balance => balance.GetProperty("currency").GetString()))
            Assert.Equal(0, currency.Sum(balance => balance.GetProperty("amount").GetInt64()));
    }

    [Fact]
    public async Task Payments_come_newest_first_in_pages()
    {
        for (var i = 0; i < 3; i++) await BuyAsync("tok_approve");
        var first = await GetAsync("/payments?limit=2");
        var second = await GetAsync($"/payments?limit=2&cursor={first.GetProperty("next").GetString()}");
        var ids = new[] { first, second }.SelectMany(page => Texts(page.GetProperty("items"), "id")).ToList();
        Assert.Equal(ids.OrderDescending(StringComparer.Ordinal).Distinct(), ids);
        Assert.True(ids.Count >= 3);
    }

    [Fact]
    public async Task Nobody_else_sees_any_of_it()
    {
        foreach (var path in new[] { "/payments", $"/checkouts/{Id.New()}/payment", "/ledger" })
        {
            using var refused = await market.As(Id.New(), Permission.ManageStock).GetAsync($"/api/v1/admin{path}");
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        }

        using var missing = await market.As(Id.New(), Permission.ManagePayments)
            .GetAsync($"/api/v1/admin/checkouts/{Id.New()}/payment");
        Assert.Equal("payment_not_found", await missing.CodeAsync());
    }

    static List<string> Texts(JsonElement list, string name) =>
        [.. list.EnumerateArray().Select(one => one.GetProperty(name).GetString()!)];
}
