using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Feria.SandboxGateway.Tests;

/// <summary>The real process and what its caller says to it.</summary>
public sealed class Gateway : IAsyncDisposable
{
    readonly Sandbox sandbox;

    Gateway(Sandbox sandbox) => this.sandbox = sandbox;

    public HttpClient Client { get; private set; } = null!;
    public Uri Address => sandbox.Address;
    public List<string> Output => sandbox.Output;
    public string JournalPath => sandbox.JournalPath;

    public static async Task<Gateway> StartAsync(Receiver? receiver = null, string secrets = Sandbox.WebhookSecret)
    {
        var gateway = new Gateway(await Sandbox.StartAsync(webhookUrl: receiver?.Url, secrets: secrets));
        gateway.Connect();
        return gateway;
    }

    public async Task KillAndStartAgain()
    {
        await sandbox.KillAndStartAgainAsync();
        Connect();
    }

    void Connect()
    {
        Client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false, Expect100ContinueTimeout = TimeSpan.FromMinutes(1),
        }) { BaseAddress = Address };
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Sandbox.ApiKey);
    }

    public async Task<(int Status, JsonElement Body)> Post(string path, object? body = null, string? key = null)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, path);
        message.Content = JsonContent.Create(body ?? new { });
        message.Headers.Add("Idempotency-Key", key ?? Guid.NewGuid().ToString());
        using var answer = await Client.SendAsync(message);
        return ((int)answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>());
    }

    public async Task<JsonElement> Get(string path) => await Client.GetFromJsonAsync<JsonElement>(path);

    public async Task<string> Create(long amount = 12_990, string method = "card", string? reference = null,
        string? returnUrl = "http://shop.test/back?order=7")
    {
        var (status, body) = await Post("/v1/payment_intents", new
        {
            amount, currency = "BRL", method, reference = reference ?? Guid.NewGuid().ToString(), returnUrl,
        });
        Assert.Equal(201, status);
        return body.GetProperty("id").GetString()!;
    }

    public Task<(int Status, JsonElement Body)> Confirm(string intent, string token, string? key = null) =>
        Post($"/v1/payment_intents/{intent}/confirm", new { token }, key);

    public async Task<string> StatusOf(string intent) =>
        (await Get($"/v1/payment_intents/{intent}")).GetProperty("status").GetString()!;

    public ValueTask DisposeAsync() => sandbox.DisposeAsync();
}

/// <summary>One process for a class whose tests do not disturb each other.</summary>
public sealed class RunningGateway : IAsyncLifetime
{
    public Gateway Gateway { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Gateway = await Gateway.StartAsync();
    public ValueTask DisposeAsync() => Gateway.DisposeAsync();
}

public static class Eventually
{
    public static async Task True(Func<bool> condition)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(15), "It did not come true within 15 s.");
            await Task.Delay(20);
        }
    }
}
