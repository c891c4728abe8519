using System.Net;
using System.Net.Sockets;

namespace Feria.Launch;

/// <summary>Free TCP ports on this machine's loopback.</summary>
public static class FreePort
{
    public static int Any()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>The wanted port, else the next free one above it.</summary>
    public static int From(int wanted)
    {
        for (var port = wanted; port < wanted + 100; port++)
            if (IsFree(port))
                return port;
        throw new CannotLaunch($"Ports {wanted} to {wanted + 99} are all taken.");
    }

    public static bool IsFree(int port) =>
        CanListen(IPAddress.Any, port) && (!Socket.OSSupportsIPv6 || CanListen(IPAddress.IPv6Loopback, port));

    static bool CanListen(IPAddress address, int port)
    {
        try
        {
            using var listener = new TcpListener(address, port);
            listener.Start();
            return true;
        }
        catch (SocketException none) when (none.SocketErrorCode == SocketError.AddressNotAvailable)
        {
            return true; // no such address here, so nobody can be in the way
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
