namespace Feria.SandboxGateway;

/// <summary>
/// What the process is told at start, by argument (<c>--port 8090</c>) or environment (<c>FERIA_GATEWAY_PORT</c>).
/// </summary>
public sealed record Settings
{
    public string Host { get; init; } = "127.0.0.1";
    public int Port { get; init; }
    public string? PublicUrl { get; init; }
    public required string Journal { get; init; }
    public required string ApiKey { get; init; }
    public Uri? WebhookUrl { get; init; }

    /// <summary>Newest first; while a secret is rotated every webhook is signed with each of them.</summary>
    public IReadOnlyList<string> WebhookSecrets { get; init; } = [];

    public TimeSpan Slow { get; init; }
    public TimeSpan Late { get; init; }
    public TimeSpan Hang { get; init; }
    public TimeSpan Reorder { get; init; }
    public TimeSpan FirstRetry { get; init; }

    public const string Usage = """
        Sandbox payment gateway. Settings, each also as FERIA_GATEWAY_<NAME> in the environment (better for secrets):
          --host ADDRESS         address to listen on (127.0.0.1)
          --port NUMBER          port to listen on (8090; 0 takes a free one)
          --public-url URL       how a buyer's browser reaches this process (http://localhost:PORT)
          --journal FILE         every charge is written here before it is answered (gateway.journal)
          --api-key KEY          what callers of /v1 present as a bearer token (required)
          --webhook-url URL      where events are posted
          --webhook-secret A[,B] signs them; two while a secret is rotated (required with --webhook-url)
          --slow-ms, --late-ms, --hang-ms, --reorder-ms, --retry-ms   pace of the misbehaving test cards
        """;

    public static Settings Read(IConfiguration arguments)
    {
        string? Value(string name) => arguments[name] is { Length: > 0 } given
            ? given
            : Environment.GetEnvironmentVariable("FERIA_GATEWAY_" + name.ToUpperInvariant().Replace('-', '_'));

        string Required(string name) => Value(name) is { Length: > 0 } given
            ? given
            : throw new SettingsException($"--{name} is required.");

        int Number(string name, int otherwise, int most) => Value(name) switch
        {
            null or "" => otherwise,
            var given when int.TryParse(given, out var number) && number >= 0 && number <= most => number,
            var given => throw new SettingsException($"--{name} must be a number from 0 to {most}, not '{given}'."),
        };

        Uri? Address(string name) => Value(name) switch
        {
            null or "" => null,
            var given when Url.IsWeb(given, out var address) => address,
            var given => throw new SettingsException($"--{name} must be an http or https address, not '{given}'."),
        };

        TimeSpan Pace(string name, int otherwise) => TimeSpan.FromMilliseconds(Number(name, otherwise, 3_600_000));

        var webhookUrl = Address("webhook-url");
        return new Settings
        {
            Host = Value("host") ?? "127.0.0.1",
            Port = Number("port", 8090, 65_535),
            PublicUrl = Address("public-url")?.AbsoluteUri.TrimEnd('/'),
            Journal = Value("journal") ?? "gateway.journal",
            ApiKey = Required("api-key"),
            WebhookUrl = webhookUrl,
            WebhookSecrets = webhookUrl is null
                ? []
                : Required("webhook-secret")
                    .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            Slow = Pace("slow-ms", 8_000),
            Late = Pace("late-ms", 15_000),
            Hang = Pace("hang-ms", 60_000),
            Reorder = Pace("reorder-ms", 1_500),
            FirstRetry = Pace("retry-ms", 500),
        };
    }
}

public sealed class SettingsException(string message) : Exception(message);
