using System.Diagnostics;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Feria.Adapters.Kafka;

/// <summary>The brokers as a whole: whether they answer, and that our topics are there as declared.</summary>
public sealed class Brokers : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(50);

    // What only the brokers' controller tells can be done without.
    static readonly TimeSpan ControllerPatience = TimeSpan.FromSeconds(2);

    readonly KafkaSettings settings;
    readonly ILogger log;
    readonly Lazy<IAdminClient> admin;

    public Brokers(KafkaSettings settings, ILogger<Brokers> log)
    {
        (this.settings, this.log) = (settings, log);
        admin = new(() => new AdminClientBuilder(settings.Configure(new AdminClientConfig()))
            .SetLogHandler((_, said) => log.LogDebug("{Kafka}", said.Message))
            .SetErrorHandler((_, error) => log.LogDebug("{Kafka}", error.Reason))
            .Build());
    }

    /// <summary>In words, who answers there; an <see cref="InvalidOperationException"/> where nobody does.</summary>
    public static async Task<string> TellAsync(string setting)
    {
        var settings = KafkaSettings.Parse(setting);
        Librdkafka.Load();
        using var brokers = new Brokers(settings, NullLogger<Brokers>.Instance);
        try
        {
            return $"brokers at {settings}: {await brokers.CountAsync(Patience)}, named in Feria__Kafka";
        }
        catch (KafkaException away)
        {
            throw new InvalidOperationException(
                $"{settings} does not answer ({away.Error.Reason}). Feria serves without, and events go out later.");
        }
    }

    /// <summary>How many brokers there are; throws <see cref="KafkaException"/> where none answers in time.</summary>
    public async Task<int> CountAsync(TimeSpan patience) => (await LookAsync(patience)).Brokers.Count;

    /// <summary>
    /// Makes the topics that are missing and waits until they are seen; one with too few partitions is refused.
    /// </summary>
    public async Task EnsureAsync(IReadOnlyCollection<Topic> topics)
    {
        var there = await PartitionsAsync();
        Topic[] missing = [.. topics.Where(topic => !there.ContainsKey(settings.NameOf(topic)))];
        foreach (var topic in topics.Except(missing))
            if (there[settings.NameOf(topic)] < topic.FewestPartitions)
                throw new InvalidOperationException(
                    $"The topic {settings.NameOf(topic)} has {there[settings.NameOf(topic)]} "
                    + $"partitions and needs {topic.FewestPartitions}, one a shard: add the others, or delete it.");

        if (missing.Length == 0) return;
        try
        {
            await admin.Value.CreateTopicsAsync(
                missing.Select(Specification),
                new() { RequestTimeout = Patience, OperationTimeout = Patience });
            log.LogInformation("Made the topics {Topics}", string.Join(", ", missing.Select(settings.NameOf)));
        }
        catch (CreateTopicsException known) when (known.Results.All(
            result => result.Error.Code is ErrorCode.NoError or ErrorCode.TopicAlreadyExists))
        {
            // Another process was quicker.
        }

        await SeenAsync(missing);
    }

    // Their controller has made them; the brokers hear of it a moment later.
    async Task SeenAsync(IEnumerable<Topic> made)
    {
        for (var began = Stopwatch.GetTimestamp(); ; await Task.Delay(LookAgain))
        {
            var there = await PartitionsAsync();
            if (made.All(topic => there.GetValueOrDefault(settings.NameOf(topic)) > 0)) return;
            if (Stopwatch.GetElapsedTime(began) > Patience) throw new KafkaException(ErrorCode.Local_TimedOut);
        }
    }

    /// <summary>
    /// What the brokers call this making of each topic: one deleted and made again has another. Topics that they tell
    /// none for in time are left out, as are all of those before 2.8.
    /// </summary>
    public async Task<IReadOnlyDictionary<string, string>> IdsAsync(IEnumerable<string> topics)
    {
        try
        {
            var told = await admin.Value.DescribeTopicsAsync(
                TopicCollection.OfTopicNames(topics), new() { RequestTimeout = ControllerPatience });
            return told.TopicDescriptions
                .Where(topic => (topic.TopicId.MostSignificantBits, topic.TopicId.LeastSignificantBits) != (0, 0))
                .ToDictionary(topic => topic.Name, topic => $"{topic.TopicId}");
        }
        catch (KafkaException late) when (late.Error.Code == ErrorCode.Local_TimedOut)
        {
            log.LogDebug("No ids of topics: {Why}", late.Message);
            return new Dictionary<string, string>();
        }
    }

    /// <summary>What they have of partitions: their oldest message, and where the next will be.</summary>
    public async Task<IReadOnlyDictionary<TopicPartition, IntakeBook.Extent>> ExtentsAsync(
        IReadOnlyCollection<TopicPartition> partitions, TimeSpan patience)
    {
        if (partitions.Count == 0) return new Dictionary<TopicPartition, IntakeBook.Extent>();
        var oldest = await OffsetsAsync(partitions, OffsetSpec.Earliest(), patience);
        var ends = await OffsetsAsync(partitions, OffsetSpec.Latest(), patience);
        return partitions.ToDictionary(
            one => one, one => new IntakeBook.Extent(one.Partition.Value, oldest[one], ends[one]));
    }

    public Task<IReadOnlyDictionary<TopicPartition, IntakeBook.Extent>> ExtentsAsync(
        IReadOnlyCollection<TopicPartition> partitions) => ExtentsAsync(partitions, Patience);

    async Task<Dictionary<TopicPartition, long>> OffsetsAsync(
        IEnumerable<TopicPartition> partitions, OffsetSpec which, TimeSpan patience)
    {
        var told = await admin.Value.ListOffsetsAsync(
            partitions.Select(one => new TopicPartitionOffsetSpec { TopicPartition = one, OffsetSpec = which }),
            new() { RequestTimeout = patience });
        return told.ResultInfos.ToDictionary(
            one => one.TopicPartitionOffsetError.TopicPartition, one => one.TopicPartitionOffsetError.Offset.Value);
    }

    TopicSpecification Specification(Topic topic) => new()
    {
        Name = settings.NameOf(topic),
        NumPartitions = topic.Partitions,
        ReplicationFactor = settings.Replicas ?? -1,
        Configs = Configs(topic),
    };

    Dictionary<string, string> Configs(Topic topic)
    {
        var configs = new Dictionary<string, string>
        {
            ["cleanup.policy"] = "delete",
            ["retention.ms"] = $"{(long)topic.Kept.TotalMilliseconds}",
            // With three copies, what two have is kept when one broker is lost.
            ["min.insync.replicas"] = settings.Replicas >= 3 ? "2" : "1",
        };
        if (topic.LargestBytes is { } bytes) configs["max.message.bytes"] = $"{bytes}";
        return configs;
    }

    async Task<Dictionary<string, int>> PartitionsAsync() =>
        (await LookAsync(Patience)).Topics.ToDictionary(topic => topic.Topic, topic => topic.Partitions.Count);

    // Of all topics: asking for one by name could make it, with the brokers' partitions and not ours.
    Task<Metadata> LookAsync(TimeSpan patience) => Task.Run(() => admin.Value.GetMetadata(patience));

    public void Dispose()
    {
        if (admin.IsValueCreated) admin.Value.Dispose();
    }
}
