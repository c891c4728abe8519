using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Payments.Tests;

/// <summary>Whole purchases at the real gateway, however it behaves.</summary>
public sealed class PayTests(PayingMarket market) : IClassFixture<PayingMarket>, IAsyncLifetime
{
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    // Whatever a test did, the books add up and agree with the gateway's.
    public async ValueTask DisposeAsync() => await market.BooksAddUpAsync();

    async Task<(HttpClient Buyer, Guid Checkout, JsonElement Answer, Guid Offer)> BuyAsync(
        string method, string? token, long units = 5, long price = 1_000)
    {
        var offer = await market.OfferAsync(await market.OpenStoreAsync(), price, units);
        var buyer = market.AsGuest();
        var answer = await PayingMarket.BuyAsync(buyer, method, token, [offer]);
        return (buyer, answer.GetProperty("id").GetGuid(), answer, offer);
    }

    static string? Of(JsonElement checkout, string name) =>
        checkout.GetProperty("payment").TryGetProperty(name, out var value) ? value.GetString() : null;

    [Theory]
    [InlineData("tok_approve")]
    [InlineData("tok_slow")]
    [InlineData("tok_charge_then_timeout")]
    [InlineData("tok_charge_then_vanish")]
    [InlineData("tok_error_after_charge")]
    [InlineData("tok_error_once")]
    [InlineData("tok_webhook_twice")]
    [InlineData("tok_webhook_out_of_order")]
    [InlineData("tok_webhook_late")]
    [InlineData("tok_webhook_never")]
    public async Task A_charged_card_is_one_charge_and_one_sale(string token)
    {
        var (buyer, checkout, answer, offer) = await BuyAsync("card", token);
        Assert.Equal(("captured", "confirmed"), (Of(answer, "status"), answer.GetProperty("status").GetString()));
        Assert.Null(Of(answer, "next"));

        // What the gateway still has to say comes late, twice or reversed, and changes nothing.
        await Task.Delay(token == "tok_webhook_late" ? 900 : 400);
        await market.SweepAsync();
        var now = await market.CheckoutAsync(buyer, checkout);
        Assert.Equal("paid", now.GetProperty("orders")[0].GetProperty("status").GetString());
        Assert.Equal(new Units(4, 0, 1), await market.UnitsAsync(offer));
        var intent = Assert.Single(await market.IntentsAsync(checkout));
        Assert.Equal("succeeded", intent.GetProperty("status").GetString());
        Assert.Equal(1_000, intent.GetProperty("amount").GetInt64());
        Assert.Equal(1_000, await market.BalanceAsync(Ledger.Gateway, checkout));
        Assert.Equal(-900, await market.BalanceAsync(Ledger.Store, checkout));
        Assert.Equal(-100, await market.BalanceAsync(Ledger.Commission, checkout));
    }

    [Fact]
    public async Task Who_would_rather_wait_is_answered_once_the_payment_has_come()
    {
        var (buyer, checkout, answer, _) = await BuyAsync("card", null);
        async Task<(string? Granted, string? Status)> LookAsync(string wish)
        {
            using var question = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/checkouts/{checkout}");
            question.Headers.Add("Prefer", wish);
            using var told = await buyer.SendAsync(question);
            using var seen = JsonDocument.Parse(await told.Content.ReadAsStringAsync());
            return (told.Headers.GetValues("Preference-Applied").Single(),
                seen.RootElement.GetProperty("status").GetString());
        }

        Assert.Equal(("wait=1", "placed"), await LookAsync("respond-async, wait=1"));
        Assert.Equal(("wait=0", "placed"), await LookAsync("wait=0"));
        var waiting = LookAsync("wait=999");
        using var paid = await market.TypeCardAsync(Of(answer, "next")!, "4242424242424242");
        Assert.Equal(("wait=20", "confirmed"), await waiting);
    }

