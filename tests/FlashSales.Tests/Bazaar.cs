using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Feria.Contracts;
using Feria.Orders.Tests;

namespace Feria.FlashSales.Tests;

/// <summary>A shop with flash sales, whose hours a test sets by hand.</summary>
public class Bazaar : Shop
{
    public const long UsualPrice = 1000;
    public const long SalePrice = 600;

    HttpClient? manager;

    public HttpClient Manager => manager ??= As(Id.New(), Permission.ManageFlashSales);

    public static object Terms(
        Guid offer, int units, int perBuyer = 1, string audience = "anyone", bool hasLine = true, string? slug = null,
        int turnSeconds = 120, long price = SalePrice, string currency = "BRL", TimeSpan? opensIn = null) => new
    {
        slug = slug ?? $"drop-{Guid.NewGuid():N}",
        name = "The drop",
        offer,
        units,
        price,
        currency,
        perBuyer,
        audience,
        hasLine,
        opensAt = DateTime.UtcNow + (opensIn ?? TimeSpan.FromHours(1)),
        startsAt = DateTime.UtcNow.AddHours(2),
        endsAt = DateTime.UtcNow.AddHours(3),
        turnSeconds,
        paySeconds = 600,
    };

    public Task<HttpResponseMessage> PutAsync(Guid sale, object terms) =>
        Manager.PutAsJsonAsync($"/api/v1/admin/flash-sales/{sale}", terms);

    /// <summary>A sale whose line is open.</summary>
    public async Task<(Guid Sale, Guid Offer)> GatherAsync(
        int units, int perBuyer = 1, string audience = "anyone", bool hasLine = true, int turnSeconds = 120,
        long? onHand = null)
    {
        var offer = await OfferAsync(await OpenStoreAsync(), UsualPrice, onHand ?? units);
        var sale = Id.New();
        var put = await PutAsync(
            sale, Terms(offer, units, perBuyer, audience, hasLine, turnSeconds: turnSeconds));
        Assert.True(put.IsSuccessStatusCode, await put.Content.ReadAsStringAsync());
        await HoursAsync(sale, "opens_at = now() - interval '1 minute'");
        return (sale, offer);
    }

    public Task StartAsync(Guid sale) => HoursAsync(sale, "starts_at = now()");

    public Task EndAsync(Guid sale) =>
        HoursAsync(sale, "starts_at = least(starts_at, now() - interval '1 second'), ends_at = now()");

    public async Task HoursAsync(Guid sale, string set)
    {
        await SqlAsync($"update flashsales.sale set {set} where id = '{sale}'");
        Forget(sale);
    }

    public virtual void Forget(Guid sale) =>
        ((Lines)Services.GetService(typeof(Lines))!).Forget(sale);

    public static Task<HttpResponseMessage> JoinAsync(HttpClient buyer, Guid sale) =>
        buyer.PostAsync($"/api/v1/flash-sales/{sale}/spot", null);

    public static async Task<JsonElement> SpotAsync(HttpClient buyer, Guid sale) =>
        await (await buyer.GetAsync($"/api/v1/flash-sales/{sale}/spot")).JsonAsync();

    /// <summary>Asks until the spot is in one of the states.</summary>
    public static async Task<JsonElement> UntilAsync(HttpClient buyer, Guid sale, params string[] states)
    {
        for (var i = 0; i < 600; i++, await Task.Delay(100))
            if (await SpotAsync(buyer, sale) is var spot && states.Contains(spot.GetProperty("state").GetString()))
                return spot;
        throw new TimeoutException($"It never was {string.Join(" or ", states)}.");
    }

    public static Task<HttpResponseMessage> BuyAsync(
        HttpClient buyer, Guid sale, Guid offer, int quantity = 1, string method = "cash_on_delivery") =>
        buyer.PostAsJsonAsync("/api/v1/checkouts", new
        {
            address = Home,
            payment = new { method },
            contact = new { fullName = "Ana Souza", email = "ana@example.com" },
            items = new[] { new { offer, quantity } },
            flashSale = sale,
        });

    public Task EndTurnAsync(Guid sale, int number) => SqlAsync(
        $"update flashsales.spot set turn_ends_at = now() where sale_id = '{sale}' and number = {number}");

    public async Task<JsonElement> WatchAsync(Guid sale) =>
        await (await Manager.GetAsync($"/api/v1/admin/flash-sales/{sale}")).JsonAsync();

    public async Task<JsonElement> ProveAsync(Guid sale, string query = "") =>
        await (await Manager.GetAsync($"/api/v1/admin/flash-sales/{sale}/proof{query}")).JsonAsync();

    public async Task<JsonElement> UntilClosedAsync(Guid sale)
    {
        for (var i = 0; i < 1_200; i++, await Task.Delay(50))
            if (await WatchAsync(sale) is var standing && standing.GetProperty("phase").GetString() == "closed")
                return standing;
        throw new TimeoutException("It never closed.");
    }

    public Task<object?> LeftAsync(Guid sale) =>
        SqlAsync($"select quantity from inventory.set_aside where id = '{sale}' and closed_at is null");

    public static void Accepted(HttpResponseMessage answer) => Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
}
