using System.Net;

namespace Feria.Orders.Tests;

/// <summary>
/// The process dies in the middle of each step; started again, the same call ends in one purchase, paid once.
/// </summary>
public sealed class KillTests(RealFeria feria) : IClassFixture<RealFeria>
{
    [Theory]
    [InlineData("card", "orders.order_history", "insert", "new.status = 'placed'", "5 0 0")] // placing
    [InlineData("card", "orders.order_line", "insert", "true", "5 0 0")] // placing
    [InlineData("card", "payments.payment", "update", "true", "5 1 0")] // charged, not yet written down
    [InlineData("card", "payments.entry", "insert", "true", "5 1 0")] // writing the books
    [InlineData("card", "payments.payment_event", "insert", "new.kind = 'captured'", "5 1 0")] // confirming
    [InlineData("card", "kernel.idempotency", "update", "new.status is not null", "4 0 1")] // answering
    [InlineData("cash_on_delivery", "orders.order_history", "insert", "new.status = 'preparing'", "5 0 0")] // placing
    [InlineData("cash_on_delivery", "payments.entry", "insert", "true", "5 0 0")] // placing
    [InlineData("cash_on_delivery", "kernel.idempotency", "insert", "new.answer is not null", "5 0 0")] // answering
    public async Task Killed_in_a_step_and_called_again_it_is_one_purchase(
        string method, string table, string change, string when, string left)
    {
        var offer = await feria.OfferAsync(5);
        var (token, key) = (Token.New(), Token.New());

        await feria.PauseAtAsync(table, change, when);
        var lost = BuyAsync(token, key, method, offer);
        await feria.UntilPausedAsync();
        feria.Kill();
        await Assert.ThrowsAsync<HttpRequestException>(() => lost);
        await feria.BuryAsync();
        Assert.Equal(left, await feria.UnitsAsync(offer));
        await feria.GoOnAsync(table);

        await feria.StartAsync();
        var answer = await BuyAsync(token, key, method, offer);
        var again = await BuyAsync(token, key, method, offer);

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal(await answer.Content.ReadAsStringAsync(), await again.Content.ReadAsStringAsync());
        Assert.Equal("confirmed", (await answer.JsonAsync()).GetProperty("status").GetString());
        Assert.Equal("4 0 1", await feria.UnitsAsync(offer));
        Assert.True(await feria.AllAddsUpAsync());
    }

    [Fact]
    public async Task Somebody_without_a_token_who_calls_again_gets_the_purchase_of_the_first_call()
    {
        var offer = await feria.OfferAsync(5);
        var key = Token.New();
        await feria.PauseAtAsync("kernel.idempotency", "update", "new.status is not null");
        var lost = BuyAsync(null, key, "card", offer);
        await feria.UntilPausedAsync();
        feria.Kill();
        await Assert.ThrowsAsync<HttpRequestException>(() => lost);
        await feria.BuryAsync();
        await feria.GoOnAsync("kernel.idempotency");

        await feria.StartAsync();
        var answer = await BuyAsync(null, key, "card", offer);

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        using var guest = new HttpClient { BaseAddress = feria.Address };
        guest.DefaultRequestHeaders.Add("Feria-Cart", answer.Headers.GetValues("Feria-Cart").Single());
        Assert.Equal("confirmed", (await Shop.GetAsync(guest, $"{answer.Headers.Location}"["/api/v1".Length..]))
            .GetProperty("status").GetString());
        Assert.Equal("4 0 1", await feria.UnitsAsync(offer));
    }

    [Fact]
    public async Task Killed_while_paying_and_never_called_again_it_is_finished_by_itself()
    {
        var offer = await feria.OfferAsync(5);
        await feria.PauseAtAsync("payments.payment_event", "insert", "new.kind = 'captured'");
        var lost = BuyAsync(Token.New(), Token.New(), "card", offer);
        await feria.UntilPausedAsync();
        feria.Kill();
        await Assert.ThrowsAsync<HttpRequestException>(() => lost);
        await feria.BuryAsync();
        await feria.GoOnAsync("payments.payment_event");
        await feria.SqlAsync("update payments.payment set look_at = now() where look_at is not null");

        await feria.StartAsync();

        await UntilAsync(offer, "4 0 1");
        Assert.True(await feria.AllAddsUpAsync());
    }

    [Fact]
    public async Task Killed_while_expiring_the_units_are_let_go_once()
    {
        var offer = await feria.OfferAsync(5);
        var answer = await BuyAsync(Token.New(), Token.New(), "transfer", offer);
        var checkout = (await answer.JsonAsync()).GetProperty("id").GetGuid();
        await feria.PauseAtAsync("orders.order_history", "insert", "new.status = 'cancelled'");
        await feria.SqlAsync($"update orders.checkout set expires_at = now() where id = '{checkout}'");
        await feria.UntilPausedAsync();
        feria.Kill();
        await feria.BuryAsync();
        Assert.Equal("5 1 0", await feria.UnitsAsync(offer));
        await feria.GoOnAsync("orders.order_history");

        await feria.StartAsync();

        await UntilAsync(offer, "5 0 0");
        Assert.Equal("expired", await feria.SqlAsync($"select status from orders.checkout where id = '{checkout}'"));
        Assert.True(await feria.AllAddsUpAsync());
    }

    [Fact]
    public async Task Killed_at_any_moment_under_load_every_call_is_one_purchase_in_the_end()
    {
        var offer = await feria.OfferAsync(1_000);
        var random = new Random(7);
        var calls = Enumerable.Range(0, 60)
            .Select(i => (Guest: Token.New(), Key: Token.New(), Method: i % 3 == 0 ? "cash_on_delivery" : "card"))
                .ToList();

        for (var round = 0; round < 3; round++)
        {
            var part = calls.Skip(round * 20).Take(20)
                .Select(call => BuyAsync(call.Guest, call.Key, call.Method, offer)).ToList();
            await Task.Delay(random.Next(20, 400));
            feria.Kill();
            foreach (var call in part) await call.ContinueWith(_ => { });
            await feria.BuryAsync();
            await feria.StartAsync();
        }

        var answers = await Task.WhenAll(calls.Select(call => BuyAsync(call.Guest, call.Key, call.Method, offer)));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Created, answer.StatusCode));
        await feria.SqlAsync("update payments.payment set look_at = now() where look_at is not null");
        await UntilAsync(offer, "940 0 60");
        Assert.Equal(60L, await feria.SqlAsync($"""
            select count(*) from orders.order_line where offer_id = '{offer}'
            """));
        Assert.True(await feria.AllAddsUpAsync());
    }

    async Task UntilAsync(Guid offer, string units)
    {
        for (var i = 0; i < 1_200 && await feria.UnitsAsync(offer) != units; i++) await Task.Delay(50);
        Assert.Equal(units, await feria.UnitsAsync(offer));
    }

    async Task<HttpResponseMessage> BuyAsync(string? guest, string key, string method, Guid offer)
    {
        using var client = new HttpClient { BaseAddress = feria.Address };
        if (guest is not null) client.DefaultRequestHeaders.Add("Feria-Cart", guest);
        return await Shop.BuyAsync(
            client, Shop.Purchase(
                method, new[] { new { offer, quantity = 1 } }, token: method == "card" ? "tok_approve" : null), key);
    }
}