    [Theory]
    [InlineData("tok_decline_funds", "insufficient_funds")]
    [InlineData("tok_decline_expired", "expired_card")]
    [InlineData("tok_decline_generic", "generic_decline")]
    public async Task A_declined_card_says_why_and_another_may_be_tried_meanwhile(string token, string why)
    {
        var (_, checkout, answer, offer) = await BuyAsync("card", token);
        Assert.Equal(("failed", why), (Of(answer, "status"), Of(answer, "why")));
        Assert.Equal(new Units(5, 1, 0), await market.UnitsAsync(offer));

        using var back = await market.TypeCardAsync(Of(answer, "next")!, "4242424242424242");
        Assert.Equal(303, (int)back.StatusCode);
        Assert.StartsWith("http://shop.test/es/checkouts/back?intent=pi_", back.Headers.Location!.AbsoluteUri);
        await market.EventuallyAsync(checkout, "captured");
        Assert.Equal("confirmed", await market.StatusAsync(checkout));
        Assert.Equal(new Units(4, 0, 1), await market.UnitsAsync(offer));
    }

    [Fact]
    public async Task A_failure_before_the_charge_leaves_it_to_be_paid_and_charges_nothing()
    {
        var (_, checkout, answer, _) = await BuyAsync("card", "tok_error_before_charge");
        Assert.Equal("action_needed", Of(answer, "status"));
        Assert.Equal("placed", await market.StatusAsync(checkout));
        using var _ = await market.TypeCardAsync(Of(answer, "next")!, "5555555555554444");
        await market.EventuallyAsync(checkout, "captured");
    }

    [Fact]
    public async Task A_second_step_is_made_at_the_gateway_and_its_refusal_sells_nothing()
    {
        var (_, checkout, answer, offer) = await BuyAsync("card", "tok_second_step");
        Assert.Equal("action_needed", Of(answer, "status"));
        var step = Of(answer, "next") + "/step";
        using var no = await market.Bank.PostAsync(step, Form("no"));
        await market.EventuallyAsync(checkout, "failed");
        Assert.Equal("authentication_failed", (await market.PaymentAsync(checkout)).Why);
        Assert.Equal(new Units(5, 1, 0), await market.UnitsAsync(offer));

        using var again = await market.TypeCardAsync(Of(answer, "next")!, "4000000000003220");
        using var yes = await market.Bank.PostAsync(step, Form("yes"));
        await market.EventuallyAsync(checkout, "captured");
        Assert.Equal("confirmed", await market.StatusAsync(checkout));

        static FormUrlEncodedContent Form(string answer) => new(new Dictionary<string, string> { ["answer"] = answer });
    }

    [Fact]
    public async Task A_charge_nobody_told_us_of_is_found_by_the_sweeper()
    {
        var (_, checkout, answer, _) = await BuyAsync("card", null);
        Assert.Equal("action_needed", Of(answer, "status"));
        using var paid = await market.TypeCardAsync(Of(answer, "next")!, "4000000000001109");
        await Task.Delay(200);
        Assert.Equal("action_needed", (await market.PaymentAsync(checkout)).Status);

        await market.SweepAsync();
        Assert.Equal("captured", (await market.PaymentAsync(checkout)).Status);
        Assert.Equal("confirmed", await market.StatusAsync(checkout));
    }

    [Fact]
    public async Task A_charge_whose_asker_died_before_writing_it_down_is_found_by_our_reference()
    {
        var (_, checkout, _, _) = await BuyAsync("card", null);
        var gateway = market.Services.GetServices<IPaymentGateway>().Single(one => one.Methods.Contains("card"));
        await gateway.ChargeAsync(await market.IntentAsync(checkout), "tok_webhook_never", "died", default);
        await market.SqlAsync($"update payments.payment set gateway_id = null where checkout_id = '{checkout}'");

        await market.SweepAsync();
        Assert.Equal("captured", (await market.PaymentAsync(checkout)).Status);
        Assert.Equal("confirmed", await market.StatusAsync(checkout));
    }

