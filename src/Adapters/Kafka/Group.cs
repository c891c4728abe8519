using System.Text.Json;
using Confluent.Kafka;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Feria.Adapters.Kafka;

/// <summary>
/// This worker among those who share the reactions' work: a consumer group of the events' topic deals out the
/// partitions, which are the shards, and their messages wake who has them. docs/decisions/0110.
/// </summary>
public sealed class Group(Shares shares, Brokers brokers, KafkaSettings settings, ILogger<Group> log)
    : BackgroundService
{
    static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);
    static readonly TimeSpan AnswersIn = TimeSpan.FromSeconds(1);

    // Touched by the thread that takes alone.
    readonly HashSet<short> mine = [];

    // So long may a worker be silent until others have its shards.
    const int SilentMs = 10_000;

    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        await Task.Yield();
        while (!stop.IsCancellationRequested)
        {
            await Patiently.DoAsync(() => JoinAsync(stop), log, stop);
            shares.Deal(null);
            await Patiently.WaitAsync(Task.Delay(Timeout.Infinite, stop), TimeSpan.FromSeconds(1), stop);
        }
    }

    async Task JoinAsync(CancellationToken stop)
    {
        try
        {
            await brokers.EnsureAsync(Topic.All);
            // It waits by blocking: a thread of its own.
            await Task.Factory.StartNew(() => Take(stop), TaskCreationOptions.LongRunning);
        }
        catch (KafkaException away)
        {
            log.LogDebug("Kafka is away: {Why}", away.Message);
        }
    }

    void Take(CancellationToken stop)
    {
        mine.Clear();
        using var consumer = Consumer();
        consumer.Subscribe(settings.NameOf(Topic.Events));
        while (!stop.IsCancellationRequested)
        {
            var message = consumer.Consume(Look);
            if (!shares.AreDealt && mine.Count > 0 && (message is not null || Answers(consumer))) shares.Deal(mine);
            if (message is not null && KindOf(message.Message.Value) is { } kind)
                shares.Bring(kind, (short)message.Partition.Value);
        }

        // Others have its shards at once.
        consumer.Close();
    }

    // Where nothing is said, no message tells that the brokers are back.
    bool Answers(IConsumer<Ignore, byte[]> consumer)
    {
        try
        {
            consumer.QueryWatermarkOffsets(new(settings.NameOf(Topic.Events), mine.First()), AnswersIn);
            return true;
        }
        catch (KafkaException)
        {
            return false;
        }
    }

    // Where the group begins does not matter: whoever gets a shard looks at its position first.
    IConsumer<Ignore, byte[]> Consumer() => new ConsumerBuilder<Ignore, byte[]>(settings.Configure(new ConsumerConfig
        {
            GroupId = $"{settings.Prefix}.reactions",
            AutoOffsetReset = AutoOffsetReset.Latest,
            PartitionAssignmentStrategy = PartitionAssignmentStrategy.CooperativeSticky,
            SessionTimeoutMs = SilentMs,
            HeartbeatIntervalMs = SilentMs / 5,
        }))
        .SetLogHandler((_, said) => log.LogDebug("{Kafka}", said.Message))
        .SetErrorHandler((_, error) =>
        {
            // Until they answer again, its worker hears all shards, as without Kafka.
            if (error.Code == ErrorCode.Local_AllBrokersDown) shares.Deal(null);
        })
        .SetPartitionsAssignedHandler((_, more) => Deal(() => mine.UnionWith(Shards(more))))
        .SetPartitionsRevokedHandler((_, gone) => Deal(() => mine.ExceptWith(Shards(gone.Select(Place)))))
        .SetPartitionsLostHandler((_, gone) =>
        {
            mine.ExceptWith(Shards(gone.Select(Place)));
            shares.Deal(null);
        })
        .Build();

    void Deal(Action change)
    {
        change();
        shares.Deal(mine);
    }

    static TopicPartition Place(TopicPartitionOffset one) => one.TopicPartition;

    static IEnumerable<short> Shards(IEnumerable<TopicPartition> partitions) =>
        partitions.Select(one => (short)one.Partition.Value);

    // A message that is none of ours wakes nobody.
    static string? KindOf(byte[] message)
    {
        try
        {
            var json = new Utf8JsonReader(message);
            while (json.Read())
                if (json is { TokenType: JsonTokenType.PropertyName, CurrentDepth: 1 }
                    && json.ValueTextEquals("type"u8))
                    return json.Read() && json.TokenType == JsonTokenType.String ? json.GetString() : null;
        }
        catch (JsonException)
        {
        }

        return null;
    }
}
