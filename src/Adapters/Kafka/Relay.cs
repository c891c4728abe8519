using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Feria.Adapters.Kafka;

/// <summary>
/// Hands the log on to the events' topic, in its order and without a gap, in as many processes as run this: the others
/// wait until the leader is gone. docs/decisions/0110.
/// </summary>
public sealed class Relay(
    RelayLog relayLog, Database database, Brokers brokers, KafkaSettings settings, ILogger<Relay> log)
    : BackgroundService
{
    const int BatchRows = 2_000;
    static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    static readonly TimeSpan NextTry = TimeSpan.FromSeconds(2);

    // A leader that reaches no broker for so long lets another try.
    static readonly TimeSpan GivesUpAfter = TimeSpan.FromMinutes(1);

    bool isAway;

    /// <summary>Whether this process hands the log on now.</summary>
    public bool IsLeading { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        await Task.Yield();
        while (!stop.IsCancellationRequested)
        {
            await Patiently.DoAsync(() => LeadAsync(stop), log, stop);
            await Patiently.WaitAsync(Task.Delay(Timeout.Infinite, stop), NextTry, stop);
        }
    }

    async Task LeadAsync(CancellationToken stop)
    {
        await using var lead = await relayLog.TryLeadAsync(Topic.Events.Kept, stop);
        if (lead is null) return;
        try
        {
            IsLeading = true;
            await brokers.EnsureAsync(Topic.All);
            using var producer = Producer();
            while (!stop.IsCancellationRequested)
            {
                var ring = relayLog.Readable.Next;
                var events = await lead.NextAsync(BatchRows, stop);
                if (events.Count > 0)
                {
                    await SendAsync(producer, events, stop);
                    await lead.MoveAsync(events[^1], stop);
                    Tell(null);
                }
                else await Patiently.WaitAsync(ring, LookEvery, stop);
            }
        }
        catch (RelayLog.LeadLost lost)
        {
            log.LogInformation("Another process hands the log on to Kafka: {Why}", lost.Message);
        }
        catch (Exception away) when (away is KafkaException or TimeoutException)
        {
            Tell(away.Message);
        }
        finally
        {
            IsLeading = false;
        }
    }

    // Done when the brokers keep all of them.
    async Task SendAsync(IProducer<byte[], byte[]> producer, IReadOnlyList<LoggedEvent> events, CancellationToken stop)
    {
        var kept = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var left = events.Count;
        void Hear(DeliveryReport<byte[], byte[]> report)
        {
            if (report.Error.IsError) kept.TrySetException(new KafkaException(report.Error));
            else if (Interlocked.Decrement(ref left) == 0) kept.TrySetResult();
        }

        foreach (var said in events)
            producer.Produce(new TopicPartition(settings.NameOf(Topic.Events), said.Shard), MessageOf(said), Hear);
        await kept.Task.WaitAsync(GivesUpAfter, stop);
    }

    Message<byte[], byte[]> MessageOf(LoggedEvent said) => new()
    {
        Key = Encoding.ASCII.GetBytes(said.Key.ToString()),
        Value = CloudEvent.Write(said, database.Region),
        Timestamp = new Timestamp(DateTime.SpecifyKind(said.At, DateTimeKind.Utc)),
        Headers = new Headers { { "content-type", Encoding.ASCII.GetBytes(CloudEvent.ContentType) } },
    };

    // A message waits for its broker without end, in order, and none is skipped: what stands in a partition is always
    // a beginning of what was sent there.
    IProducer<byte[], byte[]> Producer() => new ProducerBuilder<byte[], byte[]>(settings.Configure(new ProducerConfig
        {
            EnableIdempotence = true,
            EnableGaplessGuarantee = true,
            Acks = Acks.All,
            MessageTimeoutMs = 0,
            LingerMs = 5,
        }))
        .SetLogHandler((_, said) => log.LogDebug("{Kafka}", said.Message))
        .SetErrorHandler((_, error) =>
        {
            if (error.Code == ErrorCode.Local_AllBrokersDown) Tell(error.Reason);
        })
        .Build();

    void Tell(string? trouble)
    {
        if (trouble is not null == isAway) return;
        isAway = trouble is not null;
        if (isAway) log.LogWarning("Kafka is away; its messages wait in the log: {Why}", trouble);
        else log.LogInformation("Kafka is back");
    }
}
