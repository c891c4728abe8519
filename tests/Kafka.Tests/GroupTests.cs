using Microsoft.Extensions.Logging.Abstractions;

namespace Feria.Kafka.Tests;

/// <summary>
/// Workers that share the reactions' work: each effect once, each key in order, whoever comes and goes.
/// </summary>
public sealed class GroupTests(TestKafka kafka, TestDatabase database)
    : IClassFixture<TestKafka>, IClassFixture<TestDatabase>, IAsyncLifetime
{
    KafkaSettings settings = null!;

    public async ValueTask InitializeAsync()
    {
        settings = await kafka.SettingsAsync();
        await database.SqlAsync("""
            truncate kernel.event, kernel.relay, kernel.reaction, kernel.reaction_position;
            create table if not exists heard (
                n bigint generated always as identity, worker text, key uuid, price bigint, made_of uuid);
            truncate heard
            """);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Workers_share_the_shards_and_each_event_is_heard_once_by_whoever_has_its_shard()
    {
        await using var one = await StartAsync("one");
        await using var two = await StartAsync("two");
        var heard = 0;
        // Shards may be dealt anew while they are heard; whoever hears what comes by chance, hears half of each round.
        await TestKafka.EventuallyAsync(async () =>
        {
            await SharedAsync(one, two);
            var before = await database.SqlAsync("select coalesce(max(n), 0) from heard");
            await one.Database.SayAsync(keys: 60, times: 5);
            await AllHeardAsync(heard += 300);
            return 0L == (long)(await database.SqlAsync($"""
                select count(*) from heard h join kernel.event e on e.id = h.made_of
                where h.n > {before} and (worker = 'one') <> (e.shard = any('{Literal(one)}'))
                """))!;
        });
    }

    [Fact]
    public async Task Through_rebalances_no_effect_is_lost_and_none_is_doubled()
    {
        await using var writing = new Database(database.ConnectionString);
        var one = await StartAsync("one");
        var saying = writing.SayAsync(keys: 60, times: 40);

        var two = await StartAsync("two");
        await SharedAsync(one, two);
        await using var three = await StartAsync("three");
        await SharedAsync(one, two, three);
        await one.DisposeAsync();
        await SharedAsync(two, three);
        await two.DisposeAsync();
        await saying;

        await AllHeardAsync(2400);
    }

    [Fact]
    public async Task With_the_brokers_away_reactions_go_on_and_the_group_comes_together_again()
    {
        await using var one = await StartAsync("one");
        await using var two = await StartAsync("two");
        await SharedAsync(one, two);

        await kafka.DownAsync();
        try
        {
            await one.Database.SayAsync(keys: 30, times: 5);
            await AllHeardAsync(150);
        }
        finally
        {
            await kafka.UpAsync();
        }

        await one.Database.SayAsync(keys: 30, times: 5);
        await AllHeardAsync(300);
        await SharedAsync(one, two);
    }

    [Fact]
    public async Task Changing_between_polling_and_kafka_under_writers_loses_nothing_and_doubles_nothing()
    {
        await using var writing = new Database(database.ConnectionString);
        var saying = writing.SayAsync(keys: 50, times: 40);
        foreach (var deals in new[] { false, true, false, true })
        {
            await using var one = await StartAsync("one", deals);
            await using var two = await StartAsync("two", deals);
            if (deals) await SharedAsync(one, two);
            else await TestKafka.EventuallyAsync(async () => await HeardAsync() > 0);
        }

        await saying;
        await using var last = await StartAsync("last", deals: false);
        await AllHeardAsync(2000);
    }

    Task<Worker> StartAsync(string name, bool deals = true) =>
        Worker.StartAsync(name, database.ConnectionString, settings, deals);

    static string Literal(Worker worker) =>
        $"{{{string.Join(',', Enumerable.Range(0, Shard.Count).Where(shard => worker.Shares.Has((short)shard)))}}}";

    // Each shard is one worker's.
    static Task SharedAsync(params Worker[] workers) => TestKafka.EventuallyAsync(() =>
        workers.All(worker => worker.Shares.AreDealt) && Enumerable.Range(0, Shard.Count).All(
            shard => workers.Count(worker => worker.Shares.Has((short)shard)) == 1));

    async Task<long> HeardAsync() => (long)(await database.SqlAsync("select count(*) from heard"))!;

    async Task AllHeardAsync(int many)
    {
        await TestKafka.EventuallyAsync(async () => await HeardAsync() >= many);
        Assert.Equal(many, await HeardAsync());
        Assert.Equal((long)many, await database.SqlAsync("select count(distinct made_of) from heard"));
        // The prices of a key count up as they were said.
        Assert.Equal(0L, await database.SqlAsync("""
            select count(*)
            from (select price, row_number() over (partition by key order by n) as place from heard) h
            where price <> place
            """));
    }
}

/// <summary>A process that works: it may hand the log on, and lets one reaction hear.</summary>
sealed class Worker : IAsyncDisposable
{
    readonly Running running;
    readonly Brokers brokers;
    readonly Group? group;
    readonly ReactionRunner runner;

    Worker(string name, Running running, KafkaSettings settings, bool deals)
    {
        this.running = running;
        brokers = new(settings, NullLogger<Brokers>.Instance);
        group = deals ? new(Shares, brokers, settings, NullLogger<Group>.Instance) : null;
        runner = new(
            running.Database, [new Listener(name)], NullLogger<ReactionRunner>.Instance, deals ? Shares : null);
    }

    public Shares Shares { get; } = new();
    public Database Database => running.Database;

    public static async Task<Worker> StartAsync(
        string name, string connectionString, KafkaSettings settings, bool deals)
    {
        var worker = new Worker(name, await Running.StartAsync(connectionString, settings), settings, deals);
        await worker.runner.StartAsync(default);
        if (worker.group is { } group) await group.StartAsync(default);
        return worker;
    }

    public async ValueTask DisposeAsync()
    {
        if (group is not null) await group.StopAsync(default);
        await runner.StopAsync(default);
        brokers.Dispose();
        await running.DisposeAsync();
    }

    /// <summary>Writes down what it hears, and which worker heard it.</summary>
    sealed class Listener(string worker) : Reaction
    {
        public override string Name => "kafka.on-offer-priced";
        public override IReadOnlyCollection<string> Hears { get; } =
            [EventKindAttribute.Of(typeof(Contracts.OfferPriced))];

        public override async Task HandleAsync(Tx tx, IReadOnlyList<LoggedEvent> events)
        {
            foreach (var said in events)
                await tx.ExecuteAsync(
                    "insert into heard (worker, key, price, made_of) values (@worker, @Key, @price, @Id)",
                    new { worker, said.Key, price = said.As<Contracts.OfferPriced>().PriceMinor, said.Id });
        }
    }
}
