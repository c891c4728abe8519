using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging.Abstractions;

namespace Feria.Kafka.Tests;

/// <summary>
/// What the mock cannot do, on the brokers that FERIA_TEST_KAFKA names (<c>kafka://host:9092</c>); skipped where it is
/// unset.
/// </summary>
public sealed class RealServerTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    RealKafka kafka = null!;
    Brokers brokers = null!;

    KafkaSettings Settings => kafka.Settings;

    public ValueTask InitializeAsync()
    {
        kafka = RealKafka.OpenOrSkip();
        brokers = new(Settings, NullLogger<Brokers>.Instance);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        if (kafka is null) return;
        await kafka.DisposeAsync();
        brokers.Dispose();
    }

    [Fact]
    public async Task Topics_are_made_as_declared_and_made_once()
    {
        await Task.WhenAll(brokers.EnsureAsync(Topic.All), brokers.EnsureAsync(Topic.All));
        await brokers.EnsureAsync(Topic.All);

        foreach (var topic in Topic.All)
        {
            var there = Assert.Single(kafka.Admin.GetMetadata(Settings.NameOf(topic), TestKafka.Patience).Topics);
            Assert.Equal(topic.Partitions, there.Partitions.Count);
            var configured = await kafka.Admin.DescribeConfigsAsync(
                [new() { Type = ResourceType.Topic, Name = Settings.NameOf(topic) }]);
            Assert.Equal(
                $"{(long)topic.Kept.TotalMilliseconds}", Assert.Single(configured).Entries["retention.ms"].Value);
        }
    }

    [Fact]
    public async Task The_log_goes_out_whole_and_in_order()
    {
        await using var running = await Running.StartAsync(database.ConnectionString, Settings);
        await running.Database.SayAsync(keys: 100, times: 100);

        await TestKafka.EventuallyAsync(
            async () => await running.Log.LookAsync(20_000, default) is { Waiting: 0, MovedAt: not null });
        using var listening = new Listening(Settings);
        listening.Hear(10_000);

        var log = (string[])(await database.SqlAsync(
            "select array_agg(id::text order by shard, visible_from, seq) from kernel.event"))!;
        Assert.Equal(log, listening.Once.OrderBy(one => one.Partition).Select(one => $"{one.Id}"));
    }

    [Fact]
    public async Task A_topic_deleted_and_made_again_is_taken_from_its_beginning()
    {
        await database.SqlAsync($"truncate kernel.intake_position; {Things.Table}");
        var topic = $"{Settings.Prefix}.in.{Things.Topic}";
        using var sending = new Sending(Settings);
        async Task SendAsync(int many) => await Task.WhenAll(Enumerable.Range(1, many).Select(
            number => sending.SendAsync(Things.Topic, "one", new Things.Thing("one", number))));
        Task TakenAsync(long many) => TestKafka.EventuallyAsync(
            async () => (long)(await database.SqlAsync("select count(*) from thing"))! == many);

        await using (await Taker.StartAsync("one", database.ConnectionString, Settings))
        {
            await TestKafka.EventuallyAsync(() => kafka.Topics.Contains(topic));
            await SendAsync(10);
            await TakenAsync(10);
        }

        await kafka.Admin.DeleteTopicsAsync([topic]);
        await using var two = await Taker.StartAsync("two", database.ConnectionString, Settings);
        await TestKafka.EventuallyAsync(() => kafka.Topics.Contains(topic));

        // More than before: the position alone could not tell that it is another topic.
        await SendAsync(30);
        await TakenAsync(40);
    }

    [Fact]
    public async Task What_cannot_be_taken_is_kept_beside_and_all_others_are_taken()
    {
        await database.SqlAsync($"truncate kernel.intake_position; {Things.Table}");
        using var sending = new Sending(Settings);
        await using var taker = await Taker.StartAsync("one", database.ConnectionString, Settings);
        await TestKafka.EventuallyAsync(() => kafka.Topics.Contains(Settings.NameOf(Topic.Dead)));
        await sending.SendTextAsync(Things.Topic, "bad", "not json");
        await sending.SendTextAsync(Things.Topic, "bad", $"\"{new string('x', 900_000)}\"");
        await sending.SendAsync(Things.Topic, "bad", new Things.Thing("bad", 1, "refuse"));
        await Task.WhenAll(Enumerable.Range(1, 100).Select(
            number => sending.SendAsync(Things.Topic, $"{number}", new Things.Thing($"{number}", number))));

        await TestKafka.EventuallyAsync(async () => await database.SqlAsync("select count(*) from thing") is 100L);
        Assert.Equal(["body_too_large", "malformed_body", "unwanted"], sending.Dead(3).Select(one => one.Code).Order());
        Assert.Equal("100 3 103", await database.SqlAsync("""
            select concat_ws(' ', sum(taken), sum(refused), sum(next_offset)) from kernel.intake_position
            """));
        var dead = await kafka.Admin.DescribeConfigsAsync(
            [new() { Type = ResourceType.Topic, Name = Settings.NameOf(Topic.Dead) }]);
        Assert.Equal($"{Topic.Dead.LargestBytes}", Assert.Single(dead).Entries["max.message.bytes"].Value);
    }

    // Stopped, until the brokers gave its partitions to the other; then it goes on with what it had in hand.
    [Fact]
    public async Task Whoever_is_thought_dead_and_wakes_up_changes_nothing()
    {
        await database.SqlAsync("truncate kernel.intake_position, recommendations.behaviour");
        using var clicks = new Clicks(database, Settings);
        using var one = clicks.Serve();
        await TestKafka.EventuallyAsync(() => kafka.Topics.Contains($"{Settings.Prefix}.in.clicks"));
        clicks.Begin();
        await clicks.MoreTakenAsync();
        using var two = clicks.Serve();
        for (var times = 0; times < 2; times++)
        {
            Signal(one, "STOP");
            // Everything that waits is there only once all partitions are the other's.
            await clicks.CaughtUpAsync();
            Signal(one, "CONT");
            await clicks.MoreTakenAsync();
        }

        await clicks.AllTakenOnceAsync();
    }

    static void Signal(Launched process, string signal)
    {
        using var kill = System.Diagnostics.Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
        kill.WaitForExit();
    }
}
