using System.Diagnostics;
using Confluent.Kafka;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Feria.Adapters.Kafka;

/// <summary>
/// Takes in what others send, with the other workers as a consumer group: who has a partition takes its messages from
/// the position that PostgreSQL keeps. docs/decisions/0111.
/// </summary>
public sealed class IntakeGroup : BackgroundService
{
    const int BatchMessages = 500;
    const int BatchBytes = 8 << 20;
    const int BufferKbytes = 16 << 10;
    static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);
    static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(20);
    static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(10);

    // So long is an outage waited for with messages in hand; then they are let go, and taken up again after.
    static readonly TimeSpan HoldsOn = TimeSpan.FromSeconds(30);

    // So long may a worker be silent until others have its partitions.
    const int SilentMs = 10_000;

    readonly Taking taking;
    readonly IntakeBook book;
    readonly DeadLetters dead;
    readonly Brokers brokers;
    readonly KafkaSettings settings;
    readonly ILogger log;
    readonly Dictionary<string, Intake> intakes;

    // Touched by the thread that takes alone.
    readonly Dictionary<TopicPartition, IntakeBook.Place> places = [];
    readonly Dictionary<TopicPartition, Batch> hand = [];
    TimeSpan rest;
    bool isAway;

    public IntakeGroup(
        IEnumerable<Intake> intakes, Taking taking, IntakeBook book, DeadLetters dead, Brokers brokers,
        KafkaSettings settings, ILogger<IntakeGroup> log)
    {
        (this.taking, this.book, this.dead, this.brokers) = (taking, book, dead, brokers);
        (this.settings, this.log) = (settings, log);
        this.intakes = intakes.ToDictionary(intake => settings.NameOf(Topic.Of(intake)));
    }

    sealed class Batch(long next)
    {
        public List<ConsumeResult<byte[], byte[]>> Messages { get; } = [];

        /// <summary>Where the partition goes on after it.</summary>
        public long Next { get; set; } = next;
    }

    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        await Task.Yield();
        while (!stop.IsCancellationRequested && intakes.Count > 0)
        {
            await Patiently.DoAsync(() => JoinAsync(stop), log, stop);
            rest = rest == default ? TimeSpan.FromSeconds(1) : rest * 2 < LongestRest ? rest * 2 : LongestRest;
            await Patiently.WaitAsync(Task.Delay(Timeout.Infinite, stop), rest, stop);
        }
    }

    async Task JoinAsync(CancellationToken stop)
    {
        try
        {
            await brokers.EnsureAsync([.. intakes.Values.Select(Topic.Of), Topic.Dead]);
            // It waits by blocking: a thread of its own.
            await Task.Factory.StartNew(() => Take(stop), TaskCreationOptions.LongRunning);
        }
        catch (Exception away) when (IsOutage(away))
        {
            Tell(away);
        }
        catch (Taking.PositionMoved moved)
        {
            log.LogInformation("Begins anew where the position is: {Why}", moved.Message);
        }
    }

    void Take(CancellationToken stop)
    {
        using var consumer = Consumer(stop);
        try
        {
            consumer.Subscribe(intakes.Keys);
            while (!stop.IsCancellationRequested)
            {
                Fill(consumer);
                foreach (var (at, batch) in hand) TakeAsync(consumer, at, batch, stop).GetAwaiter().GetResult();
                hand.Clear();
                TellWaiting(consumer);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }
        finally
        {
            Close(consumer);
        }
    }

    // What comes within a moment, of all partitions, up to a bound.
    void Fill(IConsumer<byte[], byte[]> consumer)
    {
        var (messages, bytes) = (0, 0L);
        for (var came = consumer.Consume(Look); came is not null; came = consumer.Consume(Gather))
        {
            if (!places.TryGetValue(came.TopicPartition, out var place)) continue;
            if (!hand.TryGetValue(came.TopicPartition, out var batch))
                hand[came.TopicPartition] = batch = new(place.Next);
            if (came.IsPartitionEOF) batch.Next = Math.Max(batch.Next, came.Offset);
            else
            {
                batch.Messages.Add(came);
                batch.Next = came.Offset + 1;
                bytes += came.Message.Value?.Length ?? 0;
            }

            if (++messages == BatchMessages || bytes > BatchBytes) return;
        }
    }

    async Task TakeAsync(IConsumer<byte[], byte[]> consumer, TopicPartition at, Batch batch, CancellationToken stop)
    {
        var (intake, place) = (intakes[at.Topic], places[at]);
        if (batch.Next == place.Next) return;
        var left = new List<Incoming>(batch.Messages.Count);
        foreach (var message in batch.Messages)
            left.Add(await taking.ReadAsync(intake, message.Offset, message.Message.Value));
        var refused = 0;
        for (var bad = left.Where(one => one.Refusal is not null).ToList(); ;)
        {
            if (bad.Count > 0)
            {
                await DespiteOutagesAsync(() => BuryAsync(batch, bad, stop), stop);
                left.RemoveAll(bad.Contains);
                refused += bad.Count;
            }

            bad =
            [
                .. await DespiteOutagesAsync(
                    () => taking.TryAsync(intake, place, batch.Next, left, refused, stop), stop),
            ];
            if (bad.Count == 0) break;
        }

        places[at] = place with { Next = batch.Next };
        rest = default;
        IntakeNumbers.Took(intake, left.Count, refused);
        Commit(consumer, new(at, batch.Next));
    }

    async Task<bool> BuryAsync(Batch batch, IEnumerable<Incoming> bad, CancellationToken stop)
    {
        var byOffset = batch.Messages.ToDictionary(message => message.Offset.Value);
        await dead.SendAsync(bad.Select(one => (byOffset[one.Offset], one.Refusal!)), stop);
        return true;
    }

    // An outage is nobody's message's fault: it is waited for.
    async Task<T> DespiteOutagesAsync<T>(Func<Task<T>> work, CancellationToken stop)
    {
        var began = Stopwatch.GetTimestamp();
        for (var pause = TimeSpan.FromMilliseconds(50); ; pause *= 2)
        {
            try
            {
                var done = await work();
                Tell(null);
                return done;
            }
            catch (Exception away) when (
                IsOutage(away) && !stop.IsCancellationRequested && Stopwatch.GetElapsedTime(began) < HoldsOn)
            {
                Tell(away);
            }

            await Task.Delay(pause < LongestRest ? pause : LongestRest, stop);
        }
    }

    static bool IsOutage(Exception fault) =>
        fault is KafkaException or NpgsqlException or TimeoutException or IOException;

    // For whoever looks at lag; nothing depends on it.
    void Commit(IConsumer<byte[], byte[]> consumer, TopicPartitionOffset next)
    {
        try
        {
            consumer.StoreOffset(next);
        }
        catch (KafkaException gone)
        {
            log.LogDebug("{Kafka}", gone.Message);
        }
    }

    void TellWaiting(IConsumer<byte[], byte[]> consumer) => IntakeNumbers.Waits(intakes.Values.Select(intake => (
        intake,
        places.Where(place => place.Key.Topic == settings.NameOf(Topic.Of(intake)))
            .Sum(place => Math.Max(0, consumer.GetWatermarkOffsets(place.Key).High - place.Value.Next)))));

    IConsumer<byte[], byte[]> Consumer(CancellationToken stop) => new ConsumerBuilder<byte[], byte[]>(
            settings.Configure(new ConsumerConfig
            {
                GroupId = $"{settings.Prefix}.intake",
                // Where to begin is PostgreSQL's to say; a place that the brokers have not is looked at anew.
                AutoOffsetReset = AutoOffsetReset.Error,
                EnableAutoOffsetStore = false,
                EnablePartitionEof = true,
                IsolationLevel = IsolationLevel.ReadCommitted,
                PartitionAssignmentStrategy = PartitionAssignmentStrategy.CooperativeSticky,
                SessionTimeoutMs = SilentMs,
                HeartbeatIntervalMs = SilentMs / 5,
                QueuedMaxMessagesKbytes = BufferKbytes,
            }))
        .SetLogHandler((_, said) => log.LogDebug("{Kafka}", said.Message))
        .SetErrorHandler((_, error) => log.LogDebug("{Kafka}", error.Reason))
        .SetPartitionsAssignedHandler((_, more) => BeginAsync(more, stop).GetAwaiter().GetResult())
        .SetPartitionsRevokedHandler((_, gone) => Leave(gone))
        .SetPartitionsLostHandler((_, gone) => Leave(gone))
        .Build();

    async Task<IEnumerable<TopicPartitionOffset>> BeginAsync(List<TopicPartition> more, CancellationToken stop)
    {
        if (more.Count == 0) return [];
        var ids = await brokers.IdsAsync(more.Select(one => one.Topic).Distinct());
        var extents = await brokers.ExtentsAsync(more);
        foreach (var topic in more.GroupBy(one => one.Topic))
        {
            var begun = await book.BeginAsync(
                topic.Key, ids.GetValueOrDefault(topic.Key, ""), [.. topic.Select(one => extents[one])], stop);
            foreach (var place in begun) places[new(topic.Key, place.Partition)] = place;
        }

        return more.Select(one => new TopicPartitionOffset(one, places[one].Next));
    }

    // Who has them now begins where the position is: what is still in hand is theirs.
    void Leave(IEnumerable<TopicPartitionOffset> gone)
    {
        foreach (var one in gone)
        {
            places.Remove(one.TopicPartition);
            hand.Remove(one.TopicPartition);
        }
    }

    void Close(IConsumer<byte[], byte[]> consumer)
    {
        try
        {
            // Others have its partitions at once.
            consumer.Close();
        }
        catch (KafkaException away)
        {
            log.LogDebug("{Kafka}", away.Message);
        }

        places.Clear();
        hand.Clear();
    }

    void Tell(Exception? trouble)
    {
        if (trouble is not null == isAway) return;
        isAway = trouble is not null;
        if (isAway) log.LogWarning("What others send waits at Kafka: {Why}", trouble!.GetBaseException().Message);
        else log.LogInformation("What others send is taken in again");
    }
}
