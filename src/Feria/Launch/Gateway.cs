namespace Feria.Launch;

/// <summary>
/// The sandbox payment gateway beside a demo marketplace: a process of its own, begun again when it dies, as a real
/// gateway would not stay down because of us.
/// </summary>
sealed class Gateway : IAsyncDisposable
{
    readonly CancellationTokenSource ending = new();
    readonly string[] command;
    readonly Dictionary<string, string> environment;
    readonly string logFile;
    readonly Task watch;
    Child child;

    Gateway(Checkout checkout, int port, string callback)
    {
        Address = $"http://localhost:{port}";
        ApiKey = Secrets.Of(checkout, "gateway-api-key");
        WebhookSecret = Secrets.Of(checkout, "gateway-webhook-secret");
        Directory.CreateDirectory(checkout.GatewayFolder);

        command = ["dotnet", Path.Combine(AppContext.BaseDirectory, "Feria.SandboxGateway.dll")];
        logFile = Path.Combine(checkout.GatewayFolder, "gateway.log");
        environment = new()
        {
            ["FERIA_GATEWAY_PORT"] = $"{port}",
            ["FERIA_GATEWAY_PUBLIC_URL"] = Address,
            ["FERIA_GATEWAY_JOURNAL"] = Path.Combine(checkout.GatewayFolder, "journal"),
            ["FERIA_GATEWAY_API_KEY"] = ApiKey,
            ["FERIA_GATEWAY_WEBHOOK_URL"] = callback,
            ["FERIA_GATEWAY_WEBHOOK_SECRET"] = WebhookSecret,
        };
        child = Child.Start(command, environment, logFile);
        watch = WatchAsync();
    }

    public string Address { get; }
    public string ApiKey { get; }
    public string WebhookSecret { get; }

    public static Gateway Start(Checkout checkout, string callback) => new(checkout, FreePort.Any(), callback);

    async Task WatchAsync()
    {
        while (!ending.IsCancellationRequested)
        {
            await Task.WhenAny(child.Ended, Task.Delay(Timeout.Infinite, ending.Token));
            if (ending.IsCancellationRequested) return;
            await Task.Delay(TimeSpan.FromSeconds(1));
            child.Dispose();
            child = Child.Start(command, environment, logFile);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        await watch;
        child.Dispose();
        ending.Dispose();
    }
}
