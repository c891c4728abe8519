using System.Net.Http.Json;
using System.Text.Json;
using Feria.Inventory.Tests;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Payments.Tests;

/// <summary>A store with its owner, and what tests of its money do again and again.</summary>
public sealed record Till(PayingMarket Market, Guid Store, Guid Owner, HttpClient Desk)
{
    public static async Task<Till> OpenAsync(PayingMarket market, int commission = 1_000, string currency = "BRL")
    {
        var store = await market.OpenStoreAsync(currency, commission: commission);
        var owner = await market.PersonAsync();
        await market.EmployAsync(store, owner, "owner");
        return new(market, store, owner, market.As(owner));
    }

    public static HttpClient Staff(PayingMarket market) =>
        market.As(Id.New(), Permission.ManagePayments, Permission.ManageOrders);

    public async Task<(Guid Checkout, Guid Order)> SellAsync(
        long price = 10_000, string method = "card", string? token = "tok_approve")
    {
        var offer = await Market.OfferAsync(Store, price, 5);
        return await SellAsync(offer, method, token);
    }

    public async Task<(Guid Checkout, Guid Order)> SellAsync(
        Guid offer, string method = "card", string? token = "tok_approve")
    {
        var bought = await PayingMarket.BuyAsync(Market.AsGuest(), method, token, [offer]);
        return (bought.GetProperty("id").GetGuid(), bought.GetProperty("orders")[0].GetProperty("id").GetGuid());
    }

    public async Task DeliverAsync(Guid order)
    {
        using var staff = Staff(Market);
        foreach (var status in new[] { "shipped", "delivered" })
            (await staff.PostAsJsonAsync($"/api/v1/admin/orders/{order}/status", new { status }))
                .EnsureSuccessStatusCode();
        await Market.SettleAsync();
    }

    /// <summary>Delivered, and its time of protection over.</summary>
    public async Task<(Guid Checkout, Guid Order)> EarnAsync(long price = 10_000, string method = "card")
    {
        var sold = await SellAsync(price, method, method == "card" ? "tok_approve" : null);
        await DeliverAsync(sold.Order);
        await ReleaseAsync();
        return sold;
    }

    public Task ReleaseAsync() => RunAsync<ReleaseSales>();

    public Task RunAsync<T>() where T : Job =>
        Market.Services.GetServices<Job>().OfType<T>().Single().RunAsync(default, default);

    /// <summary>Says where the money goes, a while ago.</summary>
    public async Task BankAsync(string schedule = "paused", long minimum = 0)
    {
        var put = await Desk.PutAsJsonAsync($"/api/v1/store/{Store}/payout-account", Account(0, schedule, minimum));
        Assert.True(put.IsSuccessStatusCode, await put.Content.ReadAsStringAsync());
        await Market.SqlAsync($"""
            update payments.payout_account set changed_at = now() - interval '2 days', next_at = now()
            where store_id = '{Store}'
            """);
    }

    public static object Account(int version, string schedule = "weekly", long minimum = 0) => new
    {
        version, holder = "Ana Lamps", bank = "DEUTDEFF", account = "DE89 3704 0044 0532 0130 00", schedule, minimum,
    };

    public async Task<JsonElement> GetAsync(string path) =>
        await Desk.GetFromJsonAsync<JsonElement>($"/api/v1/store/{Store}/{path}");

    /// <summary>Held, payable and on its way, in minor units.</summary>
    public async Task<(long Held, long Payable, long OnItsWay)> BalanceAsync()
    {
        var found = await GetAsync("balance");
        long Of(string name) => found.GetProperty(name).GetProperty("amount").GetInt64();
        return (Of("held"), Of("payable"), Of("onItsWay"));
    }

    public async Task RefundAsync(Guid checkout, Guid order, long amount)
    {
        await using var tx = await Market.Database.WriteAsync();
        var refusal = await Market.Payments.RefundAsync(tx, checkout, order, new(amount, "BRL"), "goodwill");
        Assert.Null(refusal);
        await tx.CommitAsync();
        await Market.SettleAsync();
    }

    public async Task DisputeAsync(Guid checkout, string how = "simulate_dispute")
    {
        using var answer = await Market.Bank.PostAsync(
            $"/v1/payment_intents/{await Market.IntentAsync(checkout)}/{how}", null);
        answer.EnsureSuccessStatusCode();
    }

    public async Task<Guid> DisputedAsync(Guid checkout, string status = "needs_response")
    {
        for (var i = 0; i < 1_500; i++, await Task.Delay(20))
            if (await Market.SqlAsync($"""
                select d.id from payments.dispute d join payments.payment p on p.id = d.payment_id
                where p.checkout_id = '{checkout}' and d.status = '{status}'
                """) is Guid dispute)
                return dispute;
        throw new TimeoutException($"No dispute was {status}.");
    }
}
