using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Feria.Adapters.Kafka;

/// <summary>The brokers as a whole: whether they answer, and that our topics are there as declared.</summary>
public sealed class Brokers : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

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

    /// <summary>Makes the topics that are missing; one with too few partitions is refused.</summary>
    public async Task EnsureAsync(IReadOnlyCollection<Topic> topics)
    {
        var there = (await LookAsync(Patience)).Topics.ToDictionary(topic => topic.Topic);
        Topic[] missing = [.. topics.Where(topic => !there.ContainsKey(settings.NameOf(topic)))];
        foreach (var topic in topics.Except(missing))
            if (there[settings.NameOf(topic)].Partitions.Count < topic.Partitions)
                throw new InvalidOperationException(
                    $"The topic {settings.NameOf(topic)} has {there[settings.NameOf(topic)].Partitions.Count} "
                    + $"partitions and needs {topic.Partitions}, one a shard: add the others, or delete it.");

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
    }

    TopicSpecification Specification(Topic topic) => new()
    {
        Name = settings.NameOf(topic),
        NumPartitions = topic.Partitions,
        ReplicationFactor = settings.Replicas ?? -1,
        Configs = new()
        {
            ["cleanup.policy"] = "delete",
            ["retention.ms"] = $"{(long)topic.Kept.TotalMilliseconds}",
            // With three copies, what two have is kept when one broker is lost.
            ["min.insync.replicas"] = settings.Replicas >= 3 ? "2" : "1",
        },
    };

    // Of all topics: asking for one by name could make it, with the brokers' partitions and not ours.
    Task<Metadata> LookAsync(TimeSpan patience) => Task.Run(() => admin.Value.GetMetadata(patience));

    public void Dispose()
    {
        if (admin.IsValueCreated) admin.Value.Dispose();
    }
}
