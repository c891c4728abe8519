using System.Net;
using Feria.Contracts;

namespace Feria.Orders.Tests;

/// <summary>While the gateway thinks, nobody waits for whoever asked it: no transaction is open.</summary>
public sealed class GatewayHangsTests(GatewayMarket market) : IClassFixture<GatewayMarket>
{
    [Fact]
    public async Task While_a_card_is_charged_others_buy_the_same_offer_to_its_last_unit()
    {
        var offer = await market.OfferAsync(await market.OpenStoreAsync(), 1000, 3);
        var before = Hang();
        var paying = BuyAsync(offer, PaymentMethod.Card);
        var since = await UnderWayAsync(before);

        Assert.Equal(HttpStatusCode.Created, (await BuyAsync(offer)).StatusCode);
        Assert.Equal(HttpStatusCode.Created, (await BuyAsync(offer)).StatusCode);
        Assert.Equal("out_of_stock", await (await BuyAsync(offer)).CodeAsync());
        await NothingOpenAsync(since);
        Assert.False(paying.IsCompleted);
        Assert.Equal(new Units(1, 1, 2), await market.UnitsAsync(offer));

        market.Gateway.Set(Fault.None);
        Assert.Equal(HttpStatusCode.Created, (await paying).StatusCode);
        await Launched.UntilAsync(
            async () => await market.UnitsAsync(offer) == new Units(0, 0, 3), "the charged unit was never sold");
        Assert.True(await market.StockAddsUpAsync());
    }

    [Fact]
    public async Task While_money_is_sent_back_its_unit_is_bought_by_another()
    {
        var offer = await market.OfferAsync(await market.OpenStoreAsync(), 1000, 1);
        using var buyer = market.As(Id.New());
        var bought = await (await BuyAsync(offer, PaymentMethod.Card, buyer)).JsonAsync();
        Assert.Equal("confirmed", bought.GetProperty("status").GetString());
        var order = bought.GetProperty("orders")[0].GetProperty("id").GetGuid();
        await market.SettleAsync();

        var before = Hang();
        var cancelled = await buyer.PostAsync($"/api/v1/orders/{order}/cancel", null);
        Assert.Equal(HttpStatusCode.OK, cancelled.StatusCode);
        var since = await UnderWayAsync(before);

        Assert.Equal(HttpStatusCode.Created, (await BuyAsync(offer)).StatusCode);
        await NothingOpenAsync(since);
        Assert.Equal(1L, await market.SqlAsync(
            "select count(*) from kernel.job where kind = 'payments.send-refund' and leased_until > now()"));

        market.Gateway.Set(Fault.None);
        await Launched.UntilAsync(
            async () => await RefundsSentAsync(order) is 1L, "the money was never sent back");
        Assert.Equal(new Units(0, 0, 1), await market.UnitsAsync(offer));
    }

    long Hang()
    {
        market.Gateway.Set(Fault.HalfOpen(Way.ToClient));
        return market.Gateway.BytesToServer;
    }

    /// <summary>Waits until the gateway was asked; gives the database's clock after that.</summary>
    async Task<string> UnderWayAsync(long before)
    {
        await Launched.UntilAsync(
            () => Task.FromResult(market.Gateway.BytesToServer > before), "the gateway was never asked");
        return (string)(await market.SqlAsync("select clock_timestamp()::text"))!;
    }

    /// <summary>Waits until no transaction of the application is open that was when the gateway was asked.</summary>
    Task NothingOpenAsync(string since) => Launched.UntilAsync(async () => await market.SqlAsync($"""
        select count(*) from pg_stat_activity
        where datname = current_database() and application_name like 'feria-%' and xact_start <= '{since}'
        """) is 0L, "a transaction stays open across a call to the gateway");

    Task<object?> RefundsSentAsync(Guid order) => market.SqlAsync(
        $"select count(*) from payments.refund where order_id = '{order}' and done_at is not null");

    async Task<HttpResponseMessage> BuyAsync(
        Guid offer, string method = PaymentMethod.CashOnDelivery, HttpClient? buyer = null)
    {
        using var guest = buyer is null ? market.AsGuest() : null;
        return await Shop.BuyAsync(buyer ?? guest!, Shop.Purchase(
            method, new[] { new { offer, quantity = 1 } },
            token: method == PaymentMethod.Card ? "tok_approve" : null));
    }
}
