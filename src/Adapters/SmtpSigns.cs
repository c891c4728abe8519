using System.Diagnostics;
using System.Net.Sockets;
using Feria.Contracts;

namespace Feria.Adapters;

/// <summary>Whether the mail server greets whoever comes.</summary>
sealed class SmtpSigns(SmtpSettings settings) : IVitalSigns
{
    public string Part => "letters";

    public async Task<IReadOnlyList<VitalSign>> LookAsync(CancellationToken stop)
    {
        var began = Stopwatch.GetTimestamp();
        using var client = new TcpClient();
        await client.ConnectAsync(settings.Host, settings.Port, stop);
        using var reader = new StreamReader(client.GetStream());
        var greeting = await reader.ReadLineAsync(stop);
        await client.GetStream().WriteAsync("QUIT\r\n"u8.ToArray(), stop);
        var isReady = greeting?.StartsWith("220", StringComparison.Ordinal) is true;
        return
        [
            new(Part, settings.Host, isReady ? Vital.Fine : Vital.Bad, new Dictionary<string, object?>
            {
                ["roundTripMs"] = Math.Round(Stopwatch.GetElapsedTime(began).TotalMilliseconds, 2),
            }),
        ];
    }
}
