using System.Globalization;
using System.Net;

namespace Feria.Adapters.Redis;

/// <summary>Those who watch over Redis and know which server is the master now; asked anew after each break.</summary>
sealed class Sentinels(RedisSettings settings, RedisPatience patience)
{
    // Who answered last is asked first.
    int favourite;

    /// <summary>Throws when none of them knows.</summary>
    public async Task<DnsEndPoint> MasterAsync(CancellationToken stop)
    {
        var troubles = new List<string>();
        for (var i = 0; i < settings.Hosts.Count; i++)
        {
            var which = (favourite + i) % settings.Hosts.Count;
            try
            {
                var master = await AskAsync(settings.Hosts[which], stop);
                favourite = which;
                return master;
            }
            catch (Exception fault) when (!stop.IsCancellationRequested)
            {
                troubles.Add($"{RedisSettings.Name(settings.Hosts[which])}: {fault.Message}");
            }
        }

        throw new RedisFaultException($"No sentinel knows the master. {string.Join(' ', troubles)}");
    }

    async Task<DnsEndPoint> AskAsync(DnsEndPoint sentinel, CancellationToken stop)
    {
        // One that hangs must not use up the time of the others.
        using var patient = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patient.CancelAfter(patience.Connect / 2);
        var (connection, _) = await RedisClient.GreetAsync(
            sentinel, settings, patience, "default", settings.SentinelPassword, patient.Token);
        await using var _ = connection;
        var answer = await connection.CallAsync(
            RedisCall.Words("SENTINEL", "get-master-addr-by-name", settings.Master!), patience.Connect / 2);
        return answer is Resp.Many { Items: [{ Word: { } host }, { Word: { } port }] }
            && int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number is > 0 and <= 65535
                ? new(host, number)
                : throw new RedisFaultException($"It knows no master of the name {settings.Master}.");
    }
}
