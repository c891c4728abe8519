using System.Net.Sockets;

namespace Feria.Launch;

/// <summary>
/// The marketplace as a large installation has it, all on this machine: a primary with a replica, Redis, two processes
/// of the application, HAProxy before them.
/// </summary>
static class UpWide
{
    const int Processes = 2;
    const int WantedTlsPort = 8443;

    // HAProxy has seen it within a second; the rest is for what a page still loads.
    const int DrainSeconds = 3;

    /// <summary>Programs it needs beside PostgreSQL's.</summary>
    public sealed record Servers(string Haproxy, string Redis);

    public static async Task<Servers> FindServersAsync() =>
        new(await Launch.Haproxy.FindOrInstallAsync(), await RedisProgram.FindOrInstallAsync());

    public static async Task RunAsync(Installation installation, Servers servers, CancellationToken stop)
    {
        var checkout = installation.Checkout;
        await using var redis = await PrivateRedis.StartAsync(checkout.RedisFolder, servers.Redis);
        var (port, tlsPort) = (FreePort.From(Up.WantedPort), FreePort.From(WantedTlsPort));
        var address = $"http://localhost:{port}";
        await using var gateway = Gateway.Start(checkout, address + Up.WebhookPath);
        (string Name, string Value)[] settings =
        [
            ("Feria:Demo", "true"),
            ("Feria:PublicUrl", address),
            ("Feria:Gateway:Url", gateway.Address),
            ("Feria:Gateway:ApiKey", gateway.ApiKey),
            ("Feria:Gateway:WebhookSecret", gateway.WebhookSecret),
            ("Feria:Redis", redis.Address),
            ("Feria:Proxies", "127.0.0.1"),
            ("Feria:DrainSeconds", $"{DrainSeconds}"),
        ];
        await using (var aside = Marketplace.Build(installation.Settings(settings)))
            await installation.FillAsync(aside.Services, stop);

        var named = installation.Named(settings);
        var apps = new List<AppProcess>();
        try
        {
            for (var i = 1; i <= Processes; i++) apps.Add(AppProcess.Start(checkout, $"app-{i}", named));
            await using var haproxy = await Launch.Haproxy.StartAsync(checkout, servers.Haproxy, new GatewayPlan
            {
                Pools = [Pool.Read("web,api@" + string.Join(',', apps.Select(app => $"127.0.0.1:{app.Port}")))],
                Listen = Loopback(port),
                ListenTls = Loopback(tlsPort),
                Certificate = SelfSigned.FileOf(checkout),
            });
            foreach (var app in apps) await app.ReadyAsync(stop);

            UpNote.Write(checkout, address);
            Tell.Address(address);
            Say.Line($"  encrypted:       https://localhost:{tlsPort} (a certificate of our own: browsers warn)");
            Say.Line($"  its health:      {address}/operations/health");
            Tell.Accounts(checkout);
            Say.Line("Ctrl-C stops it.");
            await Task.WhenAny(Task.Delay(Timeout.Infinite, stop));
        }
        finally
        {
            await Task.WhenAll(apps.Select(app => app.DisposeAsync().AsTask()));
        }
    }

    // This machine only, as a plain up.
    static IReadOnlyList<string> Loopback(int port) =>
        Socket.OSSupportsIPv6 ? [$"127.0.0.1:{port}", $"[::1]:{port}"] : [$"127.0.0.1:{port}"];
}