    [Fact]
    public async Task A_purchase_placed_but_never_paid_for_is_finished_or_given_up()
    {
        var (_, cash, _, _) = await BuyAsync("transfer", null);
        var (_, card, _, offer) = await BuyAsync("card", null);
        // As a process leaves them that dies between placing and asking for the money.
        await market.SqlAsync($"""
            update payments.payment
            set method = 'cash_on_delivery', gateway_id = null, gateway_version = 0, next_url = null
            where checkout_id = '{cash}'
            """);
        await market.SqlAsync($"update orders.checkout set method = 'cash_on_delivery' where id = '{cash}'");
        await market.SweepAsync();
        Assert.Equal("due_on_delivery", (await market.PaymentAsync(cash)).Status);
        Assert.Equal("confirmed", await market.StatusAsync(cash));

        await market.ExpireAsync(card);
        await market.SweepAsync();
        Assert.Equal(new PaymentState("card", "failed", null, "canceled", 0, 0), await market.PaymentAsync(card));
        Assert.Equal("canceled", (await market.IntentsAsync(card)).Single().GetProperty("status").GetString());
        Assert.Equal(new Units(5, 0, 0), await market.UnitsAsync(offer));
    }

    [Fact]
    public async Task A_transfer_is_awaited_with_its_instructions_and_confirms_when_the_money_comes()
    {
        var (_, checkout, answer, _) = await BuyAsync("transfer", null);
        Assert.Equal("pending", Of(answer, "status"));
        using var made = await market.Bank.PostAsync(Of(answer, "next") + "/transfer", null);
        await market.EventuallyAsync(checkout, "captured");
        Assert.Equal("confirmed", await market.StatusAsync(checkout));
    }

    [Fact]
    public async Task A_late_transfer_takes_the_units_again_where_they_are_still_free()
    {
        var (_, checkout, _, offer) = await BuyAsync("transfer", null);
        var intent = await market.IntentAsync(checkout);
        await market.ExpireAsync(checkout);
        await market.SweepAsync();
        Assert.Equal("failed", (await market.PaymentAsync(checkout)).Status);
        Assert.Equal(new Units(5, 0, 0), await market.UnitsAsync(offer));

        using var came = await market.Bank.PostAsync($"/v1/payment_intents/{intent}/simulate_transfer", null);
        await market.EventuallyAsync(checkout, "captured");
        Assert.Equal("confirmed", await market.StatusAsync(checkout));
        Assert.Equal(new Units(4, 0, 1), await market.UnitsAsync(offer));
    }

    [Fact]
    public async Task A_late_transfer_for_units_that_are_gone_goes_back_whole()
    {
        var (_, checkout, _, offer) = await BuyAsync("transfer", null, units: 1);
        var intent = await market.IntentAsync(checkout);
        await market.ExpireAsync(checkout);
        await PayingMarket.BuyAsync(market.AsGuest(), "cash_on_delivery", null, [offer]);

        using var came = await market.Bank.PostAsync($"/v1/payment_intents/{intent}/simulate_transfer", null);
        await market.EventuallyAsync(checkout, "refunded");
        Assert.Equal("expired", await market.StatusAsync(checkout));
        Assert.Equal(1_000, (await market.IntentsAsync(checkout)).Single().GetProperty("amountRefunded").GetInt64());
        Assert.Equal(0, await market.BalanceAsync(Ledger.Gateway, checkout));
        Assert.Equal(0, await market.BalanceAsync(Ledger.Store, checkout));
        Assert.Equal(new Units(0, 0, 1), await market.UnitsAsync(offer));
    }

