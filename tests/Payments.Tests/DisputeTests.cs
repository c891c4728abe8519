using System.Net.Http.Json;
using System.Text.Json;
using Feria.Inventory.Tests;

namespace Feria.Payments.Tests;

/// <summary>What becomes of money a buyer's bank takes back, at the real sandbox gateway.</summary>
public sealed class DisputeTests(PayingMarket market) : IClassFixture<PayingMarket>, IAsyncLifetime
{
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await market.BooksAddUpAsync();

    [Fact]
    public async Task While_it_is_open_nothing_is_paid_and_nothing_else_goes_back()
    {
        var till = await Till.OpenAsync(market);
        var (checkout, order) = await till.SellAsync();
        await till.RefundAsync(checkout, order, 1_000);
        await till.DisputeAsync(checkout);
        var dispute = await till.DisputedAsync(checkout);
        await till.DeliverAsync(order);
        await till.ReleaseAsync();
        Assert.Equal((8_100, 0, 0), await till.BalanceAsync());
        Assert.Equal(9_000, await market.BalanceAsync(Ledger.Disputed, checkout));

        await using (var tx = await market.Database.WriteAsync())
        {
            var refusal = await market.Payments.RefundAsync(tx, checkout, order, new(1, "BRL"), "goodwill");
            Assert.Equal("payment_disputed", refusal!.Code);
        }

        var shown = await till.GetAsync($"disputes/{dispute}");
        Assert.Equal(9_000, shown.GetProperty("orders")[0].GetProperty("amount").GetProperty("amount").GetInt64());
        await till.DisputeAsync(checkout, "simulate_dispute_won");
        await till.DisputedAsync(checkout, "won");
        await till.ReleaseAsync();
        Assert.Equal((0, 8_100, 0), await till.BalanceAsync());
        Assert.Equal(0, await market.BalanceAsync(Ledger.Disputed, checkout));
    }

    [Fact]
    public async Task Disputes_are_taken_along_by_status()
    {
        var till = await Till.OpenAsync(market);
        var (checkout, _) = await till.SellAsync();
        await till.DisputeAsync(checkout);
        var dispute = await till.DisputedAsync(checkout);
        using var staff = Till.Staff(market);
        // As PostgreSQL writes it: opened, reason, due, payment.
        var kept = ((string)(await market.SqlAsync($"""
            select concat_ws(' ', to_char(opened_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"0Z"'), reason,
                to_char(due_by at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"0Z"'), payment_id)
            from payments.dispute where id = '{dispute}'
            """))!).Split(' ');
        var open = $"{kept[0]},{kept[1]},needs_response,100.00,BRL,{kept[2]},,,{kept[3]},{checkout},{dispute}";

        Assert.Contains(open, await RowsAsync(""));
        Assert.Contains(open, await RowsAsync("?status=needs_response"));
        Assert.DoesNotContain(await RowsAsync("?status=won"), one => one.EndsWith($"{dispute}"));
        await till.DisputeAsync(checkout, "simulate_dispute_won");
        await till.DisputedAsync(checkout, "won");
        Assert.DoesNotContain(await RowsAsync(""), one => one.EndsWith($"{dispute}"));
        Assert.Single(await RowsAsync("?status=won"), one => one.EndsWith($"{dispute}"));

        async Task<string[]> RowsAsync(string filter) =>
            (await staff.GetStringAsync("/api/v1/admin/disputes.csv" + filter)).Split("\r\n")[1..^1];
    }

    [Fact]
    public async Task Lost_after_the_payout_it_is_taken_back_from_the_store_and_its_fees_are_returned()
    {
        var till = await Till.OpenAsync(market);
        var (checkout, _) = await till.EarnAsync();
        await till.BankAsync();
        Assert.Equal(201, (int)(await till.Desk.PostAsync($"/api/v1/store/{till.Store}/payouts", null)).StatusCode);
        await till.DisputeAsync(checkout);
        await till.DisputedAsync(checkout);
        await till.DisputeAsync(checkout, "simulate_dispute_lost");
        await till.DisputedAsync(checkout, "lost");
        Assert.Equal((0, -9_000, 9_000), await till.BalanceAsync());
        Assert.Equal(0, await market.BalanceAsync(Ledger.Commission, checkout));
        Assert.Equal(0, await market.BalanceAsync(Ledger.Gateway, checkout));
        await market.SettleAsync();
        var letter = Assert.Single(
            await market.LettersAsync("store-dispute-lost"), one => one.Facts["store"] == $"Store {till.Store}");
        Assert.Equal("BRL 100.00", letter.Facts["amount"]);
    }

