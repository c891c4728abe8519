using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Feria.SandboxGateway.Tests;

/// <summary>The shop's end of a webhook: keeps what arrives, and refuses as often as it is told.</summary>
public sealed class Receiver : IAsyncDisposable
{
    public sealed record Arrival(string Body, string Signature, string Delivery, bool IsTaken)
    {
        readonly JsonElement json = JsonDocument.Parse(Body).RootElement;

        public string EventId => json.GetProperty("id").GetString()!;
        public string Type => json.GetProperty("type").GetString()!;
        public string Intent => json.GetProperty("intent").GetProperty("id").GetString()!;
        public int Version => json.GetProperty("intent").GetProperty("version").GetInt32();
    }

    readonly List<Arrival> arrivals = [];
    WebApplication app = null!;

    public int RefusalsLeft { get; set; }
    public string Url => app.Urls.First() + "/hook";

    public static async Task<Receiver> StartAsync()
    {
        var receiver = new Receiver();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        receiver.app = builder.Build();
        receiver.app.MapPost("/hook", receiver.Take);
        await receiver.app.StartAsync();
        return receiver;
    }

    async Task<IResult> Take(HttpRequest request)
    {
        var body = await new StreamReader(request.Body).ReadToEndAsync();
        lock (arrivals)
        {
            var isTaken = RefusalsLeft == 0;
            if (!isTaken) RefusalsLeft--;
            arrivals.Add(new Arrival(body,
                request.Headers["Feria-Gateway-Signature"].ToString(),
                request.Headers["Feria-Gateway-Delivery"].ToString(), isTaken));
            return isTaken ? Results.Ok() : Results.StatusCode(503);
        }
    }

    public List<Arrival> Of(string intent)
    {
        lock (arrivals) return [.. arrivals.Where(arrival => arrival.Intent == intent)];
    }

    public List<string> TypesOf(string intent) =>
        [.. Of(intent).Where(arrival => arrival.IsTaken).Select(arrival => arrival.Type.Split('.')[1])];

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
