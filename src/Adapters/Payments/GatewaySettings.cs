using Microsoft.Extensions.Configuration;

namespace Feria.Adapters.Payments;

/// <summary>
/// How the card and transfer gateway is reached: <c>Feria:Gateway:Url</c>, <c>:ApiKey</c> and <c>:WebhookSecret</c>
/// (two, divided by a comma, while one is rotated).
/// </summary>
public sealed record GatewaySettings(Uri Url, string ApiKey, IReadOnlyList<string> WebhookSecrets)
{
    /// <summary>Null where no gateway is configured: then only cash on delivery can be paid.</summary>
    public static GatewaySettings? Of(IConfiguration configuration)
    {
        var section = configuration.GetSection("Feria:Gateway");
        if (section["Url"] is not { Length: > 0 } url) return null;

        var secrets = (section["WebhookSecret"] ?? "")
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return Uri.TryCreate(url.TrimEnd('/') + "/", UriKind.Absolute, out var address)
            && section["ApiKey"] is { Length: > 0 } key && secrets.Length > 0
            ? new GatewaySettings(address, key, secrets)
            : throw new InvalidOperationException("Feria:Gateway needs a Url, an ApiKey and a WebhookSecret.");
    }
}