    [Fact]
    public async Task Each_store_answers_for_its_own_and_all_of_it_is_sent_once()
    {
        var (one, other) = (await Till.OpenAsync(market), await Till.OpenAsync(market));
        Guid[] offers =
            [await market.OfferAsync(one.Store, 4_000, 5), await market.OfferAsync(other.Store, 6_000, 5)];
        var checkout = (await PayingMarket.BuyAsync(market.AsGuest(), "card", "tok_approve", offers))
            .GetProperty("id").GetGuid();
        await one.DisputeAsync(checkout);
        var dispute = await one.DisputedAsync(checkout);
        using var staff = Till.Staff(market);
        var send = $"/api/v1/admin/disputes/{dispute}/send";
        Assert.Equal("evidence_needed", await (await staff.PostAsync(send, null)).CodeAsync());

        Assert.Equal(201, (int)(await SayAsync(one, dispute, "Delivered, signed for.")).StatusCode);
        Assert.Equal(201, (int)(await SayAsync(other, dispute, "Tracking BR1.")).StatusCode);
        var stranger = await Till.OpenAsync(market);
        var refused = await SayAsync(stranger, dispute, "Nothing to do with me.");
        Assert.Equal("dispute_not_found", await refused.CodeAsync());
        var seen = await one.GetAsync($"disputes/{dispute}");
        Assert.Equal(["Delivered, signed for."], Said(seen));
        Assert.Equal(2, Said(await staff.GetFromJsonAsync<JsonElement>($"/api/v1/admin/disputes/{dispute}")).Count);
        var kept = (string)(await market.SqlAsync($"""
            select string_agg(encode(said_sealed, 'escape'), '') from payments.evidence where dispute_id = '{dispute}'
            """))!;
        Assert.DoesNotContain("signed for", kept);

        var sent = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => staff.PostAsync(send, null)));
        Assert.Single(sent, answer => (int)answer.StatusCode == 202);
        await one.DisputedAsync(checkout, "under_review");
        Assert.Equal("dispute_closed", await (await SayAsync(one, dispute, "And another thing.")).CodeAsync());
        await one.DisputeAsync(checkout, "simulate_dispute_won");
        await one.DisputedAsync(checkout, "won");
    }

    [Fact]
    public async Task What_there_is_is_sent_a_day_before_the_time_limit()
    {
        var till = await Till.OpenAsync(market);
        var (checkout, _) = await till.SellAsync();
        await till.DisputeAsync(checkout);
        var dispute = await till.DisputedAsync(checkout);
        await SayAsync(till, dispute, "Delivered.");
        await till.RunAsync<SendEvidence>();
        Assert.Equal("needs_response", (await till.GetAsync($"disputes/{dispute}")).GetProperty("status").GetString());
        await market.SqlAsync(
            $"update payments.dispute set due_by = now() + interval '23 hours' where id = '{dispute}'");
        await till.RunAsync<SendEvidence>();
        await till.DisputedAsync(checkout, "under_review");
        await till.DisputeAsync(checkout, "simulate_dispute_lost");
        await till.DisputedAsync(checkout, "lost");
        Assert.Equal((0, 0, 0), await till.BalanceAsync());
    }

    [Fact]
    public async Task From_the_charge_to_the_clawback_every_currency_sums_to_nothing_and_each_statement_adds_up()
    {
        var (one, other) = (await Till.OpenAsync(market), await Till.OpenAsync(market, commission: 1_250));
        Guid[] offers =
            [await market.OfferAsync(one.Store, 3_333, 5), await market.OfferAsync(other.Store, 6_667, 5)];
        var bought = await PayingMarket.BuyAsync(market.AsGuest(), "card", "tok_approve", offers);
        var checkout = bought.GetProperty("id").GetGuid();
        var orders = bought.GetProperty("orders").EnumerateArray().ToDictionary(
            order => order.GetProperty("store").GetProperty("id").GetGuid(),
            order => order.GetProperty("id").GetGuid());
        await one.RefundAsync(checkout, orders[one.Store], 1_111);
        foreach (var till in new[] { one, other })
        {
            await till.DeliverAsync(orders[till.Store]);
            await till.ReleaseAsync();
            await till.BankAsync();
            Assert.Equal(201, (int)(await till.Desk.PostAsync($"/api/v1/store/{till.Store}/payouts", null)).StatusCode);
        }

        var won = await one.EarnAsync(2_000);
        await one.DisputeAsync(won.Checkout);
        await one.DisputedAsync(won.Checkout);
        await one.DisputeAsync(won.Checkout, "simulate_dispute_won");
        await one.DisputedAsync(won.Checkout, "won");
        await one.DisputeAsync(checkout);
        await one.DisputedAsync(checkout);
        await one.DisputeAsync(checkout, "simulate_dispute_lost");
        await one.DisputedAsync(checkout, "lost");

        // 3,333 less 1,111 less a tenth of what was left of its fee; 6,667 less 12.5 %.
        Assert.Equal((0, -2_000 + 1_800, 2_000), await one.BalanceAsync());
        Assert.Equal((0, -5_834, 5_834), await other.BalanceAsync());
        foreach (var till in new[] { one, other })
        {
            var statement = await till.GetAsync("statement?limit=100");
            var lines = statement.GetProperty("lines").GetProperty("items").EnumerateArray()
                .Sum(line => line.GetProperty("amount").GetProperty("amount").GetInt64());
            Assert.Equal((await till.BalanceAsync()).Payable, lines);
        }

        Assert.Equal(0, await market.BalanceAsync(Ledger.Commission, checkout));
    }

    static List<string?> Said(JsonElement dispute) =>
        [.. dispute.GetProperty("evidence").EnumerateArray().Select(one => one.GetProperty("said").GetString())];

    static Task<HttpResponseMessage> SayAsync(Till till, Guid dispute, string said) =>
        till.Desk.PostAsJsonAsync($"/api/v1/store/{till.Store}/disputes/{dispute}/evidence", new { said });
}
