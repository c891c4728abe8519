using System.Net;
using System.Net.Http.Json;

namespace Feria.Orders.Tests;

/// <summary>Nobody knows who comes without a token; whoever gets something becomes a guest, and nobody else.</summary>
public sealed class NobodyTests(Shop shop) : IClassFixture<Shop>
{
    [Fact]
    public async Task Who_is_refused_the_first_item_stays_nobody_and_so_when_asking_again()
    {
        var (unknown, key) = (Id.New(), Token.New());

        foreach (var answer in new[] { await PutAsync(unknown, key), await PutAsync(unknown, key) })
        {
            Assert.Equal("offer_not_found", await answer.CodeAsync());
            AssertStaysNobody(answer);
        }
    }

    [Fact]
    public async Task Who_asks_again_for_the_first_item_under_the_same_key_is_a_guest_all_the_same()
    {
        var (offer, key) = (await OfferAsync(), Token.New());

        var (first, again) = (await PutAsync(offer, key), await PutAsync(offer, key));

        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Equal(await first.Content.ReadAsStringAsync(), await again.Content.ReadAsStringAsync());
        AssertIsGuest(first);
        AssertIsGuest(again);
    }

    [Fact]
    public async Task Who_buys_becomes_a_guest_and_who_is_refused_does_not()
    {
        var offer = await OfferAsync();
        var (item, tooMany) = (new[] { new { offer, quantity = 1 } }, new[] { new { offer, quantity = 9 } });

        var empty = await Shop.BuyAsync(shop.Http, Shop.Purchase());
        var refused = await Shop.BuyAsync(shop.Http, Shop.Purchase(items: tooMany), key: "too many");
        var bought = await Shop.BuyAsync(shop.Http, Shop.Purchase(items: item), key: "one");
        var again = await Shop.BuyAsync(shop.Http, Shop.Purchase(items: item), key: "one");

        Assert.Equal("cart_empty", await empty.CodeAsync());
        AssertStaysNobody(empty);
        Assert.Equal("out_of_stock", await refused.CodeAsync());
        AssertStaysNobody(refused);
        Assert.Equal(bought.Headers.Location, again.Headers.Location);
        AssertIsGuest(bought);
        AssertIsGuest(again);
        using var guest = shop.AsGuest(bought.Headers.GetValues("Feria-Cart").Single());
        Assert.Equal(HttpStatusCode.OK, (await guest.GetAsync(bought.Headers.Location)).StatusCode);
    }

    static void AssertStaysNobody(HttpResponseMessage answer)
    {
        Assert.False(answer.Headers.Contains("Feria-Cart"));
        Assert.False(answer.Headers.Contains("Set-Cookie"));
    }

    static void AssertIsGuest(HttpResponseMessage answer) => Assert.StartsWith(
        $"feria_guest={answer.Headers.GetValues("Feria-Cart").Single()}; ",
        answer.Headers.GetValues("Set-Cookie").Single());

    // By a client that keeps no cookie.
    Task<HttpResponseMessage> PutAsync(Guid offer, string key) => shop.Http.SendAsync(
        new(HttpMethod.Put, $"/api/v1/cart/items/{offer}")
        {
            Content = JsonContent.Create(new { quantity = 1 }), Headers = { { "Idempotency-Key", key } },
        });

    async Task<Guid> OfferAsync() => await shop.OfferAsync(await shop.OpenStoreAsync(), 1000, 5);
}
