using System.Diagnostics;
using Confluent.Kafka;
using Feria.Contracts;

namespace Feria.Adapters.Kafka;

/// <summary>
/// Whether the brokers answer and how far the log was handed on to them. Feria serves without them, and others hear
/// later.
/// </summary>
sealed class KafkaSigns(Brokers brokers, RelayLog relayLog) : IVitalSigns
{
    const int CountAtMost = 20_000;
    const double LateSeconds = 30;
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public string Part => "kafka";

    public async Task<IReadOnlyList<VitalSign>> LookAsync(CancellationToken stop)
    {
        var began = Stopwatch.GetTimestamp();
        var count = await CountAsync();
        var roundTrip = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        var standing = await relayLog.LookAsync(CountAtMost, stop);
        var isWell = count > 0 && standing is { IsLed: true, LagSeconds: < LateSeconds };
        return
        [
            new(Part, "Kafka", isWell ? Vital.Fine : Vital.Mind, new Dictionary<string, object?>
            {
                ["brokers"] = count,
                ["roundTripMs"] = count > 0 ? Math.Round(roundTrip, 2) : null,
                ["relayed"] = standing.IsLed,
                ["waiting"] = standing.Waiting,
                ["lagSeconds"] = Math.Round(standing.LagSeconds, 1),
                ["movedAt"] = standing.MovedAt,
            }),
        ];
    }

    async Task<int> CountAsync()
    {
        try
        {
            return await brokers.CountAsync(Patience);
        }
        catch (KafkaException)
        {
            return 0;
        }
    }
}
