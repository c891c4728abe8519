namespace Feria.Launch;

/// <summary>
/// The sandbox payment gateway beside a demo marketplace: a process of its own, begun again when it dies, as a real
/// gateway would not stay down because of us.
/// </summary>
sealed class Gateway : IAsyncDisposable
{
    readonly KeptChild child;

    Gateway(Checkout checkout, int port, string callback)
    {
        Address = $"http://localhost:{port}";
        ApiKey = Secrets.Of(checkout, "gateway-api-key");
        WebhookSecret = Secrets.Of(checkout, "gateway-webhook-secret");
        Directory.CreateDirectory(checkout.GatewayFolder);

        child = KeptChild.Start(
            ["dotnet", Path.Combine(AppContext.BaseDirectory, "Feria.SandboxGateway.dll")],
            new Dictionary<string, string>
            {
                ["FERIA_GATEWAY_PORT"] = $"{port}",
                ["FERIA_GATEWAY_PUBLIC_URL"] = Address,
                ["FERIA_GATEWAY_JOURNAL"] = Path.Combine(checkout.GatewayFolder, "journal"),
                ["FERIA_GATEWAY_API_KEY"] = ApiKey,
                ["FERIA_GATEWAY_WEBHOOK_URL"] = callback,
                ["FERIA_GATEWAY_WEBHOOK_SECRET"] = WebhookSecret,
            },
            Path.Combine(checkout.GatewayFolder, "gateway.log"));
    }

    public string Address { get; }
    public string ApiKey { get; }
    public string WebhookSecret { get; }

    public static Gateway Start(Checkout checkout, string callback) => new(checkout, FreePort.Any(), callback);

    public ValueTask DisposeAsync() => child.DisposeAsync();
}
