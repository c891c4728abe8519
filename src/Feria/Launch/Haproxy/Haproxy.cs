namespace Feria.Launch;

/// <summary>HAProxy in front of this machine's processes, begun again when it dies.</summary>
sealed class Haproxy : IAsyncDisposable
{
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

    /// <param name="program">From <see cref="FindOrInstallAsync"/>.</param>
    /// <param name="plan">What it serves; the socket and the user are said here.</param>
    public static async Task<Haproxy> StartAsync(Checkout checkout, string program, GatewayPlan plan)
    {
        Directory.CreateDirectory(checkout.HaproxyFolder);
        // Elsewhere and only ours: a socket's path must be short.
        var folder = Directory.CreateTempSubdirectory("feria-");
        var file = Path.Combine(checkout.HaproxyFolder, "haproxy.cfg");
        var text = HaproxyFile.Write(
            plan with { Socket = SocketIn(folder), User = Unprivileged() }, await ServicePaths.ReadAsync());
        await File.WriteAllTextAsync(file, text);
        await Outside.RunAsync(program, "-c", "-q", "-f", file);

        var log = Path.Combine(checkout.HaproxyFolder, "haproxy.log");
        return new(
            KeptChild.Start([program, "-db", "-q", "-f", file], new Dictionary<string, string>(), log), folder);
    }

    public async ValueTask DisposeAsync()
    {
        await child.DisposeAsync();
        folder.Delete(recursive: true);
    }

    // Root need not be what reads the network.
    static string? Unprivileged() =>
        Environment.IsPrivilegedProcess
        && File.ReadLines("/etc/passwd").Any(line => line.StartsWith("haproxy:", StringComparison.Ordinal))
            ? "haproxy"
            : null;

    static string SocketIn(DirectoryInfo folder) => Path.Combine(folder.FullName, "admin.sock");
}
