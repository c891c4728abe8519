using System.Diagnostics;

namespace Feria.Testing;

/// <summary>
/// The sandbox payment gateway as its own process, with its own journal: it can be killed and started again. Its
/// misbehaving test cards are made quick.
/// </summary>
public sealed class Sandbox : IAsyncDisposable
{
    public const string ApiKey = "sk_sandbox_tests";
    public const string WebhookSecret = "whsec_now";
    const string Quick = "--slow-ms 400 --late-ms 700 --hang-ms 600 --reorder-ms 300 --retry-ms 20";

    readonly string folder = Directory.CreateTempSubdirectory("feria-gateway-").FullName;
    Process? process;
    string arguments = "";

    public Uri Address { get; private set; } = null!;
    public List<string> Output { get; } = [];
    public string JournalPath => Path.Combine(folder, "journal");

    /// <param name="port">0 takes a free one.</param>
    public static async Task<Sandbox> StartAsync(
        int port = 0, string? webhookUrl = null, string secrets = WebhookSecret)
    {
        var sandbox = new Sandbox();
        await sandbox.StartAgainAsync(port, webhookUrl, secrets);
        return sandbox;
    }

    public Task StartAgainAsync(int port = 0, string? webhookUrl = null, string secrets = WebhookSecret)
    {
        var hook = webhookUrl is null ? "" : $"--webhook-url {webhookUrl} --webhook-secret {secrets}";
        arguments = $"--port {port} --journal {JournalPath} --api-key {ApiKey} {Quick} {hook}";
        return RunAsync();
    }

    public async Task KillAsync()
    {
        if (process is null) return;
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        process = null;
    }

    public async Task KillAndStartAgainAsync()
    {
        await KillAsync();
        await RunAsync();
    }

    async Task RunAsync()
    {
        var dll = Path.Combine(AppContext.BaseDirectory, "Feria.SandboxGateway.dll");
        process = Process.Start(new ProcessStartInfo("dotnet", $"exec {dll} {arguments}")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var started = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        Address = new Uri(await started.Task.WaitAsync(TimeSpan.FromSeconds(30)));

        void Hear(string? line)
        {
            if (line is null) return;
            lock (Output) Output.Add(line);
            if (line.StartsWith("Sandbox gateway: ", StringComparison.Ordinal))
                started.TrySetResult(line.Split(' ')[2]);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Directory.Delete(folder, recursive: true);
    }
}
