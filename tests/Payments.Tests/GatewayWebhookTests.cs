using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Feria.Payments.Tests;

/// <summary>What comes in at the webhook's door is taken only from the gateway, lately, and once.</summary>
public sealed class GatewayWebhookTests(PayingMarket market) : IClassFixture<PayingMarket>, IAsyncLifetime
{
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;
    public async ValueTask DisposeAsync() => await market.BooksAddUpAsync();

    static long Now => DateTimeOffset.UtcNow.ToUnixTimeSeconds();

    static string Sign(string body, long? at = null, string secret = Sandbox.WebhookSecret)
    {
        var time = at ?? Now;
        return $"t={time},v1={Convert.ToHexStringLower(
            HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{time}.{body}")))}";
    }

    async Task<(HttpStatusCode Status, string? Code)> PostAsync(string body, string? signature)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, market.HookPath);
        message.Content = new StringContent(body, Encoding.UTF8, "application/json");
        if (signature is not null) message.Headers.TryAddWithoutValidation("Feria-Gateway-Signature", signature);
        using var answer = await market.Http.SendAsync(message);
        return (answer.StatusCode, answer.IsSuccessStatusCode ? null : await answer.CodeAsync());
    }

    // The gateway charged, and what it would tell us is held back, so that the test can tell it in its own way.
    async Task<(Guid Checkout, string Body)> ChargedAsync()
    {
        var offer = await market.OfferAsync(await market.OpenStoreAsync(), 1_000, 5);
        var answer = await PayingMarket.BuyAsync(market.AsGuest(), "card", null, [offer]);
        var checkout = answer.GetProperty("id").GetGuid();
        var next = answer.GetProperty("payment").GetProperty("next").GetString()!;
        using var _ = await market.TypeCardAsync(next, "4000000000001109");
        var intent = (await market.IntentsAsync(checkout)).Single();
        return (checkout, JsonSerializer.Serialize(new
        {
            id = $"evt_{Guid.NewGuid():N}", type = "payment_intent.succeeded", intent,
        }));
    }

    [Fact]
    public async Task A_forged_changed_old_or_future_webhook_is_refused_and_sells_nothing()
    {
        var (checkout, body) = await ChargedAsync();
        string?[] wrong =
        [
            null, "", "v1=00", "t=,v1=", $"t={Now}", $"t={Now},v1=", $"t={Now},v1=zz",
            Sign(body, secret: "whsec_of_a_stranger"), Sign(body + " "), Sign(body, Now - 301), Sign(body, Now + 330),
            Sign(body).Replace("t=", "t=0"), Sign(body).ToUpperInvariant(), "t=1,t=2,v1=1," + Sign(body, Now - 400),
            new string('a', 7_000),
        ];
        foreach (var signature in wrong)
            Assert.Equal((HttpStatusCode.Unauthorized, "signature_wrong"), await PostAsync(body, signature));
        Assert.Equal("placed", await market.StatusAsync(checkout));

        Assert.Equal(HttpStatusCode.NoContent, (await PostAsync(body, Sign(body, Now - 290))).Status);
        Assert.Equal("confirmed", await market.StatusAsync(checkout));
    }

    [Fact]
    public async Task A_secret_being_rotated_out_is_still_good()
    {
        var (checkout, body) = await ChargedAsync();
        Assert.Equal(HttpStatusCode.NoContent, (await PostAsync(body, Sign(body, secret: "whsec_before"))).Status);
        Assert.Equal("confirmed", await market.StatusAsync(checkout));
    }

    [Fact]
    public async Task Replayed_fifty_times_at_once_it_takes_effect_once()
    {
        var (checkout, body) = await ChargedAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => PostAsync(body, Sign(body))));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.NoContent, answer.Status));
        Assert.Equal(1_000, await market.BalanceAsync(Ledger.Gateway, checkout));
        Assert.Equal(1L, await market.SqlAsync(
            $"select count(*) from kernel.event where kind = 'payments.payment-captured.v1' and key = '{checkout}'"));
    }

    [Fact]
    public async Task Of_many_told_at_once_each_is_one_sale_also_one_let_go_of_and_one_told_twice()
    {
        var charged = new List<(Guid Checkout, string Body)>();
        for (var i = 0; i < 12; i++) charged.Add(await ChargedAsync());
        await market.ExpireAsync(charged[3].Checkout);
        Assert.Equal("expired", await market.StatusAsync(charged[3].Checkout));
        var bodies = charged.Select(one => one.Body).Append(charged[7].Body).Append(charged[3].Body);

        var answers = await Task.WhenAll(bodies.Select(body => PostAsync(body, Sign(body))));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.NoContent, answer.Status));
        foreach (var (checkout, _) in charged)
        {
            Assert.Equal("confirmed", await market.StatusAsync(checkout));
            Assert.Equal("captured", (await market.PaymentAsync(checkout)).Status);
            Assert.Equal(1_000, await market.BalanceAsync(Ledger.Gateway, checkout));
            Assert.Equal(-900, await market.BalanceAsync(Ledger.Store, checkout));
            Assert.Equal(1L, await market.SqlAsync($"""
                select count(*) from kernel.event where kind = 'payments.payment-captured.v1' and key = '{checkout}'
                """));
        }
    }

    [Fact]
    public async Task A_signed_body_of_another_shape_is_malformed()
    {
        foreach (var body in new[]
        {
            "", "null", "[]", "7", "{}", "{\"id\":\"e\",\"type\":\"t\"}",
            "{\"id\":\"e\",\"type\":\"t\",\"intent\":null}",
            "{\"id\":\"e\",\"type\":\"t\",\"intent\":{\"id\":\"pi\",\"reference\":\"r\",\"status\":\"new\"}}",
            "{\"id\":\"e\\u0000\",\"type\":\"t\",\"intent\":{}}", new string('[', 1_000),
        })
            Assert.Equal((HttpStatusCode.BadRequest, "malformed_body"), await PostAsync(body, Sign(body)));
    }

    [Fact]
    public async Task A_huge_body_is_refused_unread()
    {
        var body = new string(' ', 70_000);
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "body_too_large"), await PostAsync(body, Sign(body)));
    }

    [Fact]
    public async Task Another_sum_or_currency_than_was_asked_sells_nothing()
    {
        var (checkout, body) = await ChargedAsync();
        foreach (var crooked in new[]
        {
            body.Replace("\"amount\":1000", "\"amount\":1"),
            body.Replace("\"currency\":\"BRL\"", "\"currency\":\"CLP\""),
        })
        {
            Assert.NotEqual(body, crooked);
            Assert.Equal(HttpStatusCode.NoContent, (await PostAsync(crooked, Sign(crooked))).Status);
        }

        Assert.Equal("placed", await market.StatusAsync(checkout));
        Assert.Equal(HttpStatusCode.NoContent, (await PostAsync(body, Sign(body))).Status);
        Assert.Equal("confirmed", await market.StatusAsync(checkout));
    }

    [Fact]
    public async Task News_of_a_payment_nobody_knows_is_taken_and_changes_nothing()
    {
        var (checkout, body) = await ChargedAsync();
        var payment = await market.SqlAsync($"select id::text from payments.payment where checkout_id = '{checkout}'");
        var stray = body.Replace((string)payment!, Guid.NewGuid().ToString());
        Assert.Equal(HttpStatusCode.NoContent, (await PostAsync(stray, Sign(stray))).Status);
        Assert.Equal("placed", await market.StatusAsync(checkout));
        await market.SweepAsync();
    }
}

