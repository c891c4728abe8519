using System.Net.Sockets;

namespace Feria.Launch;

/// <summary>HAProxy in front of this machine's processes, begun again when it dies.</summary>
sealed class Haproxy : IAsyncDisposable
{
    const int Tries = 5;

    static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(20);

    readonly KeptChild child;
    readonly DirectoryInfo folder;

    Haproxy(KeptChild child, DirectoryInfo folder) => (this.child, this.folder) = (child, folder);

    /// <summary>Where it tells of its servers, and is told to drain one.</summary>
    public string Socket => SocketIn(folder);

    /// <summary>The program's path; installed where it is missing.</summary>
    public static async Task<string> FindOrInstallAsync()
    {
        if (Outside.Find("haproxy") is { } found) return found;
        if (await Apt.CanInstallAsync())
        {
            Say.Line("HAProxy is missing: installing haproxy.");
            await Apt.InstallWithoutServicesAsync("haproxy");
        }

        return Outside.Find("haproxy") ?? throw new CannotLaunch(
            "A wide installation has HAProxy before its processes, and there is none. Install it "
            + "(sudo apt-get install haproxy), or do without: ./feria up");
    }

    /// <summary>Starts one and waits until it answers.</summary>
    /// <param name="program">From <see cref="FindOrInstallAsync"/>.</param>
    /// <param name="plan">
    /// What it serves, asked again where another program took one of its ports; the socket and the user are said here.
    /// </param>
    public static async Task<Haproxy> StartAsync(Checkout checkout, string program, Func<GatewayPlan> plan)
    {
        Directory.CreateDirectory(checkout.HaproxyFolder);
        // Elsewhere and only ours: a socket's path must be short.
        var folder = Directory.CreateTempSubdirectory("feria-");
        var file = Path.Combine(checkout.HaproxyFolder, "haproxy.cfg");
        var log = Path.Combine(checkout.HaproxyFolder, "haproxy.log");
        for (var tries = 1; ; tries++)
        {
            var text = HaproxyFile.Write(
                plan() with { Socket = SocketIn(folder), User = Unprivileged() }, await ServicePaths.ReadAsync());
            await File.WriteAllTextAsync(file, text);
            await Outside.RunAsync(program, "-c", "-q", "-f", file);
            // -dR: two of them never share a port, which SO_REUSEPORT would let them.
            var child = await KeptChild.StartAsync(
                [program, "-db", "-dR", "-q", "-f", file], log, stop => AnswersAsync(folder, stop));
            if (child is not null) return new(child, folder);
            if (tries < Tries) continue;
            folder.Delete(recursive: true);
            throw new CannotLaunch($"HAProxy did not start. Its log, {log}, ends with:\n"
                + string.Join('\n', File.ReadLines(log).TakeLast(8)));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await child.DisposeAsync();
        folder.Delete(recursive: true);
    }

    // Its socket is there before its ports are; it answers once it has them all.
    static async Task<bool> AnswersAsync(DirectoryInfo folder, CancellationToken stop)
    {
        var giveUp = DateTimeOffset.UtcNow + StartPatience;
        while (!stop.IsCancellationRequested && DateTimeOffset.UtcNow < giveUp)
            try
            {
                using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(SocketIn(folder)), stop);
                await socket.SendAsync("show version\n"u8.ToArray(), stop);
                if (await socket.ReceiveAsync(new byte[64], stop) > 0) return true;
            }
            catch (Exception away) when (away is SocketException or OperationCanceledException)
            {
                await Task.WhenAny(Task.Delay(20, stop));
            }

        return false;
    }

    // Root need not be what reads the network.
    static string? Unprivileged() =>
        Environment.IsPrivilegedProcess
        && File.ReadLines("/etc/passwd").Any(line => line.StartsWith("haproxy:", StringComparison.Ordinal))
            ? "haproxy"
            : null;

    static string SocketIn(DirectoryInfo folder) => Path.Combine(folder.FullName, "admin.sock");
}
