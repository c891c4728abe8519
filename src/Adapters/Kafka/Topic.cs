namespace Feria.Adapters.Kafka;

/// <summary>A topic that Feria makes where it is missing, and how long its messages are kept.</summary>
/// <param name="Name">Without the installation's prefix.</param>
public sealed record Topic(string Name, int Partitions, TimeSpan Kept, string Key, string Holds)
{
    /// <summary>Every event, in the order of its shard: a partition is a shard.</summary>
    public static readonly Topic Events = new(
        "events", Shard.Count, TimeSpan.FromDays(7), "Id of what the event is about.",
        "Everything that happened. In a partition a message may come again, never out of order otherwise: keep the "
        + "greatest sequence of each partition and drop what is not greater.");

    public static readonly IReadOnlyList<Topic> All = [Events];
}
