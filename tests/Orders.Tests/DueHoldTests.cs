using System.Net;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Orders.Tests;

/// <summary>A hold whose time has come keeps nobody from buying, whoever is to end it.</summary>
public sealed class DueHoldTests(Shop shop) : IClassFixture<Shop>
{
    [Fact]
    public async Task Units_whose_hold_is_due_are_sold_to_who_asks_now()
    {
        var offer = await OfferAsync(units: 1);
        using var slow = shop.As(Id.New());
        using var quick = shop.As(Id.New());
        var held = await BuyAsync(slow, offer, 1, "card");
        await shop.SqlAsync($"update orders.checkout set expires_at = now() where id = '{held}'");

        await BuyAsync(quick, offer, 1, "card");

        Assert.Equal("expired", (await Shop.GetAsync(slow, $"/checkouts/{held}")).GetProperty("status").GetString());
        Assert.Equal(new Units(1, 1, 0), await shop.UnitsAsync(offer));
    }

    [Fact]
    public async Task Units_whose_hold_somebody_is_just_ending_are_sold_to_who_asks_now()
    {
        var offer = await OfferAsync(units: 1);
        using var slow = shop.As(Id.New());
        using var quick = shop.As(Id.New());
        var held = await BuyAsync(slow, offer, 1, "card");
        // Due only once it is locked, so that nobody else ends it first.
        await shop.SqlAsync($"update orders.checkout set expires_at = now() + interval '1 s' where id = '{held}'");
        await using var due = await shop.Database.WriteAsync();
        await due.ListAsync<Guid>("select id from orders.checkout where id = @held for update", new { held });
        while (await shop.SqlAsync($"select expires_at < now() from orders.checkout where id = '{held}'") is not true)
            await Task.Delay(20);

        var bought = BuyAsync(quick, offer, 1, "card");
        // At the row that is being ended.
        await Task.WhenAny(bought, shop.UntilHeldUpAsync(1, "orders.expire-checkouts.due"));
        await shop.Services.GetRequiredService<CheckoutBook>()
            .EndAsync(due, [held], CheckoutStatus.Expired, "expired");
        await due.CommitAsync();

        await bought;
        Assert.Equal(new Units(1, 1, 0), await shop.UnitsAsync(offer));
    }

    async Task<Guid> OfferAsync(long units) => await shop.OfferAsync(await shop.OpenStoreAsync(), 1000, units);

    static async Task<Guid> BuyAsync(HttpClient buyer, Guid offer, int quantity, string method)
    {
        var answer = await Shop.BuyAsync(buyer, Shop.Purchase(method, new[] { new { offer, quantity } }));
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return (await answer.JsonAsync()).GetProperty("id").GetGuid();
    }
}
