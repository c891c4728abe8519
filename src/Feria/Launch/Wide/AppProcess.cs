using System.Net;

namespace Feria.Launch;

/// <summary>One of several processes of the application on this machine, begun again when it dies.</summary>
sealed class AppProcess : IAsyncDisposable
{
    static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(3);

    readonly KeptChild child;
    readonly string log;

    AppProcess(KeptChild child, int port, string log) => (this.child, Port, this.log) = (child, port, log);

    public int Port { get; }

    /// <param name="name">Tells its log from the others'.</param>
    /// <param name="settings">Configuration by its names (<c>Feria:Postgres</c>); it may hold secrets, so it goes by
    /// the environment, which only its owner can read.</param>
    public static AppProcess Start(
        Checkout checkout, string name, int port, IReadOnlyDictionary<string, string> settings)
    {
        Directory.CreateDirectory(checkout.WideFolder);
        var log = Path.Combine(checkout.WideFolder, $"{name}.log");
        var environment = settings.ToDictionary(
            setting => setting.Key.Replace(":", "__"), setting => setting.Value);
        environment["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}";
        environment["ASPNETCORE_CONTENTROOT"] = AppContext.BaseDirectory;
        string[] command = ["dotnet", Path.Combine(AppContext.BaseDirectory, "feria.dll"), "serve"];
        return new(KeptChild.Start(command, environment, log), port, log);
    }

    /// <summary>Waits until it can serve.</summary>
    public async Task ReadyAsync(CancellationToken stop)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        for (var until = DateTimeOffset.UtcNow + StartPatience; DateTimeOffset.UtcNow < until;)
        {
            try
            {
                using var answer = await http.GetAsync($"http://127.0.0.1:{Port}/readyz", stop);
                if (answer.StatusCode == HttpStatusCode.OK) return;
            }
            catch (Exception notYet) when (notYet is HttpRequestException or TaskCanceledException)
            {
                stop.ThrowIfCancellationRequested();
            }

            await Task.Delay(100, stop);
        }

        var said = File.Exists(log) ? string.Join('\n', File.ReadLines(log).TakeLast(8)) : "(empty)";
        throw new CannotLaunch($"A process of the application does not get ready. {log} ends:\n{said}");
    }

    public ValueTask DisposeAsync() => child.DisposeAsync();
}