/// <summary>The gateway or Feria goes away in the middle.</summary>
public sealed class OutageTests(PayingMarket market) : IClassFixture<PayingMarket>
{
    [Fact]
    public async Task With_the_gateway_down_the_purchase_stands_and_is_paid_when_it_is_back()
    {
        var offer = await market.OfferAsync(await market.OpenStoreAsync(), 1_000, 5);
        await market.Sandbox.KillAsync();
        var answer = await PayingMarket.BuyAsync(market.AsGuest(), "card", "tok_approve", [offer]);
        var checkout = answer.GetProperty("id").GetGuid();
        Assert.Equal("placed", answer.GetProperty("status").GetString());
        Assert.Equal(new Units(5, 1, 0), await market.UnitsAsync(offer));

        await market.StartBankAgainAsync();
        await market.SweepAsync();
        var state = await market.PaymentAsync(checkout);
        Assert.Equal("action_needed", state.Status);
        using var paid = await market.TypeCardAsync(state.Next!, "4242424242424242");
        await market.EventuallyAsync(checkout, "captured");
        Assert.Equal("confirmed", await market.StatusAsync(checkout));
        await market.BooksAddUpAsync();
    }

    [Fact]
    public async Task A_refund_waits_for_the_gateway_and_is_made_once()
    {
        var offer = await market.OfferAsync(await market.OpenStoreAsync(), 1_000, 5);
        var buyer = market.AsGuest();
        var answer = await PayingMarket.BuyAsync(buyer, "card", "tok_approve", [offer]);
        var checkout = answer.GetProperty("id").GetGuid();
        await market.Sandbox.KillAsync();
        using var cancelled = await buyer.PostAsync(
            $"/api/v1/orders/{answer.GetProperty("orders")[0].GetProperty("id")}/cancel", null);
        Assert.Equal(HttpStatusCode.OK, cancelled.StatusCode);
        Assert.Equal(-1_000, await market.BalanceAsync(Ledger.RefundsDue, checkout));

        await market.StartBankAgainAsync();
        await market.EventuallyAsync(checkout, "refunded");
        Assert.Equal(1_000, (await market.IntentsAsync(checkout)).Single().GetProperty("amountRefunded").GetInt64());
        await market.BooksAddUpAsync();
    }
}
