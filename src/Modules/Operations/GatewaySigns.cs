using System.Net;
using System.Net.Sockets;
using Feria.Contracts;

namespace Feria.Operations;

/// <summary>The servers of each HAProxy, as it sees them, by its socket.</summary>
/// <param name="sockets">Paths, or hosts with ports, with commas between; none where there is no gateway.</param>
sealed class GatewaySigns(string? sockets) : IVitalSigns
{
    public string Part => "gateway";

    public async Task<IReadOnlyList<VitalSign>> LookAsync(CancellationToken stop)
    {
        var signs = new List<VitalSign>();
        foreach (var socket in (sockets ?? "").Split(
            ',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            signs.AddRange(Read(await AskAsync(socket, stop)));
        return signs;
    }

    static async Task<string> AskAsync(string address, CancellationToken stop)
    {
        var (isPath, colon) = (address.StartsWith('/'), address.LastIndexOf(':'));
        using var socket = isPath
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp);
        EndPoint at = isPath
            ? new UnixDomainSocketEndPoint(address)
            : new DnsEndPoint(address[..colon], int.Parse(address[(colon + 1)..]));
        await socket.ConnectAsync(at, stop);
        await using var stream = new NetworkStream(socket);
        await stream.WriteAsync("show stat -1 4 -1\n"u8.ToArray(), stop);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(stop);
    }

    // A table with named columns; only servers were asked for.
    internal static IEnumerable<VitalSign> Read(string table)
    {
        var lines = table.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (lines is not [['#', ' ', .. var heads], .. var rows]) yield break;
        var columns = heads.Split(',');
        foreach (var row in rows)
        {
            var cells = row.Split(',');
            string Cell(string name) => cells[Array.IndexOf(columns, name)];
            var status = Cell("status");
            yield return new(
                "gateway", Cell("svname"),
                status.StartsWith("UP", StringComparison.Ordinal) ? Vital.Fine
                    : status.StartsWith("DOWN", StringComparison.Ordinal) ? Vital.Bad : Vital.Mind,
                new Dictionary<string, object?>
                {
                    ["status"] = status,
                    ["pool"] = Cell("pxname"),
                    ["address"] = Cell("addr"),
                    ["requestsNow"] = long.TryParse(Cell("scur"), out var now) ? now : null,
                    ["requestsAll"] = long.TryParse(Cell("stot"), out var all) ? all : null,
                });
        }
    }
}
