using Microsoft.Extensions.Logging;

namespace Feria.Kernel;

/// <summary>How far each partition of what others send was taken in. docs/decisions/0111.</summary>
public sealed class IntakeBook(Database database, ILogger<IntakeBook> log)
{
    /// <summary>Where a partition goes on.</summary>
    /// <param name="TopicId">What the brokers call this making of the topic; empty where they tell none.</param>
    public sealed record Place(string Topic, string TopicId, int Partition, long Next);

    /// <summary>What the brokers have of a partition: its oldest message, and where the next will be.</summary>
    public sealed record Extent(int Partition, long Oldest, long End);

    /// <summary>A partition as it was left.</summary>
    public sealed record Standing(
        string Topic, int Partition, long NextOffset, long Taken, long Refused, DateTime? MovedAt);

    /// <summary>Where to go on in partitions that this process was given.</summary>
    public async Task<IReadOnlyList<Place>> BeginAsync(
        string topic, string topicId, IReadOnlyCollection<Extent> extents, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var partitions = extents.Select(extent => extent.Partition).ToArray();
        var oldest = extents.Select(extent => extent.Oldest).ToArray();
        await tx.ExecuteAsync(MakeSql, new { topic, topicId, partitions, oldest });
        var kept = (await tx.ListAsync<Kept>(LockSql, new { topic, partitions }))
            .ToDictionary(one => one.Partition);

        Place[] places =
        [
            .. extents.Select(extent => (extent, kept: kept[extent.Partition])).Select(one => new Place(
                topic, topicId == "" ? one.kept.TopicId : topicId, one.extent.Partition,
                Begin(one.kept, topicId, one.extent))),
        ];
        foreach (var place in places.Where(place => place.Next != kept[place.Partition].NextOffset))
            log.LogWarning("{Topic} [{Partition}] is taken from {Next} and not from {Kept}, which the brokers have not",
                topic, place.Partition, place.Next, kept[place.Partition].NextOffset);
        await tx.ExecuteAsync(PlaceSql, new
        {
            topic,
            partitions,
            ids = places.Select(place => place.TopicId).ToArray(),
            nexts = places.Select(place => place.Next).ToArray(),
        });
        await tx.CommitAsync();
        return places;
    }

    public async Task<IReadOnlyList<Standing>> LookAsync(CancellationToken stop)
    {
        await using var session = await database.ReadFreshAsync(stop);
        return await session.ListAsync<Standing>(LookSql);
    }

    internal sealed record Kept(int Partition, string TopicId, long NextOffset);

    internal static long Begin(Kept kept, string topicId, Extent extent)
    {
        var isSame = topicId == kept.TopicId && topicId != "";
        var isOther = topicId != kept.TopicId && topicId != "" && kept.TopicId != "";
        return isOther ? extent.Oldest
            : kept.NextOffset > extent.End ? isSame ? extent.End : extent.Oldest
            : Math.Max(kept.NextOffset, extent.Oldest);
    }

    // Held to the end of the transaction: who comes second waits, and finds it moved.
    internal static async Task<bool> IsAtAsync(Tx tx, Place from) =>
        await tx.OneOrNullAsync<int?>(AtSql, from) is not null;

    internal static Task MoveAsync(Tx tx, Place from, long next, int taken, int refused) =>
        tx.ExecuteAsync(MoveSql, new { from.Topic, from.Partition, next, taken, refused });

    const string MakeSql = """
        -- kernel.intake-book.make
        insert into kernel.intake_position (topic, partition, topic_id, next_offset)
        select @topic, p.partition, @topicId, p.oldest
        from unnest(@partitions::int[], @oldest::bigint[]) as p(partition, oldest)
        order by p.partition
        on conflict do nothing
        """;

    const string LockSql = """
        -- kernel.intake-book.lock
        select partition, topic_id, next_offset
        from kernel.intake_position
        where topic = @topic and partition = any(@partitions)
        order by partition
        for update
        """;

    const string PlaceSql = """
        -- kernel.intake-book.place
        update kernel.intake_position i
        set topic_id = p.id, next_offset = p.next
        from unnest(@partitions::int[], @ids::text[], @nexts::bigint[]) as p(partition, id, next)
        where i.topic = @topic and i.partition = p.partition and (i.topic_id, i.next_offset) <> (p.id, p.next)
        """;

    const string AtSql = """
        -- kernel.intake-book.at
        select 1
        from kernel.intake_position
        where topic = @Topic and partition = @Partition and topic_id = @TopicId and next_offset = @Next
        for update
        """;

    const string MoveSql = """
        -- kernel.intake-book.move
        update kernel.intake_position
        set next_offset = @next, taken = taken + @taken, refused = refused + @refused, moved_at = now()
        where topic = @Topic and partition = @Partition
        """;

    const string LookSql = """
        -- kernel.intake-book.look
        select topic, partition, next_offset, taken, refused, moved_at
        from kernel.intake_position
        order by topic, partition
        """;
}
