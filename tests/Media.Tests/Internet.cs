using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Feria.Media.Tests;

/// <summary>
/// Names and servers as a test wants them. What is public is dialled at a server of the test's own on this machine;
/// whoever dials anything else is noted, and refused.
/// </summary>
sealed class Internet : IAsyncDisposable
{
    public static readonly IPAddress Public = IPAddress.Parse("93.184.216.34");

    readonly ConcurrentDictionary<string, int> asked = new();
    WebApplication? server;
    int port;

    public Internet() => Roads = new(ResolveAsync, ConnectAsync);

    public OutwardRoads Roads { get; }

    /// <summary>Whatever was dialled and is not public.</summary>
    public ConcurrentQueue<IPEndPoint> Wrong { get; } = new();

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        server = builder.Build();
        server.MapGet("/lamp.png", () => Results.Bytes(Samples.Png(40, 30, 9), "image/png"));
        server.MapGet("/fresh.png", () => Results.Bytes(Samples.Png(40, 30, 77), "image/png"));
        server.MapGet("/page", () => Results.Text("<svg onload=alert(1)>", "image/png"));
        server.MapGet("/large", () => Results.Bytes(new byte[TakePictures.MostBytes + 1]));
        server.MapGet("/gone", () => Results.NotFound());
        server.MapGet("/round", () => Results.Redirect("/round"));
        server.MapGet("/on", () => Results.Redirect("http://pictures.example/lamp.png"));
        server.MapGet("/to", (string to) => Results.Redirect(to));
        await server.StartAsync();
        var at = server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        port = new Uri(at.First()).Port;
    }

    Task<IPAddress[]> ResolveAsync(string host, CancellationToken stop) => Task.FromResult<IPAddress[]>(host switch
    {
        "pictures.example" or "PICTURES.example" => [Public],
        "inside.example" => [IPAddress.Parse("10.1.2.3")],
        "metadata.example" => [IPAddress.Parse("169.254.169.254")],
        "both.example" => [Public, IPAddress.Loopback],
        "six.example" => [IPAddress.Parse("::1")],
        "mapped.example" => [IPAddress.Parse("::ffff:127.0.0.1")],
        // Public when it is looked at first, of this machine when it is asked again.
        "rebound.example" => [asked.AddOrUpdate(host, 1, (_, times) => times + 1) == 1 ? Public : IPAddress.Loopback],
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
