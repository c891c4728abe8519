namespace Feria.Adapters.Kafka;

/// <summary>A topic that Feria makes where it is missing, and how long its messages are kept.</summary>
/// <param name="Name">Without the installation's prefix.</param>
public sealed record Topic(string Name, int Partitions, TimeSpan Kept, string Key, string Holds)
{
    /// <summary>Every event, in the order of its shard: a partition is a shard.</summary>
    public static readonly Topic Events = new(
        "events", Shard.Count, TimeSpan.FromDays(7), "Id of what the event is about.",
        "Everything that happened. In a partition a message may come again, never out of order otherwise: keep the "
        + "greatest sequence of each partition and drop what is not greater.")
    {
        FewestPartitions = Shard.Count,
    };

    /// <summary>What was sent in and could not be taken.</summary>
    public static readonly Topic Dead = new(
        "in.dead", 4, TimeSpan.FromDays(30), "The message's own.",
        "Messages that were not taken in, as they came, with headers that say where each stood and why: feria-topic, "
        + "feria-partition, feria-offset, feria-code, feria-why and feria-facts. After a crash one may come again.")
    {
        // A message as large as brokers usually take, and what is said of it.
        LargestBytes = 2 << 20,
    };

    /// <summary>What others send for an intake.</summary>
    public static Topic Of(Intake intake) => new(
        $"in.{intake.Name}", 8, TimeSpan.FromDays(7), intake.Key,
        "Sent in by others. Messages of one key are taken in the order they stand in, each once.");

    /// <summary>With fewer partitions it is of no use.</summary>
    public int FewestPartitions { get; init; } = 1;

    /// <summary>The largest message it takes; what the brokers say where null.</summary>
    public int? LargestBytes { get; init; }

    /// <summary>What goes out.</summary>
    public static readonly IReadOnlyList<Topic> All = [Events];
}
