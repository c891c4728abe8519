using System.Text;
using Feria.Community.Tests;
using Feria.Stores.Tests;
using Microsoft.AspNetCore.Http;

namespace Feria.Integrations.Tests;

/// <summary>Whatever a receiver is or answers, nothing but what is public is dialled, and little is kept.</summary>
public sealed class ReceiverTests(WebhookHost host) : IClassFixture<WebhookHost>
{
    public static TheoryData<string> Inside { get; } = [.. LeadInside.Addresses];

    [Theory]
    [MemberData(nameof(Inside))]
    public async Task An_address_that_leads_inside_is_refused_or_never_dialled(string url)
    {
        var shop = await Shop.OpenAsync(host);
        var said = await shop.Owner.DoAsync(HttpMethod.Post, $"/store/{shop.Store}/webhooks", new
        {
            url, kinds = new[] { WebhookKind.OrderConfirmed },
        });
        if (said.Status != 201)
        {
            Assert.Contains(said.Code, new[] { "webhook_address_refused", "invalid_fields" });
            Assert.Equal("", await host.KeptAsync(shop.Store));
            return;
        }

        var hook = new Hook(host, shop, said.Body.GetProperty("id").GetGuid(), "", said.Text("secret")!);
        await hook.TestAsync();
        await host.ToldAsync();
        var tried = await hook.OnlyAsync();
        Assert.Equal(("waiting", "address_refused"), (
            tried.GetProperty("state").GetString(), tried.GetProperty("fault").GetString()));
        Assert.Empty(host.Receiver.Wrong);
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("http://localhost/")]
    [InlineData("//127.0.0.1/")]
    public async Task A_redirect_is_an_answer_and_is_not_followed(string to)
    {
        var shop = await Shop.OpenAsync(host);
        var hook = await Hook.AddAsync(host, shop);
        host.Receiver.Answers(hook.Name, http =>
        {
            http.Response.Redirect(to);
            return Task.CompletedTask;
        });
        await hook.TestAsync();
        await host.ToldAsync();

        Assert.Equal(302, (await hook.OnlyAsync()).GetProperty("status").GetInt32());
        Assert.Single(host.Receiver.Of(hook.Name));
        Assert.Empty(host.Receiver.Wrong);
    }

    [Fact]
    public async Task Of_an_endless_answer_the_beginning_is_kept()
    {
        var shop = await Shop.OpenAsync(host);
        var hook = await Hook.AddAsync(host, shop);
        host.Receiver.Answers(hook.Name, async http =>
        {
            http.Response.StatusCode = 500;
            var part = Encoding.UTF8.GetBytes(new string('\0', 10) + new string('ñ', 30_000));
            for (var i = 0; i < 2000; i++) await http.Response.Body.WriteAsync(part, http.RequestAborted);
        });
        await hook.TestAsync();
        await host.ToldAsync();

        var one = await hook.OnlyAsync();
        var told = (await hook.DoAsync(HttpMethod.Get, $"/deliveries/{one.GetProperty("id")}")).Body;
        var attempt = Assert.Single(told.GetProperty("tries").EnumerateArray());
        Assert.Equal((500, new string('ñ', 1000)), (
            attempt.GetProperty("status").GetInt32(), attempt.GetProperty("answer").GetString()));
        Assert.InRange(attempt.GetProperty("tookMs").GetInt32(), 0, 10_000);
    }
}
