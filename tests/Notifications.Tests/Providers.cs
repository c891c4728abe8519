using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Feria.Launch;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Feria.Notifications.Tests;

/// <summary>What a provider was sent for one receiver.</summary>
public sealed record Sent(IHeaderDictionary Headers, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    /// <summary>A field of a form.</summary>
    public string Field(string name) =>
        System.Web.HttpUtility.ParseQueryString(Text)[name] ?? throw new KeyNotFoundException(name);
}

/// <summary>
/// Real servers that play those who carry messages: one like Twilio, one like FCM with Google's token service, and a
/// push service. Each receiver is answered as its test says.
/// </summary>
public sealed class Providers : IAsyncDisposable
{
    public const string SmsAccount = "AC0123456789";
    public const string SmsToken = "very secret";

    readonly ConcurrentDictionary<string, ConcurrentQueue<Sent>> sent = new();
    readonly ConcurrentDictionary<string, Func<HttpContext, Task>> answers = new();
    readonly RSA account = RSA.Create(2048);
    readonly WebApplication server;

    public Providers()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(Address);
        builder.Logging.ClearProviders();
        server = builder.Build();
        server.MapPost("/2010-04-01/Accounts/{account}/Messages.json", SmsAsync);
        server.MapPost("/token", TokenAsync);
        server.MapPost("/v1/projects/{project}/messages:send", FcmAsync);
        server.MapPost("/push/{name}", (string name, HttpContext http) => HearAsync($"/push/{name}", http, 201));
        KeyFile = Path.GetTempFileName();
        File.WriteAllText(KeyFile, JsonSerializer.Serialize(new
        {
            type = "service_account", project_id = "feria-test", private_key_id = "key-1",
            private_key = account.ExportPkcs8PrivateKeyPem(), client_email = "feria@feria-test.example",
            token_uri = $"{Address}/token",
        }));
    }

    public string Address { get; } = $"http://127.0.0.1:{FreePort.Any()}";

    /// <summary>The service account, as Google gives it.</summary>
    public string KeyFile { get; }

    /// <summary>How often Google's token service gave one.</summary>
    public int Tokens { get; private set; }

    /// <summary>Whatever was dialled over the public internet.</summary>
    public ConcurrentQueue<IPEndPoint> Dialled { get; } = new();

    public OutwardRoads Roads => new(
        (host, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse(host.StartsWith("inside") ? "10.1.2.3" : "::1")]),
        (to, _) =>
        {
            Dialled.Enqueue(to);
            throw new SocketException((int)SocketError.ConnectionRefused);
        });

    public Task StartAsync() => server.StartAsync();

    /// <summary>How a receiver (a number, a token, a path) is answered for from now on.</summary>
    public void Answers(string receiver, Func<HttpContext, Task> answer) => answers[receiver] = answer;

    public void Answers(string receiver, int status, object? body = null, string? retryAfter = null) =>
        Answers(receiver, async http =>
        {
            http.Response.StatusCode = status;
            if (retryAfter is not null) http.Response.Headers.RetryAfter = retryAfter;
            if (body is not null) await http.Response.WriteAsJsonAsync(body);
        });

    public void AnswersWell(string receiver) => answers.TryRemove(receiver, out _);

    public IReadOnlyList<Sent> Of(string receiver) => [.. sent.GetValueOrDefault(receiver) ?? []];

    async Task SmsAsync(string account, HttpContext http)
    {
        var expected = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{SmsAccount}:{SmsToken}"));
        if (account != SmsAccount || http.Request.Headers.Authorization != $"Basic {expected}")
        {
            http.Response.StatusCode = 401;
            return;
        }

        await HearAsync(one => one.Field("To"), http, 201);
    }

    async Task TokenAsync(HttpContext http)
    {
        var form = await http.Request.ReadFormAsync();
        var parts = form["assertion"].ToString().Split('.');
        var isSigned = account.VerifyData(
            Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), System.Buffers.Text.Base64Url.DecodeFromChars(parts[2]),
            HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var claims = Subscriber.Part(parts[1]);
        if (form["grant_type"] != "urn:ietf:params:oauth:grant-type:jwt-bearer" || !isSigned
            || claims.GetProperty("iss").GetString() != "feria@feria-test.example"
            || claims.GetProperty("aud").GetString() != $"{Address}/token")
        {
            http.Response.StatusCode = 400;
            return;
        }

        await http.Response.WriteAsJsonAsync(new { access_token = $"t{++Tokens}", expires_in = 3600 });
    }

    async Task FcmAsync(string project, HttpContext http)
    {
        if (project == "feria-test" && http.Request.Headers.Authorization == $"Bearer t{Tokens}")
            await HearAsync(one => one.Json.GetProperty("message").GetProperty("token").GetString()!, http, 200);
        else http.Response.StatusCode = 401;
    }

    Task HearAsync(string receiver, HttpContext http, int status) => HearAsync(_ => receiver, http, status);

    async Task HearAsync(Func<Sent, string> receiverOf, HttpContext http, int status)
    {
        using var read = new MemoryStream();
        await http.Request.Body.CopyToAsync(read);
        var one = new Sent(new HeaderDictionary(http.Request.Headers.ToDictionary()), read.ToArray());
        var receiver = receiverOf(one);
        sent.GetOrAdd(receiver, _ => new()).Enqueue(one);
        if (answers.TryGetValue(receiver, out var answer)) await answer(http);
        else http.Response.StatusCode = status;
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        account.Dispose();
        File.Delete(KeyFile);
    }
}
