using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Feria.Launch;

/// <summary>Free TCP ports on this machine's loopback.</summary>
public static class FreePort
{
    // Below those that Linux lends to outgoing connections: one of them may be lent before it is listened on.
    const int First = 15_000;
    const int End = 32_000;

    static readonly ConcurrentDictionary<int, bool> Given = [];

    /// <summary>One that nobody listens on, and that this process was not given before.</summary>
    public static int Any()
    {
        for (var tries = 0; tries < 1_000; tries++)
            if (Random.Shared.Next(First, End) is var port && IsFree(port) && Given.TryAdd(port, true))
                return port;
        throw new CannotLaunch($"Hardly a port from {First} to {End - 1} is free.");
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
