using System.Security.Cryptography;
using System.Text;

namespace Feria.SandboxGateway.Tests;

public sealed class WebhookTests : IAsyncLifetime
{
    Receiver receiver = null!;
    Gateway gateway = null!;

    public async ValueTask InitializeAsync()
    {
        receiver = await Receiver.StartAsync();
        gateway = await Gateway.StartAsync(receiver, "whsec_new,whsec_old");
    }

    public async ValueTask DisposeAsync()
    {
        await gateway.DisposeAsync();
        await receiver.DisposeAsync();
    }

    async Task<string> Charge(string token)
    {
        var intent = await gateway.Create();
        await Eventually.True(() => receiver.Of(intent).Count == 1);
        await gateway.Confirm(intent, token);
        return intent;
    }

    [Fact]
    public async Task A_webhook_is_signed_with_every_secret_over_time_and_body()
    {
        var intent = await Charge("tok_approve");
        await Eventually.True(() => receiver.Of(intent).Count == 2);
        var arrival = receiver.Of(intent)[^1];

        var parts = arrival.Signature.Split(',').Select(part => part.Split('=')).ToList();
        Assert.Equal(["t", "v1", "v1"], parts.Select(part => part[0]));
        var time = long.Parse(parts[0][1]);
        Assert.InRange(time, DateTimeOffset.UtcNow.ToUnixTimeSeconds() - 20, DateTimeOffset.UtcNow.ToUnixTimeSeconds());
        Assert.Equal(Sign("whsec_new", time, arrival.Body), parts[1][1]);
        Assert.Equal(Sign("whsec_old", time, arrival.Body), parts[2][1]);
    }

    static string Sign(string secret, long time, string body) => Convert.ToHexStringLower(
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{time}.{body}")));

    [Fact]
    public async Task A_refused_webhook_comes_again_under_the_same_event_id()
    {
        var intent = await gateway.Create();
        await Eventually.True(() => receiver.Of(intent).Count == 1);
        receiver.RefusalsLeft = 3;
        await gateway.Confirm(intent, "tok_approve");
        await Eventually.True(() => receiver.Of(intent).Count == 5);

        Assert.Single(receiver.Of(intent).Skip(1).Select(arrival => arrival.EventId).Distinct());
        Assert.Equal(["created", "succeeded"], receiver.TypesOf(intent));
    }

    [Fact]
    public async Task Twice_means_one_event_delivered_two_times()
    {
        var intent = await Charge("tok_webhook_twice");
        await Eventually.True(() => receiver.Of(intent).Count == 3);
        var copies = receiver.Of(intent).Skip(1).ToList();

        Assert.Equal(["succeeded", "succeeded"], receiver.TypesOf(intent).Skip(1));
        Assert.Single(copies.Select(copy => copy.EventId).Distinct());
        Assert.Equal(2, copies.Select(copy => copy.Delivery).Distinct().Count());
    }

    [Fact]
    public async Task Out_of_order_brings_the_older_state_last()
    {
        var intent = await Charge("tok_webhook_out_of_order");
        await Eventually.True(() => receiver.Of(intent).Count == 3);
        var versions = receiver.Of(intent).Select(arrival => arrival.Version).ToList();

        Assert.Equal(["created", "succeeded", "processing"], receiver.TypesOf(intent));
        Assert.True(versions[2] < versions[1]);
    }

    [Fact]
    public async Task Late_comes_late_and_never_does_not_come()
    {
        var never = await Charge("tok_webhook_never");
        var late = await Charge("tok_webhook_late");
        await Task.Delay(300);
        Assert.Equal(["created"], receiver.TypesOf(late));

        await Eventually.True(() => receiver.Of(late).Count == 2);
        Assert.Equal(["created", "succeeded"], receiver.TypesOf(late));
        Assert.Equal(["created"], receiver.TypesOf(never));
    }

    [Fact]
    public async Task Failure_second_step_cancel_refund_and_dispute_are_told_too()
    {
        var failed = await Charge("tok_decline_funds");
        await gateway.Post($"/v1/payment_intents/{failed}/cancel");
        await Eventually.True(() => receiver.Of(failed).Count == 3);
        Assert.Equal(["canceled", "created", "payment_failed"], receiver.TypesOf(failed).Order());

        var paid = await Charge("tok_approve");
        await gateway.Post("/v1/refunds", new { intent = paid, amount = 10 });
        await gateway.Post($"/v1/payment_intents/{paid}/simulate_dispute");
        await Eventually.True(() => receiver.Of(paid).Count == 4);
        Assert.Equal(["created", "created", "succeeded", "succeeded"], receiver.TypesOf(paid).Order());

        var step = await Charge("tok_second_step");
        await Eventually.True(() => receiver.Of(step).Count == 2);
        Assert.Equal(["created", "requires_action"], receiver.TypesOf(step));
    }

    [Fact]
    public async Task A_webhook_not_yet_taken_survives_a_kill()
    {
        receiver.RefusalsLeft = int.MaxValue;
        var intent = await gateway.Create();
        await gateway.Confirm(intent, "tok_approve");
        await Eventually.True(() => receiver.Of(intent).Count > 2);
        receiver.RefusalsLeft = 0;
        await gateway.KillAndStartAgain();

        await Eventually.True(() => receiver.TypesOf(intent).Count >= 2);
        Assert.Equal(["created", "succeeded"], receiver.TypesOf(intent).Distinct().Order());
    }
}
