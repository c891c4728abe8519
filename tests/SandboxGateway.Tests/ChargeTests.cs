using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;

namespace Feria.SandboxGateway.Tests;

public sealed class ChargeTests(RunningGateway running) : IClassFixture<RunningGateway>
{
    readonly Gateway gateway = running.Gateway;

    [Fact]
    public async Task A_good_card_is_charged_at_once_and_only_its_last_four_digits_are_kept()
    {
        var intent = await gateway.Create();
        var (status, body) = await gateway.Confirm(intent, "tok_approve");

        Assert.Equal(200, status);
        Assert.Equal("succeeded", body.GetProperty("status").GetString());
        Assert.Equal("visa", body.GetProperty("card").GetProperty("brand").GetString());
        Assert.Equal("4242", body.GetProperty("card").GetProperty("last4").GetString());
        Assert.Equal(12_990, body.GetProperty("amount").GetInt64());
    }

    [Theory]
    [InlineData("tok_decline_funds", "insufficient_funds")]
    [InlineData("tok_decline_expired", "expired_card")]
    [InlineData("tok_decline_generic", "generic_decline")]
    public async Task A_declined_card_says_why_and_another_card_may_follow(string token, string reason)
    {
        var intent = await gateway.Create();
        var (status, body) = await gateway.Confirm(intent, token);

        Assert.Equal(402, status);
        Assert.Equal("card_declined", body.GetProperty("code").GetString());
        Assert.Equal(reason, body.GetProperty("declineCode").GetString());
        Assert.Equal("requires_payment", await gateway.StatusOf(intent));

        Assert.Equal(200, (await gateway.Confirm(intent, "tok_approve")).Status);
        Assert.Equal("succeeded", await gateway.StatusOf(intent));
    }

    [Fact]
    public async Task A_second_charge_of_the_same_intent_is_refused()
    {
        var intent = await gateway.Create();
        await gateway.Confirm(intent, "tok_approve");
        var (status, body) = await gateway.Confirm(intent, "tok_approve");

        Assert.Equal(409, status);
        Assert.Equal("intent_succeeded", body.GetProperty("code").GetString());
    }

