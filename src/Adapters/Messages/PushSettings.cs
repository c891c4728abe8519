using Microsoft.Extensions.Configuration;

namespace Feria.Adapters.Messages;

/// <summary>Web push, under <c>Feria:Push</c>.</summary>
/// <param name="Contact">Whom a push service reaches this house by: <c>mailto:…</c> or <c>https://…</c>.</param>
/// <param name="Hosts">Push services that are sent to: hosts, <c>*.</c> before those of a domain.</param>
/// <param name="Origins">Those named with their scheme; these may stand within the house.</param>
public sealed record PushSettings(string Contact, IReadOnlyList<string> Hosts, IReadOnlyList<Uri> Origins)
{
    // Of Chromium, Firefox, Safari and Edge.
    const string Usual =
        "fcm.googleapis.com, *.push.services.mozilla.com, *.push.apple.com, *.notify.windows.com";

    /// <summary>Null where none is configured.</summary>
    public static PushSettings? Of(IConfiguration configuration)
    {
        var section = configuration.GetSection("Feria:Push");
        if (section["Contact"] is not { Length: > 0 } contact) return null;
        if (!Uri.TryCreate(contact, UriKind.Absolute, out var whom) || whom.Scheme is not ("mailto" or "https"))
            throw new InvalidOperationException("Feria:Push:Contact reads mailto:name@example.com or https://…");
        var named = (section["Hosts"] ?? Usual)
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return new(
            contact, [.. named.Where(one => !IsOrigin(one))],
            [
                .. named.Where(IsOrigin).Select(one => Uri.TryCreate(one, UriKind.Absolute, out var origin)
                    && origin is { AbsolutePath: "/", Query: "", UserInfo: "" }
                    ? origin
                    : throw new InvalidOperationException("An origin of Feria:Push:Hosts reads https://host:port.")),
            ]);
    }

    static bool IsOrigin(string named) => named.Contains("://", StringComparison.Ordinal);

    /// <summary>Whether an endpoint is of a service that is named whole; null where it is of none at all.</summary>
    public bool? IsOwn(Uri endpoint)
    {
        if (Origins.Any(origin => Uri.Compare(
            origin, endpoint, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.Ordinal) == 0))
            return true;
        return endpoint is { Scheme: "https", IsDefaultPort: true } && Hosts.Any(host => Fits(host, endpoint.IdnHost))
            ? false
            : null;
    }

    internal static bool Fits(string named, string host) => named == "*"
        || (named.StartsWith("*.", StringComparison.Ordinal)
            ? host.EndsWith(named[1..], StringComparison.OrdinalIgnoreCase)
            : host.Equals(named, StringComparison.OrdinalIgnoreCase));
}
