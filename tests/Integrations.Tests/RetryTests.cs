using System.Text.Json;
using Feria.Community.Tests;
using Feria.Stores.Tests;

namespace Feria.Integrations.Tests;

/// <summary>What fails is tried again for 72 hours by the clock, and not a moment longer.</summary>
public sealed class RetryTests(WebhookHost host) : IClassFixture<WebhookHost>
{
    [Fact]
    public async Task For_72_hours_it_is_tried_under_one_id_then_given_up_and_turned_off_with_one_letter()
    {
        var shop = await Shop.OpenAsync(host);
        var hook = await Hook.AddAsync(host, shop);
        host.Receiver.Answers(hook.Name, 500);
        var began = host.Clock.GetUtcNow();
        await hook.TestAsync();
        var waits = await PassAsync(hook);

        Assert.InRange(waits.Count, 14, 22);
        Assert.Equal(waits[..7].Order(), waits[..7]);
        Assert.InRange(host.Clock.GetUtcNow() - began, TimeSpan.FromHours(72), TimeSpan.FromHours(73));
        var only = await hook.OnlyAsync();
        Assert.Equal("failed", only.GetProperty("state").GetString());
        var heard = host.Receiver.Of(hook.Name);
        Assert.Single(heard.DistinctBy(one => one.Id));
        Assert.Equal((waits.Count + 1, waits.Count + 1), (only.GetProperty("attempts").GetInt32(), heard.Count));
        Assert.All(heard, one => Assert.True(one.IsSigned(hook.Secret)));

        var now = await hook.GetAsync();
        Assert.Equal((false, "failing"), (now.GetProperty("isOn").GetBoolean(), now.GetProperty("whyOff").GetString()));
        Assert.Single(await host.LettersAsync(shop.Owner.Email),
            letter => letter.GetProperty("template").GetString() == "webhook-failing");

        // On again and well again, what was missed is told by one word.
        host.Receiver.Answers(hook.Name, 204);
        Assert.Equal(200, (await hook.PutAsync(isOn: true)).Status);
        Assert.Equal(202, (await hook.DoAsync(
            HttpMethod.Post, "/replays", new { since = began.AddHours(-1) })).Status);
        await host.ToldAsync();
        Assert.Single(await hook.DeliveriesAsync("?state=done"));
        Assert.Single(host.Receiver.Of(hook.Name).DistinctBy(one => one.Id));
        Assert.Equal(JsonValueKind.Null, (await hook.GetAsync()).GetProperty("failingSince").ValueKind);
        Assert.Equal([], await host.BrokenAsync());
    }

    [Fact]
    public async Task Where_something_succeeded_meanwhile_it_is_given_up_and_the_webhook_stays_on()
    {
        var shop = await Shop.OpenAsync(host);
        var hook = await Hook.AddAsync(host, shop);
        string? refused = null;
        host.Receiver.Answers(hook.Name, http =>
        {
            var id = http.Request.Headers["webhook-id"].ToString();
            http.Response.StatusCode = (refused ??= id) == id ? 503 : 204;
            return Task.CompletedTask;
        });
        await hook.TestAsync();
        await host.ToldAsync();
        await hook.TestAsync();
        await host.ToldAsync();
        await PassAsync(hook);

        var states = (await hook.DeliveriesAsync()).Select(one => one.GetProperty("state").GetString());
        Assert.Equal(["done", "failed"], states);
        Assert.True((await hook.GetAsync()).GetProperty("isOn").GetBoolean());
        Assert.DoesNotContain(await host.LettersAsync(shop.Owner.Email),
            letter => letter.GetProperty("template").GetString()!.StartsWith("webhook", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Whoever_asks_to_be_left_alone_is()
    {
        var shop = await Shop.OpenAsync(host);
        var hook = await Hook.AddAsync(host, shop);
        host.Receiver.Answers(hook.Name, http =>
        {
            http.Response.StatusCode = 429;
            http.Response.Headers.RetryAfter = "3600";
            return Task.CompletedTask;
        });
        await hook.TestAsync();
        await host.ToldAsync();
        var one = await hook.OnlyAsync();

        Assert.Equal(429, one.GetProperty("status").GetInt32());
        Assert.Equal(3600, (one.GetProperty("nextAt").GetDateTime() - one.GetProperty("triedAt").GetDateTime())
            .TotalSeconds, tolerance: 5);
    }

    // Lets time pass from try to try, until nothing waits; how long each wait was.
    async Task<List<TimeSpan>> PassAsync(Hook hook)
    {
        var waits = new List<TimeSpan>();
        for (var i = 0; i < 60; i++)
        {
            await host.ToldAsync();
            var next = await host.SqlAsync($"""
                select min(due_at) from integrations.delivery where endpoint_id = '{hook.Id}' and state = 'waiting'
                """);
            if (next is not DateTime due || !(await hook.GetAsync()).GetProperty("isOn").GetBoolean()) return waits;
            waits.Add(due - host.Clock.GetUtcNow().UtcDateTime);
            host.Clock.PassTo(due);
        }

        throw new TimeoutException("It is tried for ever.");
    }
}