    // Told by two, who both read the payment before either had its effect.
    [Fact]
    public async Task Money_on_its_way_back_buys_nothing_where_the_units_are_free_again()
    {
        var (_, checkout, _, offer) = await BuyAsync("transfer", null, units: 1);
        var intent = await market.IntentAsync(checkout);
        Payment read;
        await using (var session = await market.Database.ReadAsync())
            read = (await PaymentLog.FindAsync(session, market.Database.Region, checkout))!;
        await market.ExpireAsync(checkout);
        var other = market.AsGuest();
        var theirs = (await PayingMarket.BuyAsync(other, "cash_on_delivery", null, [offer]))
            .GetProperty("orders")[0].GetProperty("id");
        using var came = await market.Bank.PostAsync($"/v1/payment_intents/{intent}/simulate_transfer", null);
        await market.EventuallyAsync(checkout, "refunded");
        using var cancelled = await other.PostAsync($"/api/v1/orders/{theirs}/cancel", null);
        Assert.Equal(200, (int)cancelled.StatusCode);

        var captured = new GatewayPayment(intent, read.Id, GatewayStatus.Captured, 9, read.Amount, null, null);
        await market.Services.GetRequiredService<Finaliser>()
            .TakeAsync(read, captured, new("evt_second", "paid", captured, null, null));

        Assert.Equal("expired", await market.StatusAsync(checkout));
        Assert.Equal(new Units(1, 0, 0), await market.UnitsAsync(offer));
        Assert.Equal(0L, await market.SqlAsync(
            $"select count(*) from payments.sale where payment_id = '{read.Id}'"));
        Assert.Equal(1L, await market.SqlAsync(
            "select count(*) from payments.webhook where event_id = 'evt_second'"));
    }

    [Fact]
    public async Task Cash_on_delivery_is_a_sale_at_once_and_its_cancelling_undoes_it()
    {
        var (buyer, checkout, answer, offer) = await BuyAsync("cash_on_delivery", null);
        Assert.Equal("due_on_delivery", Of(answer, "status"));
        Assert.Equal("confirmed", answer.GetProperty("status").GetString());
        Assert.Equal(1_000, await market.BalanceAsync(Ledger.CashDue, checkout));

        var order = answer.GetProperty("orders")[0].GetProperty("id");
        using var cancelled = await buyer.PostAsync($"/api/v1/orders/{order}/cancel", null);
        Assert.Equal(200, (int)cancelled.StatusCode);
        Assert.Equal(0, await market.BalanceAsync(Ledger.CashDue, checkout));
        Assert.Equal(0, await market.BalanceAsync(Ledger.Store, checkout));
        var undone = new PaymentState("cash_on_delivery", "failed", null, "cancelled", 0, 0);
        Assert.Equal(undone, await market.PaymentAsync(checkout));
        Assert.Equal(new Units(5, 0, 0), await market.UnitsAsync(offer));
    }

    [Fact]
    public async Task Cancelling_one_stores_order_gives_back_its_part_and_the_other_stays_sold()
    {
        var first = await market.OfferAsync(await market.OpenStoreAsync(commission: 1_000), 999, 5);
        var second = await market.OfferAsync(await market.OpenStoreAsync(commission: 333), 1_001, 5);
        var buyer = market.AsGuest();
        var answer = await PayingMarket.BuyAsync(buyer, "card", "tok_approve", [first, second]);
        var checkout = answer.GetProperty("id").GetGuid();
        var orders = answer.GetProperty("orders").EnumerateArray().ToList();
        var cancelled = orders.Single(order => order.GetProperty("total").GetProperty("amount").GetInt64() == 999);
        Assert.Equal(-(100 + 33), await market.BalanceAsync(Ledger.Commission, checkout));

        for (var i = 0; i < 2; i++)
        {
            using var cancel = await buyer.PostAsync($"/api/v1/orders/{cancelled.GetProperty("id")}/cancel", null);
            Assert.Equal(200, (int)cancel.StatusCode);
        }

        await market.SettleAsync();
        Assert.Equal(new PaymentState("card", "captured", null, null, 2_000, 999), await market.PaymentAsync(checkout));
        Assert.Equal(999, (await market.IntentsAsync(checkout)).Single().GetProperty("amountRefunded").GetInt64());
        Assert.Equal(-33, await market.BalanceAsync(Ledger.Commission, checkout));
        Assert.Equal(-(1_001 - 33), await market.BalanceAsync(Ledger.Store, checkout));
        Assert.Equal(1_001, await market.BalanceAsync(Ledger.Gateway, checkout));
    }

