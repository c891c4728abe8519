using System.Text;
using System.Text.Json;
using Confluent.Kafka;

namespace Feria.Kafka.Tests;

/// <summary>Somebody outside who sends messages in, and looks at those that were not taken.</summary>
sealed class Sending : IDisposable
{
    readonly KafkaSettings settings;
    readonly IProducer<byte[], byte[]> producer;

    public Sending(KafkaSettings settings)
    {
        this.settings = settings;
        producer = new ProducerBuilder<byte[], byte[]>(settings.Configure(new ProducerConfig
        {
            EnableIdempotence = true, LingerMs = 5, MessageMaxBytes = 3 << 20,
        })).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
    }

    public Task SendAsync(string intake, string key, object message) =>
        SendBytesAsync(intake, key, JsonSerializer.SerializeToUtf8Bytes(message, Json.Options));

    public Task SendTextAsync(string intake, string key, string message) =>
        SendBytesAsync(intake, key, Encoding.UTF8.GetBytes(message));

    /// <summary>Done when the brokers keep it.</summary>
    public Task<DeliveryResult<byte[], byte[]>> SendBytesAsync(
        string intake, string key, byte[]? message, Headers? headers = null) =>
        producer.ProduceAsync($"{settings.Prefix}.in.{intake}", new()
        {
            Key = Encoding.UTF8.GetBytes(key), Value = message!, Headers = headers,
        });

    /// <summary>A message as it lies on the dead-letter topic.</summary>
    public sealed record Letter(string? Key, byte[]? Value, IReadOnlyDictionary<string, string> Headers)
    {
        public string Code => Headers["feria-code"];
        public string Text => Encoding.UTF8.GetString(Value ?? []);
    }

    /// <summary>All dead letters, once so many are there.</summary>
    public IReadOnlyList<Letter> Dead(int many)
    {
        using var consumer = new ConsumerBuilder<byte[], byte[]>(settings.Configure(new ConsumerConfig
        {
            GroupId = $"outside-{Guid.NewGuid():N}", EnableAutoCommit = false, EnablePartitionEof = true,
        })).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        consumer.Assign(Enumerable.Range(0, Topic.Dead.Partitions).Select(
            partition => new TopicPartitionOffset(settings.NameOf(Topic.Dead), partition, Offset.Beginning)));
        var letters = new List<Letter>();
        var ended = new HashSet<int>();
        for (var until = DateTime.UtcNow + TestKafka.Patience; DateTime.UtcNow < until;)
        {
            if (letters.Count >= many && ended.Count == Topic.Dead.Partitions) return letters;
            if (consumer.Consume(TimeSpan.FromMilliseconds(200)) is not { } came) continue;
            if (came.IsPartitionEOF) ended.Add(came.Partition.Value);
            else letters.Add(Read(came.Message));
        }

        Assert.Fail($"{letters.Count} of {many} dead letters came.");
        return letters;
    }

    static Letter Read(Message<byte[], byte[]> message) => new(
        message.Key is null ? null : Encoding.UTF8.GetString(message.Key), message.Value,
        message.Headers.ToDictionary(header => header.Key, header => Encoding.UTF8.GetString(header.GetValueBytes())));

    public void Dispose() => producer.Dispose();
}
