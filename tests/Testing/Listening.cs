using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using Feria.Adapters.Kafka;

namespace Feria.Testing;

/// <summary>Somebody outside who reads the events' topic from its beginning.</summary>
public sealed class Listening : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    readonly IConsumer<byte[], byte[]> consumer;

    public Listening(KafkaSettings settings)
    {
        consumer = new ConsumerBuilder<byte[], byte[]>(settings.Configure(new ConsumerConfig
        {
            GroupId = $"outside-{Guid.NewGuid():N}", EnableAutoCommit = false,
        })).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        consumer.Assign(Enumerable.Range(0, Shard.Count).Select(
            shard => new TopicPartitionOffset(settings.NameOf(Topic.Events), shard, Offset.Beginning)));
    }

    public sealed record Heard(int Partition, string Key, JsonElement Event, string? ContentType, DateTime At)
    {
        public string Sequence => Event.GetProperty("sequence").GetString()!;
        public Guid Id => Event.GetProperty("id").GetGuid();
    }

    /// <summary>All messages as they lie there, those that came again too.</summary>
    public List<Heard> All { get; } = [];

    /// <summary>What who keeps to the rule hears: of each partition, what is greater than all before.</summary>
    public IReadOnlyList<Heard> Once => [.. All.GroupBy(one => one.Partition).SelectMany(Greater)];

    /// <summary>Reads until so many different events are there.</summary>
    public void Hear(int many)
    {
        for (var until = DateTime.UtcNow + Patience; DateTime.UtcNow < until;)
        {
            if (All.DistinctBy(one => one.Id).Count() >= many) return;
            while (consumer.Consume(TimeSpan.FromMilliseconds(200)) is { } message) All.Add(Read(message));
        }

        Assert.Fail($"{All.DistinctBy(one => one.Id).Count()} of {many} events came.");
    }

    static Heard Read(ConsumeResult<byte[], byte[]> read) => new(
        read.Partition.Value,
        Encoding.UTF8.GetString(read.Message.Key),
        JsonDocument.Parse(read.Message.Value).RootElement,
        read.Message.Headers.TryGetLastBytes("content-type", out var type) ? Encoding.UTF8.GetString(type) : null,
        read.Message.Timestamp.UtcDateTime);

    static IEnumerable<Heard> Greater(IEnumerable<Heard> partition)
    {
        var greatest = "";
        foreach (var one in partition)
        {
            if (string.CompareOrdinal(one.Sequence, greatest) <= 0) continue;
            greatest = one.Sequence;
            yield return one;
        }
    }

    public void Dispose()
    {
        consumer.Close();
        consumer.Dispose();
    }
}