    [Fact]
    public async Task Fifty_calls_with_one_key_create_one_intent_and_hear_the_same()
    {
        var wanted = new { amount = 500, currency = "CLP", method = "card", reference = "fifty" };
        var answers = await Task.WhenAll(Enumerable.Range(0, 50)
            .Select(_ => gateway.Post("/v1/payment_intents", wanted, "the-key")));

        Assert.All(answers, answer => Assert.Equal(201, answer.Status));
        Assert.Single(answers.Select(answer => answer.Body.GetRawText()).Distinct());
        var found = await gateway.Get("/v1/payment_intents?reference=fifty");
        Assert.Equal(1, found.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task The_same_key_with_another_body_is_422_and_changes_nothing()
    {
        var wanted = new { amount = 500, currency = "CLP", method = "card", reference = "reused" };
        await gateway.Post("/v1/payment_intents", wanted, "reused-key");
        var (status, body) = await gateway.Post("/v1/payment_intents",
            new { amount = 501, currency = "CLP", method = "card", reference = "reused" }, "reused-key");

        Assert.Equal(422, status);
        Assert.Equal("idempotency_key_reused", body.GetProperty("code").GetString());
        var found = await gateway.Get("/v1/payment_intents?reference=reused");
        Assert.Equal(1, found.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task A_slow_charge_is_processing_until_it_is_made_and_its_key_is_busy_meanwhile()
    {
        var intent = await gateway.Create();
        var watch = Stopwatch.StartNew();
        var slow = gateway.Confirm(intent, "tok_slow", "slow-key");
        await Task.Delay(150);

        Assert.Equal("processing", await gateway.StatusOf(intent));
        var (again, busy) = await gateway.Confirm(intent, "tok_slow", "slow-key");
        Assert.Equal(409, again);
        Assert.Equal("idempotency_key_in_use", busy.GetProperty("code").GetString());
        Assert.Equal(409, (await gateway.Post($"/v1/payment_intents/{intent}/cancel")).Status);

        var (status, body) = await slow;
        Assert.True(watch.ElapsedMilliseconds >= 400);
        Assert.Equal(200, status);
        Assert.Equal("succeeded", body.GetProperty("status").GetString());
        var replay = await gateway.Confirm(intent, "tok_slow", "slow-key");
        Assert.Equal(body.GetRawText(), replay.Body.GetRawText());
    }

    [Fact]
    public async Task A_lost_answer_is_heard_by_asking_again_with_the_same_key()
    {
        var intent = await gateway.Create();
        await Assert.ThrowsAsync<HttpRequestException>(
            () => gateway.Confirm(intent, "tok_charge_then_timeout", "lost"));

        var (status, body) = await gateway.Confirm(intent, "tok_charge_then_timeout", "lost");
        Assert.Equal(200, status);
        Assert.Equal("succeeded", body.GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_vanished_charge_is_found_only_by_its_reference()
    {
        var intent = await gateway.Create(reference: "vanished");
        for (var attempt = 0; attempt < 2; attempt++)
            await Assert.ThrowsAsync<HttpRequestException>(
                () => gateway.Confirm(intent, "tok_charge_then_vanish", "vanish"));

        var found = (await gateway.Get("/v1/payment_intents?reference=vanished")).GetProperty("items");
        Assert.Equal(1, found.GetArrayLength());
        Assert.Equal(intent, found[0].GetProperty("id").GetString());
        Assert.Equal("succeeded", found[0].GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_failure_after_the_charge_has_charged_and_one_before_has_not()
    {
        var after = await gateway.Create();
        Assert.Equal(500, (await gateway.Confirm(after, "tok_error_after_charge", "after")).Status);
        Assert.Equal(500, (await gateway.Confirm(after, "tok_error_after_charge", "after")).Status);
        Assert.Equal("succeeded", await gateway.StatusOf(after));

        var before = await gateway.Create();
        Assert.Equal(500, (await gateway.Confirm(before, "tok_error_before_charge")).Status);
        Assert.Equal("requires_payment", await gateway.StatusOf(before));
    }

    [Fact]
    public async Task A_passing_failure_is_over_when_tried_again_with_the_same_key()
    {
        var intent = await gateway.Create();
        Assert.Equal(500, (await gateway.Confirm(intent, "tok_error_once", "once")).Status);
        Assert.Equal(200, (await gateway.Confirm(intent, "tok_error_once", "once")).Status);
    }

    [Fact]
    public async Task A_typed_card_becomes_a_token_that_is_spent_once()
    {
        var (status, made) = await gateway.Post("/v1/tokens",
            new { number = "4242 4242 4242 4242", expMonth = 12, expYear = 2034, cvc = "123", holder = "Ana" });
        Assert.Equal(201, status);
        var token = made.GetProperty("id").GetString()!;

        Assert.Equal(200, (await gateway.Confirm(await gateway.Create(), token)).Status);
        var (refused, body) = await gateway.Confirm(await gateway.Create(), token);
        Assert.Equal(422, refused);
        Assert.Equal("token_unknown", body.GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_real_card_is_refused_and_no_number_or_token_is_written_anywhere()
    {
        var real = new { number = "4012888888881881", expMonth = 12, expYear = 2034, cvc = "123" };
        var (status, body) = await gateway.Post("/v1/tokens", real);
        Assert.Equal(422, status);
        Assert.Equal("card_not_a_test_card", body.GetProperty("code").GetString());

        var (_, made) = await gateway.Post("/v1/tokens", new
        {
            number = "5555555555554444", expMonth = 12, expYear = 2034, cvc = "987", holder = "Canary Holder",
        });
        var token = made.GetProperty("id").GetString()!;
        await gateway.Confirm(await gateway.Create(), token);

        var written = await File.ReadAllTextAsync(gateway.JournalPath) + string.Join('\n', gateway.Output);
        Assert.All(["4012888888881881", "5555555555554444", token, "\"987\"", "Canary Holder"],
            secret => Assert.DoesNotContain(secret, written.Replace(gateway.Address.ToString(), "")));
    }

    [Fact]
    public async Task Refunds_never_exceed_the_charge_and_repeat_by_key()
    {
        var intent = await gateway.Create(1_000);
        var (early, _) = await gateway.Post("/v1/refunds", new { intent, amount = 1 });
        Assert.Equal(409, early);
        await gateway.Confirm(intent, "tok_approve");

        var first = await gateway.Post("/v1/refunds", new { intent, amount = 300, reference = "return-1" }, "refund");
        var again = await gateway.Post("/v1/refunds", new { intent, amount = 300, reference = "return-1" }, "refund");
        Assert.Equal(201, first.Status);
        Assert.Equal(first.Body.GetRawText(), again.Body.GetRawText());

        Assert.Equal(422, (await gateway.Post("/v1/refunds", new { intent, amount = 701 })).Status);
        Assert.Equal(201, (await gateway.Post("/v1/refunds", new { intent })).Status);
        Assert.Equal(422, (await gateway.Post("/v1/refunds", new { intent })).Status);
        var after = await gateway.Get($"/v1/payment_intents/{intent}");
        Assert.Equal(1_000, after.GetProperty("amountRefunded").GetInt64());
        Assert.Equal(2, (await gateway.Get($"/v1/refunds?intent={intent}")).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task Parallel_refunds_share_what_is_left()
    {
        var intent = await gateway.Create(1_000);
        await gateway.Confirm(intent, "tok_approve");
        var answers = await Task.WhenAll(Enumerable.Range(0, 20)
            .Select(_ => gateway.Post("/v1/refunds", new { intent, amount = 300 })));

        Assert.Equal(3, answers.Count(answer => answer.Status == 201));
        Assert.Equal(17, answers.Count(answer => answer.Status == 422));
    }

    [Fact]
    public async Task A_transfer_waits_with_instructions_until_the_money_comes_even_after_a_cancel()
    {
        var intent = await gateway.Create(method: "bank_transfer");
        var waiting = await gateway.Get($"/v1/payment_intents/{intent}");
        Assert.Equal("awaiting_transfer", waiting.GetProperty("status").GetString());
        Assert.StartsWith("FG-", waiting.GetProperty("instructions").GetProperty("reference").GetString());
        Assert.Equal(409, (await gateway.Confirm(intent, "tok_approve")).Status);

        Assert.Equal(200, (await gateway.Post($"/v1/payment_intents/{intent}/cancel")).Status);
        Assert.Equal("canceled", await gateway.StatusOf(intent));
        Assert.Equal(200, (await gateway.Post($"/v1/payment_intents/{intent}/simulate_transfer")).Status);
        Assert.Equal("succeeded", await gateway.StatusOf(intent));
        Assert.Equal(409, (await gateway.Post($"/v1/payment_intents/{intent}/simulate_transfer")).Status);
    }

    [Fact]
    public async Task A_cancelled_card_intent_cannot_be_charged()
    {
        var intent = await gateway.Create();
        Assert.Equal(200, (await gateway.Post($"/v1/payment_intents/{intent}/cancel")).Status);
        var (status, body) = await gateway.Confirm(intent, "tok_approve");

        Assert.Equal(409, status);
        Assert.Equal("intent_canceled", body.GetProperty("code").GetString());
    }

    [Fact]
    public async Task Intents_are_listed_newest_first_in_pages_and_found_by_metadata()
    {
        for (var i = 0; i < 5; i++)
            await gateway.Post("/v1/payment_intents", new
            {
                amount = 100 + i, currency = "BRL", method = "card", reference = "pages",
                metadata = new { checkout = $"c{i}" },
            });

        var first = await gateway.Get("/v1/payment_intents?reference=pages&limit=3");
        Assert.Equal([104L, 103L, 102L], Amounts(first));
        var next = first.GetProperty("next");
        var second = await gateway.Get($"/v1/payment_intents?reference=pages&limit=3&after={next}");
        Assert.Equal([101L, 100L], Amounts(second));
        var tagged = await gateway.Get("/v1/payment_intents?metadata.checkout=c2");
        Assert.Equal([102L], Amounts(tagged));
    }

    static long[] Amounts(JsonElement list) =>
        [.. list.GetProperty("items").EnumerateArray().Select(intent => intent.GetProperty("amount").GetInt64())];

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"amount\":\"12\"}")]
    [InlineData("""{"amount":0,"currency":"BRL","method":"card","reference":"r"}""")]
    [InlineData("""{"amount":1.5,"currency":"BRL","method":"card","reference":"r"}""")]
    [InlineData("""{"amount":1,"currency":"brl","method":"card","reference":"r"}""")]
    [InlineData("""{"amount":1,"currency":"BRL","method":"cash","reference":"r"}""")]
    [InlineData("""{"amount":1,"currency":"BRL","method":"card","reference":"r","more":1}""")]
    [InlineData("""{"amount":1,"currency":"BRL","method":"card","reference":"r","description":"\u0000"}""")]
    [InlineData("""{"amount":1,"currency":"BRL","method":"card","reference":"r","description":"\ud800"}""")]
    [InlineData("""{"amount":1,"currency":"BRL","method":"card","reference":null}""")]
    [InlineData("""{"amount":1,"currency":"BRL","method":"card","reference":"r","returnUrl":"javascript:alert(1)"}""")]
    [InlineData("""{"amount":1,"currency":"BRL","method":"card","reference":"r","metadata":{"a":null}}""")]
    public async Task A_malformed_body_is_400_and_creates_nothing(string body)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, "/v1/payment_intents");
        message.Content = new StringContent(body);
        message.Headers.Add("Idempotency-Key", "malformed");
        using var answer = await gateway.Client.SendAsync(message);

        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("malformed_body", problem.GetProperty("code").GetString());
        Assert.Equal(0, (await gateway.Get("/v1/payment_intents?reference=r")).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task A_huge_body_a_missing_key_and_a_stranger_are_refused()
    {
        using var huge = new HttpRequestMessage(HttpMethod.Post, "/v1/payment_intents");
        huge.Content = new ByteArrayContent(new byte[1_000_000]);
        huge.Headers.Add("Idempotency-Key", "huge");
        huge.Headers.ExpectContinue = true; // refused by its length, it is not sent at all
        using var tooLarge = await gateway.Client.SendAsync(huge);
        Assert.Equal(413, (int)tooLarge.StatusCode);

        using var keyless = await gateway.Client.PostAsJsonAsync("/v1/payment_intents", new { });
        Assert.Equal(400, (int)keyless.StatusCode);

        using var stranger = new HttpClient { BaseAddress = gateway.Address };
        using var refused = await stranger.GetAsync("/v1/payment_intents");
        Assert.Equal(401, (int)refused.StatusCode);
        using var nowhere = await gateway.Client.GetAsync("/nowhere");
        Assert.Equal(404, (int)nowhere.StatusCode);
        using var wrongWay = await gateway.Client.DeleteAsync("/v1/refunds");
        Assert.Equal(405, (int)wrongWay.StatusCode);
        Assert.Equal("application/problem+json", wrongWay.Content.Headers.ContentType!.MediaType);
    }
}
