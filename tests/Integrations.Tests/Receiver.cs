using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Feria.Kernel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Feria.Integrations.Tests;

/// <summary>What a receiver was sent.</summary>
sealed record Heard(string Id, long Timestamp, string Signature, string ContentType, string Body, DateTime At)
{
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    public string Type => Json.GetProperty("type").GetString()!;
}

/// <summary>
/// A real server that plays receivers, one a path, each answering as its test says. It stands for all of the public
/// internet; whoever dials anything else is noted, and refused.
/// </summary>
sealed class Receiver : IAsyncDisposable
{
    static readonly IPAddress Public = IPAddress.Parse("93.184.216.34");

    readonly ConcurrentDictionary<string, ConcurrentQueue<Heard>> heard = new();
    readonly ConcurrentDictionary<string, Func<HttpContext, Task>> answers = new();
    WebApplication? server;
    int port;

    public Receiver() => Roads = new(ResolveAsync, ConnectAsync);

    public OutwardRoads Roads { get; }

    /// <summary>Whatever was dialled and is not public.</summary>
    public ConcurrentQueue<IPEndPoint> Wrong { get; } = new();

    public static string AddressOf(string name) => $"http://hooks.example/{name}";

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        server = builder.Build();
        server.MapPost("/{name}", HearAsync);
        await server.StartAsync();
        var at = server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        port = new Uri(at.First()).Port;
    }

    /// <summary>How a receiver answers from now on; 204 where nothing is said.</summary>
    public void Answers(string name, Func<HttpContext, Task> answer) => answers[name] = answer;

    public void Answers(string name, int status) => Answers(name, http =>
    {
        http.Response.StatusCode = status;
        return Task.CompletedTask;
    });

    public IReadOnlyList<Heard> Of(string name) => [.. heard.GetValueOrDefault(name) ?? []];

    /// <summary>Waits until a receiver was sent so much.</summary>
    public async Task<IReadOnlyList<Heard>> OfAsync(string name, int many)
    {
        for (var tries = 0; Of(name).Count < many && tries < 1000; tries++) await Task.Delay(20);
        Assert.True(Of(name).Count >= many, $"{name} heard {Of(name).Count} of {many}");
        return Of(name);
    }

    async Task HearAsync(string name, HttpContext http)
    {
        using var read = new StreamReader(http.Request.Body, Encoding.UTF8);
        var body = await read.ReadToEndAsync();
        var headers = http.Request.Headers;
        heard.GetOrAdd(name, _ => new()).Enqueue(new(
            headers["webhook-id"].ToString(), long.Parse(headers["webhook-timestamp"].ToString()),
            headers["webhook-signature"].ToString(), http.Request.ContentType!, body, DateTime.UtcNow));
        if (answers.TryGetValue(name, out var answer)) await answer(http);
        else http.Response.StatusCode = 204;
    }

    static Task<IPAddress[]> ResolveAsync(string host, CancellationToken stop) =>
        Task.FromResult<IPAddress[]>(host switch
        {
            "hooks.example" => [Public],
            "inside.example" => [IPAddress.Parse("10.1.2.3")],
            "metadata.example" => [IPAddress.Parse("169.254.169.254")],
            "both.example" => [Public, IPAddress.Loopback],
            "six.example" => [IPAddress.Parse("::1")],
            "mapped.example" => [IPAddress.Parse("::ffff:127.0.0.1")],
            "localhost" or "localhost." => [IPAddress.Loopback],
            _ => throw new SocketException((int)SocketError.HostNotFound),
        });

    async ValueTask<Stream> ConnectAsync(IPEndPoint to, CancellationToken stop)
    {
        if (!to.Address.Equals(Public))
        {
            Wrong.Enqueue(to);
            throw new SocketException((int)SocketError.ConnectionRefused);
        }

        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), stop);
        return new NetworkStream(socket, ownsSocket: true);
    }

    public ValueTask DisposeAsync() => server?.DisposeAsync() ?? ValueTask.CompletedTask;
}