    [Fact]
    public async Task One_key_twenty_times_at_once_is_one_purchase_and_one_charge()
    {
        var offer = await market.OfferAsync(await market.OpenStoreAsync(), 1_000, 50);
        var guest = Token.New();
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(
            _ => PayingMarket.BuyAsync(market.AsGuest(guest), "card", "tok_approve", [offer], "the-one-key")));

        Assert.Single(answers.Select(answer => answer.GetProperty("id").GetGuid()).Distinct());
        Assert.Equal(new Units(49, 0, 1), await market.UnitsAsync(offer));
    }

    [Fact]
    public async Task Buyer_webhook_and_sweeper_at_once_make_one_sale()
    {
        var (_, checkout, answer, offer) = await BuyAsync("card", null);
        var paying = market.TypeCardAsync(Of(answer, "next")!, "4000000000001075");
        var looking = Enumerable.Range(0, 30).Select(async at =>
        {
            await Task.Delay(at * 3);
            return at % 2 == 0
                ? await market.Payments.SettleAsync(checkout, default)
                : await market.Payments.PayAsync(checkout, "tok_approve", null, default);
        });
        await Task.WhenAll(looking);
        using var _ = await paying;

        Assert.Equal("captured", (await market.PaymentAsync(checkout)).Status);
        Assert.Equal(new Units(4, 0, 1), await market.UnitsAsync(offer));
        Assert.Equal(1_000, await market.BalanceAsync(Ledger.Gateway, checkout));
        Assert.Equal(1L, await market.SqlAsync($"""
            select count(*) from payments.payment_event e join payments.payment p on p.id = e.payment_id
            where p.checkout_id = '{checkout}' and e.kind = 'captured'
            """));
    }

    [Fact]
    public async Task Paying_again_and_again_charges_once()
    {
        var (_, checkout, _, _) = await BuyAsync("card", "tok_approve");
        var states = await Task.WhenAll(Enumerable.Range(0, 10)
            .Select(at => market.Payments.PayAsync(checkout, at % 2 == 0 ? "tok_approve" : null, null, default)));
        Assert.All(states, state => Assert.Equal(("captured", 1_000), (state.Status, state.CapturedMinor)));
    }

    [Fact]
    public async Task A_disputed_charge_leaves_the_gateways_account_and_is_told_once()
    {
        var (_, checkout, _, _) = await BuyAsync("card", "tok_webhook_twice");
        using var disputed = await market.Bank.PostAsync(
            $"/v1/payment_intents/{await market.IntentAsync(checkout)}/simulate_dispute", null);
        for (var i = 0; i < 1_500 && await market.BalanceAsync(Ledger.Disputed, checkout) == 0; i++)
            await Task.Delay(40);
        await Task.Delay(200);
        Assert.Equal(1_000, await market.BalanceAsync(Ledger.Disputed, checkout));
        Assert.Equal(0, await market.BalanceAsync(Ledger.Gateway, checkout));
        Assert.Equal(1L, await market.SqlAsync($"""
            select count(*) from payments.dispute d join payments.payment p on p.id = d.payment_id
            where p.checkout_id = '{checkout}'
            """));
    }

    [Theory]
    [InlineData("CLP", 1_990)]
    [InlineData("KWD", 1_005)]
    public async Task Currencies_are_charged_in_their_own_minor_units(string currency, long price)
    {
        var offer = await market.OfferAsync(await market.OpenStoreAsync(currency), price, 5, currency);
        var answer = await PayingMarket.BuyAsync(market.AsGuest(), "card", "tok_approve", [offer]);
        var intent = (await market.IntentsAsync(answer.GetProperty("id").GetGuid())).Single();
        Assert.Equal(price, intent.GetProperty("amount").GetInt64());
        Assert.Equal(currency, intent.GetProperty("currency").GetString());
    }
}
