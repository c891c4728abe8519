using System.Collections.Concurrent;

namespace Feria.Feeds.Tests;

public sealed class DecodingTests(OwnCluster cluster) : IClassFixture<OwnCluster>, IAsyncLifetime
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    readonly Guid product = Guid.NewGuid();
    string database = "";

    public async ValueTask InitializeAsync()
    {
        database = await cluster.NewDatabaseAsync();
        await SqlAsync($"""
            create table heard (key uuid not null);
            insert into stores.store (id, slug, name, country, currency, commission_basis_points)
            values ('{product}', 's', 'S', 'BR', 'BRL', 0);
            insert into catalog.category (id, slug, path, number) values ('{product}', 'c', array[1], 1);
            insert into catalog.category_name (category_id, locale, name) values ('{product}', 'en', 'C');
            insert into catalog.product (id, slug, title, language) values ('{product}', 'p', 'Thing', 'en');
            insert into catalog.variant (id, product_id) values ('{product}', '{product}');
            insert into catalog.offer (id, variant_id, store_id, sku, price_minor, currency)
            values ('{product}', '{product}', '{product}', 'SKU', 100, 'BRL');
            insert into catalog.picture (id, product_id, position, url) values ('{product}', '{product}', 0, '/p')
            """);
    }

    [Theory]
    [InlineData("update catalog.product set title = 'Other'")]
    [InlineData("update catalog.offer set price_minor = 90")]
    [InlineData("update catalog.variant set options = '{Red}'")]
    [InlineData("delete from catalog.offer")]
    [InlineData("delete from catalog.picture")]
    [InlineData("insert into catalog.product_category (product_id, category_id) select id, id from catalog.product")]
    public async Task What_is_changed_by_hand_is_heard_as_to_be_read_again(string sql)
    {
        await using var running = await ReadingAsync();

        await SqlAsync(sql);

        await EventuallyAsync(async () => (await HeardAsync()).Contains(product));
        Assert.All(await HeardAsync(), key => Assert.Equal(product, key));
    }

    [Fact]
    public async Task A_category_renamed_by_hand_is_heard_as_a_changed_tree()
    {
        await using var running = await ReadingAsync();

        await SqlAsync("update catalog.category_name set name = 'Other'");

        await EventuallyAsync(() => CountAsync("catalog.categories-changed.v1"), 1);
    }

    [Fact]
    public async Task What_a_slice_wrote_with_its_events_is_not_said_twice()
    {
        await using var running = await ReadingAsync();

        await using (var tx = await running.Database.WriteAsync())
        {
            await tx.ExecuteAsync("update catalog.product set title = 'Other'");
            tx.Append(new Contracts.OfferPriced(product, product, 1, "BRL"));
            await tx.CommitAsync();
        }

        // Commits are decoded in their order: once this is through, that was.
        await SqlAsync("update catalog.category_name set name = 'Other'");
        await EventuallyAsync(() => CountAsync("catalog.categories-changed.v1"), 1);
        Assert.Empty(await HeardAsync());
    }

    [Fact]
    public async Task What_was_changed_by_hand_while_nobody_read_is_heard_by_who_reads_next()
    {
        await using (await ReadingAsync())
        {
        }

        await SqlAsync("update catalog.product set title = 'Other'");
        await using var next = await Running.StartAsync(database);

        await EventuallyAsync(async () => (await HeardAsync()).Contains(product));
        Assert.Equal(0L, await CountAsync("kernel.changes-missed.v1"));
    }

    [Fact]
    public async Task One_reads_and_another_goes_on_when_it_is_gone()
    {
        var first = await ReadingAsync();
        await using var second = await Running.StartAsync(database);
        await Task.Delay(1500);
        Assert.False(second.Feed!.IsReading);

        await first.DisposeAsync();
        await SqlAsync("update catalog.product set title = 'Other'");

        await EventuallyAsync(async () => (await HeardAsync()).Contains(product));
        Assert.True(second.Feed.IsReading);
    }

    // Whatever was in the table is heard once, whatever became of the slot; what was done by hand meanwhile is missed,
    // and that is said.
    [Fact]
    public async Task With_the_slot_lost_no_event_is_missed_or_heard_twice_and_copies_are_made_again()
    {
        var said = new List<Guid>();
        var running = await ReadingAsync();
        await SayManyAsync(running, said, 50);
        await running.DisposeAsync();

        await using (var writing = new Database(database))
            for (var i = 0; i < 50; i++) await SayAsync(writing, said);
        await SqlAsync($"select pg_drop_replication_slot(slot_name) from pg_replication_slots");
        await SqlAsync("update catalog.product set title = 'Other'");
        await using var again = await ReadingAsync();
        await SayManyAsync(again, said, 50);

        await EventuallyAsync(async () => (await HeardAsync()).Count >= said.Count);
        Assert.Equal(said.Order(), (await HeardAsync()).Order());
        Assert.Equal(1L, await CountAsync("kernel.changes-missed.v1"));
    }

    [Fact]
    public async Task A_slot_that_kept_too_much_is_given_up_and_made_anew()
    {
        var running = await ReadingAsync();
        await running.DisposeAsync();
        await cluster.AsSuperuserAsync(
            "alter system set max_slot_wal_keep_size = '1MB'", "select pg_reload_conf()");
        for (var i = 0; i < 3; i++)
            await OwnCluster.SqlAsync(
                database,
                "create table if not exists big as select repeat('x', 1000) as x from generate_series(1, 30000)",
                "insert into big select * from big limit 30000");
        await cluster.AsSuperuserAsync("select pg_switch_wal()", "checkpoint");
        await cluster.AsSuperuserAsync("alter system reset max_slot_wal_keep_size", "select pg_reload_conf()");
        Assert.Equal("lost", await SqlAsync("select wal_status from pg_replication_slots"));

        await using var again = await ReadingAsync();
        await SqlAsync("update catalog.product set title = 'Other'");

        await EventuallyAsync(async () => (await HeardAsync()).Contains(product));
        Assert.Equal(1L, await CountAsync("kernel.changes-missed.v1"));
    }

    // Two processes, feeds changing from one to the other under writers: each event once, each key in order.
    [Fact]
    public async Task Changing_the_feed_while_events_come_misses_none_and_doubles_none()
    {
        var said = new ConcurrentQueue<Guid>();
        using var done = new CancellationTokenSource();
        await using var writing = new Database(database);
        var writers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                var key = Guid.NewGuid();
                await using var tx = await writing.WriteAsync();
                tx.Append(new Contracts.ProductPut(key));
                await tx.CommitAsync();
                said.Enqueue(key);
            }
        })).ToList();

        foreach (var decodes in new[] { false, true, false, true, true })
        {
            await using var one = await Running.StartAsync(database, decodes);
            await using var two = await Running.StartAsync(database, decodes);
            await Task.Delay(1000);
        }

        await done.CancelAsync();
        await Task.WhenAll(writers);
        await using var last = await Running.StartAsync(database);
        await EventuallyAsync(async () => (await HeardAsync()).Count >= said.Count);

        Assert.InRange(said.Count, 100, int.MaxValue);
        Assert.Equal(said.Order(), (await HeardAsync()).Order());
    }

    [Fact]
    public async Task Where_the_role_may_not_replicate_polling_goes_on_alone()
    {
        await OwnCluster.SqlAsync(database, "create role plain login in role feria");
        await using var running = await Running.StartAsync(database.Replace("Username=feria", "Username=plain"));

        await running.SayAsync(product);

        await EventuallyAsync(async () => (await HeardAsync()).Contains(product));
        Assert.False(running.Feed!.IsReading);
    }

    // A cluster has room for ten slots.
    public async ValueTask DisposeAsync() => await SqlAsync("""
        select pg_drop_replication_slot(slot_name) from pg_replication_slots where database = current_database()
        """);

    async Task<Running> ReadingAsync()
    {
        var running = await Running.StartAsync(database);
        await EventuallyAsync(() => running.Feed!.IsReading);
        return running;
    }

    static async Task SayManyAsync(Running running, List<Guid> said, int many)
    {
        for (var i = 0; i < many; i++) await SayAsync(running.Database, said);
    }

    static async Task SayAsync(Database writing, List<Guid> said)
    {
        said.Add(Guid.NewGuid());
        await using var tx = await writing.WriteAsync();
        tx.Append(new Contracts.ProductPut(said[^1]));
        await tx.CommitAsync();
    }

    Task<object?> SqlAsync(string sql) => OwnCluster.SqlAsync(database, sql);

    Task<object?> CountAsync(string kind) => SqlAsync($"select count(*) from kernel.event where kind = '{kind}'");

    async Task<IReadOnlyList<Guid>> HeardAsync() =>
        (Guid[])(await SqlAsync("select coalesce(array_agg(key), '{}') from heard"))!;

    static Task EventuallyAsync(Func<bool> isSo) => EventuallyAsync(() => Task.FromResult<object?>(isSo()), true);

    static Task EventuallyAsync(Func<Task<bool>> isSo) => EventuallyAsync(async () => (object?)await isSo(), true);

    static async Task EventuallyAsync(Func<Task<object?>> look, object wanted)
    {
        object? seen = null;
        for (var until = DateTime.UtcNow + Patience; DateTime.UtcNow < until; await Task.Delay(20))
            if (Convert.ToInt64(seen = await look()) == Convert.ToInt64(wanted)) return;
        Assert.Fail($"{seen} is not {wanted}.");
    }
}
