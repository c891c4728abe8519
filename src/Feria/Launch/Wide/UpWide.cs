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

    public static async Task RunAsync(
        Installation installation, Servers servers, int rate, CancellationToken stop)
    {
        var checkout = installation.Checkout;
        await using var redis = await PrivateRedis.StartAsync(checkout.RedisFolder, servers.Redis);
        int[] ports = [.. Enumerable.Range(0, Processes).Select(_ => FreePort.Any())];
        var (port, tlsPort) = (0, 0);
        // First of all: what others are told of is an address we have.
        await using var haproxy = await Launch.Haproxy.StartAsync(checkout, servers.Haproxy, () =>
        {
            (port, tlsPort) = (FreePort.From(Up.WantedPort), FreePort.From(WantedTlsPort));
            return new GatewayPlan
            {
                Pools = [Pool.Read("web,api@" + string.Join(',', ports.Select(each => $"127.0.0.1:{each}")))],
                Listen = Loopback(port),
                ListenTls = Loopback(tlsPort),
                Certificate = SelfSigned.FileOf(checkout),
                Rate = rate,
            };
        });
        var address = $"http://localhost:{port}";
        await using var gateway = Gateway.Start(checkout, address + Up.WebhookPath);
        (string Name, string Value)[] settings =
        [
            ("Feria:Demo", "true"),
            ("Feria:SecondStep", installation.SecondStep),
            ("Feria:PublicUrl", address),
            ("Feria:Gateway:Url", gateway.Address),
            ("Feria:Gateway:ApiKey", gateway.ApiKey),
            ("Feria:Gateway:WebhookSecret", gateway.WebhookSecret),
            ("Feria:Redis", redis.Address),
            ("Feria:Feed", Settings.Decoding),
            ("Feria:Proxies", "127.0.0.1"),
            ("Feria:DrainSeconds", $"{DrainSeconds}"),
        ];
        await using (var aside = Marketplace.Build(installation.Settings(
            [.. settings, ("Logging:LogLevel:Default", "Warning")])))
            await installation.FillAsync(aside.Services, stop);

        await using var replica = await FollowAsync(installation);
        var named = installation.Named(
        [
            .. settings, ("Feria:Haproxy", haproxy.Socket),
            ("Feria:Postgres", replica?.Postgres ?? installation.Postgres),
        ]);
        var apps = new List<AppProcess>();
        try
        {
            foreach (var each in ports) apps.Add(AppProcess.Start(checkout, $"app-{apps.Count + 1}", each, named));
            foreach (var app in apps) await app.ReadyAsync(stop);
            await AnswersAsync(address, stop);

            UpNote.Write(checkout, address);
            Tell.Address(address);
            Say.Line($"  encrypted:  https://localhost:{tlsPort} (a certificate of our own: browsers warn)");
            Say.Line($"  its health: {address}/operations/health, for the administrator");
            Tell.Accounts(checkout);
            Say.Line("Ctrl-C stops it.");
            await Task.WhenAny(Task.Delay(Timeout.Infinite, stop));
        }
        finally
        {
            await Task.WhenAll(apps.Select(app => app.DisposeAsync().AsTask()));
        }
    }

    static async Task<Replica?> FollowAsync(Installation installation)
    {
        if (installation.Cluster is not { } primary) return null;
        if (Standby.CanFollow(primary.Binaries)) return await Replica.StartAsync(installation.Checkout, primary);
        Say.Line($"PostgreSQL from {primary.Binaries.Origin} cannot be copied while it runs: there is no replica.");
        return null;
    }

    // The gateway takes a moment to see that they are ready.
    static async Task AnswersAsync(string address, CancellationToken stop)
    {
        using var http = new HttpClient();
        for (var patience = 100; patience > 0; patience--)
        {
            using var answer = await http.GetAsync(address + "/readyz", stop);
            if (answer.IsSuccessStatusCode) return;
            await Task.Delay(100, stop);
        }

        throw new CannotLaunch($"The gateway at {address} does not answer.");
    }

    // This machine only, as a plain up.
    static IReadOnlyList<string> Loopback(int port) =>
        Socket.OSSupportsIPv6 ? [$"127.0.0.1:{port}", $"[::1]:{port}"] : [$"127.0.0.1:{port}"];
}
