using Feria.Contracts;

namespace Feria.Kafka.Tests;

public sealed class RelayTests(TestKafka kafka, TestDatabase database)
    : IClassFixture<TestKafka>, IClassFixture<TestDatabase>, IAsyncLifetime
{
    KafkaSettings settings = null!;

    public async ValueTask InitializeAsync()
    {
        settings = await kafka.SettingsAsync();
        await database.SqlAsync("truncate kernel.event, kernel.relay");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task An_event_goes_out_as_a_CloudEvent_under_its_key_in_the_partition_of_its_shard()
    {
        await using var running = await StartAsync();
        var product = new Guid("01890000-0000-7000-8000-000000000001");
        await using (var tx = await running.Database.WriteAsync())
        {
            tx.Append(new OfferPriced(product, product, 1990, "BRL"));
            await tx.CommitAsync();
        }

        var heard = Assert.Single(Listen(1).All);

        Assert.Equal(Shard.Of(product), heard.Partition);
        Assert.Equal($"{product}", heard.Key);
        Assert.Equal("application/cloudevents+json; charset=UTF-8", heard.ContentType);
        var (id, at) = (await SqlAsync<Guid>("select id from kernel.event"),
            await SqlAsync<DateTime>("select at from kernel.event"));
        Assert.Equal(at, heard.At, TimeSpan.FromMilliseconds(1));
        var place = await SqlAsync<string>(
            "select lpad(visible_from::text, 19, '0') || '.' || lpad(seq::text, 19, '0') from kernel.event");
        Assert.Equal(
            $$$"""
            {"specversion":"1.0","id":"{{{id}}}","source":"/feria/main","type":"catalog.offer-priced.v1",
            "subject":"{{{product}}}","time":"{{{at:yyyy-MM-ddTHH:mm:ss.FFFFFF}}}Z",
            "datacontenttype":"application/json","partitionkey":"{{{product}}}","sequence":"{{{place}}}",
            "data":{"key": "{{{product}}}", "offer": "{{{product}}}", "product": "{{{product}}}", "currency": "BRL",
             "priceMinor": 1990}}
            """.ReplaceLineEndings(""),
            heard.Event.GetRawText());
    }

    [Fact]
    public async Task Each_event_goes_out_once_and_each_key_in_order_while_many_write()
    {
        await using var running = await StartAsync();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => running.Database.SayAsync(keys: 30, times: 10)));

        var heard = Listen(1200);
        Assert.Equal(1200, heard.All.Count);
        await TellsTheLogAsync(heard);
    }

    [Fact]
    public async Task With_the_brokers_away_business_goes_on_and_all_goes_out_when_they_are_back()
    {
        await using var running = await StartAsync();
        await running.Database.SayAsync(keys: 10, times: 5);
        await DoneAsync(running);

        await kafka.DownAsync();
        try
        {
            await running.Database.SayAsync(keys: 10, times: 20);
            await TestKafka.EventuallyAsync(async () => (await LookAsync(running)).Waiting == 200);
        }
        finally
        {
            await kafka.UpAsync();
        }

        await DoneAsync(running);
        await TellsTheLogAsync(Listen(250));
    }

    [Fact]
    public async Task Errors_of_the_brokers_lose_nothing_and_change_no_order()
    {
        await using var running = await StartAsync();
        // Produce: not enough replicas (19), not the leader (6), timed out (7).
        await kafka.SayAsync("fail 0 19 6 7 19 6 7 19 6 7");

        await running.Database.SayAsync(keys: 20, times: 10);

        await TellsTheLogAsync(Listen(200));
    }

    [Fact]
    public async Task One_leads_and_another_goes_on_when_it_is_gone()
    {
        var first = await StartAsync();
        await TestKafka.EventuallyAsync(() => first.Relay.IsLeading);
        await using var second = await StartAsync();
        var writing = second.Database.SayAsync(keys: 50, times: 20);
        Assert.False(second.Relay.IsLeading);

        await first.DisposeAsync();
        await writing;

        await DoneAsync(second);
        Assert.True(second.Relay.IsLeading);
        await TellsTheLogAsync(Listen(1000));
    }

    [Fact]
    public async Task A_leader_whose_connection_is_cut_lets_go_and_nothing_is_lost()
    {
        await using var first = await StartAsync();
        await using var second = await StartAsync();
        await TestKafka.EventuallyAsync(() => first.Relay.IsLeading || second.Relay.IsLeading);
        var writing = second.Database.SayAsync(keys: 50, times: 20);

        for (var cuts = 0; cuts < 3; cuts++)
        {
            await TestKafka.EventuallyAsync(async () => await database.SqlAsync("""
                select bool_or(pg_terminate_backend(pid)) from pg_locks
                where locktype = 'advisory'
                    and database = (select oid from pg_database where datname = current_database())
                """) is true);
        }

        await writing;
        await DoneAsync(second);
        await TellsTheLogAsync(Listen(1000));
    }

    // As after kill -9 between the brokers' word and ours: the position is from before.
    [Fact]
    public async Task What_was_sent_and_not_noted_comes_again_and_who_keeps_the_greatest_sequence_hears_it_once()
    {
        await using (var running = await StartAsync())
        {
            await running.Database.SayAsync(keys: 20, times: 10);
            await DoneAsync(running);
        }

        await database.SqlAsync("""
            update kernel.relay set (visible_from, seq) = (
                select visible_from, seq from kernel.event order by visible_from, seq limit 1 offset 120)
            """);
        await using var next = await StartAsync();
        await next.Database.SayAsync(keys: 20, times: 1);

        var heard = Listen(220);
        await DoneAsync(next);
        Assert.Equal(220 + 79, heard.All.Count);
        await TellsTheLogAsync(heard);
    }

    [Fact]
    public async Task The_first_start_sends_what_is_younger_than_the_topic_keeps()
    {
        await using (var writing = new Database(database.ConnectionString))
            await writing.SayAsync(keys: 10, times: 3);
        await database.SqlAsync($"""
            insert into kernel.event (region, id, shard, visible_from, kind, key, body)
            select 'main', '{Id.FirstAt(DateTimeOffset.UtcNow.AddDays(-8))}', shard, 3, kind, key, body
            from kernel.event limit 1
            """);

        await using var running = await StartAsync();

        var heard = Listen(30);
        await DoneAsync(running);
        Assert.Equal(30, heard.All.Count);
    }

    [Fact]
    public async Task A_topic_with_too_few_partitions_is_refused_by_its_name()
    {
        var small = KafkaSettings.Parse($"kafka://{settings.Brokers}/small");
        await kafka.SayAsync($"topic {small.NameOf(Topic.Events)} 3");
        using var brokers = new Brokers(small, Microsoft.Extensions.Logging.Abstractions.NullLogger<Brokers>.Instance);

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => brokers.EnsureAsync(Topic.All));

        Assert.Equal(
            "The topic small.events has 3 partitions and needs 16, one a shard: add the others, or delete it.",
            refused.Message);
    }

    Task<Running> StartAsync() => Running.StartAsync(database.ConnectionString, settings);

    Listening Listen(int many)
    {
        using var listening = new Listening(settings);
        listening.Hear(many);
        return listening;
    }

    static Task DoneAsync(Running running) => TestKafka.EventuallyAsync(
        async () => await LookAsync(running) is { Waiting: 0, MovedAt: not null });

    static Task<RelayLog.Standing> LookAsync(Running running) => running.Log.LookAsync(10_000, default);

    // Who keeps to the rule heard the log: all of it, once, each shard in its order.
    async Task TellsTheLogAsync(Listening heard)
    {
        var log = await SqlAsync<string[]>(
            "select array_agg(id::text order by shard, visible_from, seq) from kernel.event");
        Assert.Equal(log, heard.Once.OrderBy(one => one.Partition).Select(one => $"{one.Id}"));
    }

    async Task<T> SqlAsync<T>(string sql) => (T)(await database.SqlAsync(sql))!;
}
