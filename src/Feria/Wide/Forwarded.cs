using System.Net;
using Microsoft.AspNetCore.HttpOverrides;

namespace Feria.Wide;

/// <summary>
/// Behind a gateway the connection's address is the gateway's; the visitor's, and whether the visitor's connection is
/// encrypted, stand in headers. They are believed from the proxies that are named, and from nobody else.
/// </summary>
static class Forwarded
{
    public static void UseForwarded(this WebApplication app, string? proxies)
    {
        var known = Networks(proxies);
        if (known.Count == 0) return;
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
            // Read from the right while the address is a known proxy's: whatever else was sent is not believed.
            ForwardLimit = null,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in known) options.KnownIPNetworks.Add(network);
        app.UseForwardedHeaders(options);
    }

    /// <summary>Whether a request came through a proxy, whichever sent it.</summary>
    public static bool IsForwarded(HttpRequest request) =>
        request.Headers.ContainsKey(ForwardedHeadersDefaults.XForwardedForHeaderName)
        || request.Headers.ContainsKey(ForwardedHeadersDefaults.XOriginalForHeaderName)
        || request.Headers.ContainsKey("Forwarded");

    /// <summary>Addresses and networks (10.0.0.0/8), with commas between.</summary>
    internal static IReadOnlyList<System.Net.IPNetwork> Networks(string? proxies) =>
    [
        .. (proxies ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(text => IPAddress.TryParse(text, out var address)
                ? new System.Net.IPNetwork(address, address.GetAddressBytes().Length * 8)
                : System.Net.IPNetwork.TryParse(text, out var network)
                    ? network
                    : throw new WrongSetting($"Feria:Proxies: '{text}' is neither an address nor a network.")),
    ];
}
