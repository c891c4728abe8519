using System.Diagnostics;
using Confluent.Kafka;
using Feria.Contracts;

namespace Feria.Adapters.Kafka;

/// <summary>
/// Whether the brokers answer, how far the log was handed on to them, and how much of what others send waits there.
/// Feria serves without them, and others hear later.
/// </summary>
sealed class KafkaSigns(
    Brokers brokers, RelayLog relayLog, IntakeBook book, IEnumerable<Intake> intakes, KafkaSettings settings)
    : IVitalSigns
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
            .. await IntakesAsync(count > 0, stop),
        ];
    }

    async Task<IEnumerable<VitalSign>> IntakesAsync(bool areBrokersThere, CancellationToken stop)
    {
        var topics = intakes.ToDictionary(intake => settings.NameOf(Topic.Of(intake)));
        var standings = (await book.LookAsync(stop)).Where(one => topics.ContainsKey(one.Topic)).ToList();
        var ends = areBrokersThere ? await EndsAsync(standings) : null;
        return standings.GroupBy(one => one.Topic).Select(topic =>
        {
            var waiting = ends is null ? (long?)null
                : topic.Sum(one => Math.Max(0, ends[new(one.Topic, one.Partition)].End - one.NextOffset));
            var movedAt = topic.Max(one => one.MovedAt);
            // Under way is well; what waits while nothing moves wants a look.
            var isStill = movedAt is null || DateTime.UtcNow - movedAt > TimeSpan.FromSeconds(LateSeconds);
            return new VitalSign(
                Part, topic.Key, waiting is null || (waiting > 0 && isStill) ? Vital.Mind : Vital.Fine,
                new Dictionary<string, object?>
                {
                    ["messagesWaiting"] = waiting,
                    ["taken"] = topic.Sum(one => one.Taken),
                    ["deadLetters"] = topic.Sum(one => one.Refused),
                    ["takenAt"] = movedAt,
                });
        });
    }

    async Task<IReadOnlyDictionary<TopicPartition, IntakeBook.Extent>?> EndsAsync(
        IEnumerable<IntakeBook.Standing> standings)
    {
        try
        {
            return await brokers.ExtentsAsync(
                [.. standings.Select(one => new TopicPartition(one.Topic, one.Partition))], Patience / 2);
        }
        catch (KafkaException)
        {
            return null;
        }
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
