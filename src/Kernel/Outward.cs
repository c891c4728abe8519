using System.Net;
using System.Net.Sockets;

namespace Feria.Kernel;

/// <summary>How names are found and servers are reached; tests put their own in its place.</summary>
public sealed record OutwardRoads(
    Func<string, CancellationToken, Task<IPAddress[]>> Resolve,
    Func<IPEndPoint, CancellationToken, ValueTask<Stream>> Connect)
{
    public static readonly OutwardRoads Real = new(
        (host, stop) => Dns.GetHostAddressesAsync(host, stop),
        async (server, stop) =>
        {
            var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(server, stop);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        });
}

/// <summary>An address that people gave us leads where we do not go, or is none.</summary>
public sealed class OutwardRefused(string message) : Exception(message);

/// <summary>
/// Asks servers at addresses that people gave us (pictures, webhooks). It goes to public addresses alone, whatever name
/// or spelling leads to others: the address that was looked at is the very one that is connected to, at each step of a
/// redirect too.
/// </summary>
public sealed class Outward : IDisposable
{
    const int MostRedirects = 3;

    static readonly int[] Ports = [80, 443, 8080, 8443];

    // IANA's special-purpose registries, and what is not for one receiver.
    static readonly IPNetwork[] Inside =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
            "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24",
            "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
        }.Select(IPNetwork.Parse),
    ];

    static readonly IPNetwork Global = IPNetwork.Parse("2000::/3");

    readonly OutwardRoads roads;
    readonly HttpClient client;

    public Outward(OutwardRoads roads)
    {
        this.roads = roads;
        client = new(new SocketsHttpHandler
        {
            ConnectCallback = async (context, stop) => await ConnectAsync(context.DnsEndPoint, stop),
            AllowAutoRedirect = false,
            UseCookies = false,
            // A proxy of the machine's would look names up itself.
            UseProxy = false,
            MaxResponseHeadersLength = 32,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
        })
        { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Where somebody may send us, by its spelling; what it resolves to is looked at on the way.</summary>
    public static bool IsAskable(Uri? address) =>
        address is { IsAbsoluteUri: true, UserInfo: "" }
        && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp)
        && Ports.Contains(address.Port);

    /// <summary>Whether an address is one of the public internet.</summary>
    public static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return (address.AddressFamily == AddressFamily.InterNetwork || Global.Contains(address))
            && !Inside.Any(network => network.Contains(address));
    }

    /// <summary>Sends once: a redirect is an answer like others.</summary>
    /// <exception cref="OutwardRefused">It leads inside, or is no address to ask.</exception>
    /// <exception cref="HttpRequestException">The server is not there, or does not speak HTTP.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken stop)
    {
        if (!IsAskable(request.RequestUri)) throw new OutwardRefused("No address that may be asked.");
        try
        {
            return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
        }
        catch (HttpRequestException fault) when (fault.InnerException is OutwardRefused refused)
        {
            throw refused;
        }
    }

    /// <summary>Gets what stands at an address, over a few redirects.</summary>
    /// <param name="most">Bytes; null is told where there are more.</param>
    /// <exception cref="OutwardRefused">It leads inside, or is no address to ask.</exception>
    /// <exception cref="HttpRequestException">It could not be had.</exception>
    public async Task<byte[]?> GetAsync(Uri address, int most, CancellationToken stop)
    {
        for (var step = 0; step <= MostRedirects; step++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            using var answer = await SendAsync(request, stop);
            if ((int)answer.StatusCode is >= 300 and < 400 && answer.Headers.Location is { } next)
            {
                address = new(address, next);
                continue;
            }

            answer.EnsureSuccessStatusCode();
            return await ReadAsync(answer, most, stop);
        }

        throw new HttpRequestException("Too many redirects.");
    }

    static async Task<byte[]?> ReadAsync(HttpResponseMessage answer, int most, CancellationToken stop)
    {
        if (answer.Content.Headers.ContentLength > most) return null;
        await using var body = await answer.Content.ReadAsStreamAsync(stop);
        return await Bounded.ReadAsync(body, most, stop);
    }

    async Task<Stream> ConnectAsync(DnsEndPoint server, CancellationToken stop)
    {
        var addresses = IPAddress.TryParse(server.Host, out var literal)
            ? [literal]
            : await roads.Resolve(server.Host, stop);
        // One of several that leads inside is reason enough: who answers so is not to be believed.
        if (addresses.Length == 0 || !addresses.All(IsPublic))
            throw new OutwardRefused("The address does not lead to the public internet.");
        Exception? last = null;
        foreach (var address in addresses.Take(3))
        {
            try
            {
                return await roads.Connect(new(address, server.Port), stop);
            }
            catch (Exception fault) when (fault is SocketException or IOException)
            {
                last = fault;
            }
        }

        throw new HttpRequestException("The server is not there.", last);
    }

    public void Dispose() => client.Dispose();
}

/// <summary>Reads what others send, and not without end.</summary>
public static class Bounded
{
    /// <summary>All of it; null where there are more bytes than the most.</summary>
    public static async Task<byte[]?> ReadAsync(Stream from, int most, CancellationToken stop)
    {
        using var read = new MemoryStream();
        var part = new byte[64 << 10];
        while (await from.ReadAsync(part, stop) is > 0 and var count)
        {
            if (read.Length + count > most) return null;
            read.Write(part, 0, count);
        }

        return read.ToArray();
    }
}
