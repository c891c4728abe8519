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
    KafkaSettings settings = null!;
    Brokers brokers = null!;
    IAdminClient admin = null!;

    public ValueTask InitializeAsync()
    {
        var named = Environment.GetEnvironmentVariable("FERIA_TEST_KAFKA");
        Assert.SkipWhen(string.IsNullOrEmpty(named), "FERIA_TEST_KAFKA names no brokers.");
        Environment.SetEnvironmentVariable("FERIA_ROOT", TestCluster.Root);
        Librdkafka.Load();
        settings = KafkaSettings.Parse($"{named!.TrimEnd('/')}/test-{Guid.NewGuid():N}");
        brokers = new(settings, NullLogger<Brokers>.Instance);
        admin = new AdminClientBuilder(settings.Configure(new AdminClientConfig())).Build();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        if (admin is null) return;
        var ours = admin.GetMetadata(TestKafka.Patience).Topics.Select(topic => topic.Topic)
            .Where(topic => topic.StartsWith($"{settings.Prefix}.", StringComparison.Ordinal)).ToList();
        await admin.DeleteTopicsAsync(ours);
        admin.Dispose();
        brokers.Dispose();
    }

    [Fact]
    public async Task Topics_are_made_as_declared_and_made_once()
    {
        await Task.WhenAll(brokers.EnsureAsync(Topic.All), brokers.EnsureAsync(Topic.All));
        await brokers.EnsureAsync(Topic.All);

        foreach (var topic in Topic.All)
        {
            var there = Assert.Single(admin.GetMetadata(settings.NameOf(topic), TestKafka.Patience).Topics);
            Assert.Equal(topic.Partitions, there.Partitions.Count);
            var configured = await admin.DescribeConfigsAsync(
                [new() { Type = ResourceType.Topic, Name = settings.NameOf(topic) }]);
            Assert.Equal(
                $"{(long)topic.Kept.TotalMilliseconds}", Assert.Single(configured).Entries["retention.ms"].Value);
        }
    }

    [Fact]
    public async Task The_log_goes_out_whole_and_in_order()
    {
        await using var running = await Running.StartAsync(database.ConnectionString, settings);
        await running.Database.SayAsync(keys: 100, times: 100);

        await TestKafka.EventuallyAsync(
            async () => await running.Log.LookAsync(20_000, default) is { Waiting: 0, MovedAt: not null });
        using var listening = new Listening(settings);
        listening.Hear(10_000);

        var log = (string[])(await database.SqlAsync(
            "select array_agg(id::text order by shard, visible_from, seq) from kernel.event"))!;
        Assert.Equal(log, listening.Once.OrderBy(one => one.Partition).Select(one => $"{one.Id}"));
    }

    [Fact]
    public async Task A_topic_deleted_and_made_again_is_taken_from_its_beginning()
    {
        await database.SqlAsync($"truncate kernel.intake_position; {Things.Table}");
        var topic = $"{settings.Prefix}.in.{Things.Topic}";
        using var sending = new Sending(settings);
        async Task SendAsync(int many) => await Task.WhenAll(Enumerable.Range(1, many).Select(
            number => sending.SendAsync(Things.Topic, "one", new Things.Thing("one", number))));
        Task TakenAsync(long many) => TestKafka.EventuallyAsync(
            async () => (long)(await database.SqlAsync("select count(*) from thing"))! == many);

        await using (await Taker.StartAsync("one", database.ConnectionString, settings))
        {
            await TestKafka.EventuallyAsync(
                () => admin.GetMetadata(TestKafka.Patience).Topics.Any(there => there.Topic == topic));
            await SendAsync(10);
            await TakenAsync(10);
        }

        await admin.DeleteTopicsAsync([topic]);
        await using var two = await Taker.StartAsync("two", database.ConnectionString, settings);
        await TestKafka.EventuallyAsync(
            () => admin.GetMetadata(TestKafka.Patience).Topics.Any(there => there.Topic == topic));

        // More than before: the position alone could not tell that it is another topic.
        await SendAsync(30);
        await TakenAsync(40);
    }
}
