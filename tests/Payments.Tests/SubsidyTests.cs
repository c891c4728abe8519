using System.Net.Http.Json;
using System.Text.Json;

namespace Feria.Payments.Tests;

/// <summary>A discount the platform bears costs the platform, and the store nothing.</summary>
public sealed class SubsidyTests(PayingMarket market) : IClassFixture<PayingMarket>, IAsyncLifetime
{
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    // Whatever a test did, the books add up and agree with the gateway's, and every claim of money holds.
    public async ValueTask DisposeAsync()
    {
        await market.BooksAddUpAsync();
        foreach (var claim in Claims.All) Assert.True(await market.SqlAsync(claim.Sql) is null, claim.Name);
    }

    async Task<Guid> OfferAsync(int percent)
    {
        var store = await market.OpenStoreAsync();
        using var client = market.As(Id.New(), Permission.ManagePromotions);
        var made = await client.PostAsJsonAsync("/api/v1/admin/promotions", new
        {
            terms = new { name = "Ours", until = DateTime.UtcNow.AddDays(1), effect = "percent", percent },
            currency = "BRL",
            stores = new[] { store },
        });
        Assert.Equal(201, (int)made.StatusCode);
        return await market.OfferAsync(store, 1_000, 5);
    }

    /// <summary>Of gateway, store, commission and promotions.</summary>
    async Task<string> BalancesAsync(Guid checkout)
    {
        var balances = new List<long>();
        foreach (var account in new[] { Ledger.Gateway, Ledger.Store, Ledger.Commission, Ledger.Promotions })
            balances.Add(await market.BalanceAsync(account, checkout));
        return string.Join(' ', balances);
    }

    [Theory]
    [InlineData(30, 700)]
    [InlineData(100, 0)]
    public async Task A_store_is_credited_as_if_it_had_been_paid_and_cancelling_takes_all_of_it_back(
        int percent, long paid)
    {
        var offer = await OfferAsync(percent);
        using var buyer = market.AsGuest();

        var answer = await PayingMarket.BuyAsync(buyer, "card", "tok_approve", [offer]);

        var checkout = answer.GetProperty("id").GetGuid();
        Assert.Equal(paid, answer.GetProperty("total").GetProperty("amount").GetInt64());
        Assert.Equal("confirmed", answer.GetProperty("status").GetString());
        Assert.Equal($"{paid} -900 -100 {1_000 - paid}", await BalancesAsync(checkout));

        var order = answer.GetProperty("orders")[0].GetProperty("id").GetGuid();
        using var cancelled = await buyer.PostAsync($"/api/v1/orders/{order}/cancel", null);
        Assert.Equal(200, (int)cancelled.StatusCode);
        await market.SettleAsync();
        Assert.Equal("0 0 0 0", await BalancesAsync(checkout));
    }
}
