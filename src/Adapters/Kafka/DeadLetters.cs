using System.Globalization;
using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Feria.Adapters.Kafka;

/// <summary>Keeps messages that were not taken in, with what they were and why, on a topic of their own.</summary>
public sealed class DeadLetters(KafkaSettings settings, ILogger<DeadLetters> log) : IDisposable
{
    const string Ours = "feria-";
    const int CutTo = 16 << 10;
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    readonly Lazy<IProducer<byte[], byte[]>> producer = new(() => new ProducerBuilder<byte[], byte[]>(
            settings.Configure(new ProducerConfig
            {
                EnableIdempotence = true,
                Acks = Acks.All,
                MessageTimeoutMs = (int)Patience.TotalMilliseconds,
                MessageMaxBytes = Topic.Dead.LargestBytes,
                LingerMs = 5,
            }))
        .SetLogHandler((_, said) => log.LogDebug("{Kafka}", said.Message))
        .SetErrorHandler((_, error) => log.LogDebug("{Kafka}", error.Reason))
        .Build());

    /// <summary>Done when the brokers keep all of them; a <see cref="KafkaException"/> where they do not.</summary>
    public Task SendAsync(
        IEnumerable<(ConsumeResult<byte[], byte[]> Message, Refusal Why)> refused, CancellationToken stop) =>
        Task.WhenAll(refused.Select(one => SendAsync(one.Message, one.Why, stop)));

    async Task SendAsync(ConsumeResult<byte[], byte[]> message, Refusal why, CancellationToken stop)
    {
        var headers = Headers(message, why);
        foreach (var header in message.Message.Headers ?? [])
            if (!header.Key.StartsWith(Ours, StringComparison.Ordinal)) headers.Add(header);
        try
        {
            await ProduceAsync(message.Message.Key, message.Message.Value, headers, stop);
        }
        catch (KafkaException tooLarge) when (tooLarge.Error.Code == ErrorCode.MsgSizeTooLarge)
        {
            // Kept in part, so that it stands in nobody's way: the whole is where its headers say.
            var cut = Headers(message, why);
            Add(cut, "cut", $"{message.Message.Value?.Length ?? 0}");
            await ProduceAsync(Beginning(message.Message.Key), Beginning(message.Message.Value), cut, stop);
        }
    }

    Task ProduceAsync(byte[]? key, byte[]? value, Headers headers, CancellationToken stop) =>
        producer.Value.ProduceAsync(
            settings.NameOf(Topic.Dead), new() { Key = key!, Value = value!, Headers = headers }, stop);

    static Headers Headers(ConsumeResult<byte[], byte[]> message, Refusal why)
    {
        var headers = new Headers();
        Add(headers, "topic", message.Topic);
        Add(headers, "partition", message.Partition.Value.ToString(CultureInfo.InvariantCulture));
        Add(headers, "offset", message.Offset.Value.ToString(CultureInfo.InvariantCulture));
        Add(headers, "code", why.Code);
        Add(headers, "why", why.Sentence);
        if (why.Facts.Count > 0) Add(headers, "facts", JsonSerializer.Serialize(why.Facts, Json.Options));
        return headers;
    }

    static void Add(Headers headers, string name, string value) =>
        headers.Add(Ours + name, Encoding.UTF8.GetBytes(value));

    static byte[]? Beginning(byte[]? whole) => whole is { Length: > CutTo } ? whole[..CutTo] : whole;

    public void Dispose()
    {
        if (producer.IsValueCreated) producer.Value.Dispose();
    }
}
