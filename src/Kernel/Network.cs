using System.Net;
using System.Net.Sockets;

namespace Feria.Kernel;

public static class Network
{
    /// <summary>What a caller's address is counted by: an IPv4 address, or an IPv6 network of 64 bits.</summary>
    public static string Of(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        // Whoever has one IPv6 address has 2^64 of them.
        return address.AddressFamily == AddressFamily.InterNetwork
            ? address.ToString()
            : Convert.ToHexStringLower(address.GetAddressBytes().AsSpan(0, 8));
    }
}
