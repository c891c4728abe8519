using System.Diagnostics;
using Feria.Contracts;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Feria.Redis.Tests;

/// <summary>Several processes, each with its copies, over one database and one Redis.</summary>
public sealed class CacheTests(TestRedis redis, TestDatabase database)
    : IClassFixture<TestRedis>, IClassFixture<TestDatabase>, IAsyncLifetime
{
    static readonly TimeSpan Long = TimeSpan.FromMinutes(5);

    readonly Guid subject = Guid.NewGuid();
    readonly List<Process> processes = [];
    Process first = null!;
    Process second = null!;

    public async ValueTask InitializeAsync()
    {
        await database.SqlAsync("create table if not exists note (id uuid primary key, text text not null)");
        await database.SqlAsync($"insert into note values ('{subject}', 'one')");
        (first, second) = (await StartAsync(), await StartAsync());
    }

    [Fact]
    public async Task It_is_read_once_for_all_who_ask_at_once_and_in_all_processes()
    {
        var (reads, readsElsewhere) = (0, 0);
        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => first.AskAsync(this, async () =>
        {
            Interlocked.Increment(ref reads);
            await Task.Delay(20);
        })));
        var other = await second.AskAsync(this, () => Task.FromResult(++readsElsewhere));

        Assert.All(answers, answer => Assert.Equal("one", answer));
        Assert.Equal(("one", 1, 0), (other, reads, readsElsewhere));
    }

    [Fact]
    public async Task What_this_process_changed_is_old_at_once()
    {
        await first.AskAsync(this);

        await first.ChangeAsync(subject, "two");

        Assert.Equal("two", await first.AskAsync(this));
    }

    [Fact]
    public async Task What_another_process_changed_is_soon_old_here_and_never_comes_back()
    {
        for (var n = 2; n < 30; n++)
        {
            await first.AskAsync(this);
            await second.AskAsync(this);
            await first.ChangeAsync(subject, $"{n}");
            await TestRedis.EventuallyAsync(async () => await second.AskAsync(this) == $"{n}");
            Assert.Equal($"{n}", await second.AskAsync(this));
            Assert.Equal($"{n}", await first.AskAsync(this));
        }
    }

    // The reader is slower than the change, its hearing and everything: as from a replica that lags.
    [Fact]
    public async Task What_was_read_before_the_change_is_kept_nowhere_however_late_it_comes()
    {
        var isRead = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        var slow = first.AskAsync(this, async () =>
        {
            isRead.SetResult();
            await goOn.Task;
        });
        await isRead.Task;
        await second.ChangeAsync(subject, "two");
        await TestRedis.EventuallyAsync(async () => await second.AskAsync(this) == "two");
        goOn.SetResult();

        Assert.Equal("one", await slow);
        Assert.Equal("two", await second.AskAsync(this));
        await TestRedis.EventuallyAsync(async () => await first.AskAsync(this) == "two");
        var third = await StartAsync();
        Assert.Equal("two", await third.AskAsync(this));
    }

    [Fact]
    public async Task Who_asks_after_a_change_is_not_given_what_somebody_began_to_read_before_it()
    {
        var isRead = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        var before = first.AskAsync(this, async () =>
        {
            isRead.SetResult();
            await goOn.Task;
        });
        await isRead.Task;
        await first.ChangeAsync(subject, "two");

        var after = Task.WhenAll(Enumerable.Range(0, 20).Select(_ => first.AskAsync(this)));
        goOn.SetResult();

        Assert.Equal("one", await before);
        Assert.All(await after, answer => Assert.Equal("two", answer));
    }

    [Fact]
    public async Task A_process_that_starts_believes_no_shared_copy_older_than_a_change_it_did_not_hear()
    {
        await first.AskAsync(this);
        // The others hear of it; what they shared stays where it is.
        await first.ChangeAsync(subject, "two");

        var third = await StartAsync();

        Assert.Equal("two", await third.AskAsync(this));
    }

    [Fact]
    public async Task A_process_that_starts_finds_what_the_others_shared()
    {
        // While others of the cluster write, a copy may be too old to be believed: the next one is younger.
        await TestRedis.EventuallyAsync(async () =>
        {
            await first.AskAsync(this);
            var (third, wasRead) = (await StartAsync(), false);
            Assert.Equal("one", await third.AskAsync(this, () =>
            {
                wasRead = true;
                return Task.CompletedTask;
            }));
            return !wasRead;
        });
    }

    // The horizon stands still while somebody writes: news does not wait for it.
    [Fact]
    public async Task A_long_transaction_elsewhere_does_not_keep_copies_old()
    {
        await using var open = new NpgsqlConnection(database.ConnectionString + ";Pooling=false");
        await open.OpenAsync();
        await using var transaction = await open.BeginTransactionAsync();
        await using (var command = new NpgsqlCommand("select pg_current_xact_id()", open))
            await command.ExecuteScalarAsync();
        await second.AskAsync(this);

        await first.ChangeAsync(subject, "two");

        await TestRedis.EventuallyAsync(async () => await second.AskAsync(this) == "two");
    }

    [Fact]
    public async Task Older_than_it_may_be_it_is_read_again()
    {
        await first.AskAsync(this);
        await database.SqlAsync($"update note set text = 'by hand' where id = '{subject}'");
        Assert.Equal("one", await first.AskAsync(this));

        Assert.Equal("by hand", await first.AskAsync(this, fresh: TimeSpan.Zero));
    }

    [Fact]
    public async Task While_the_database_is_away_the_last_copy_serves_but_not_one_known_to_be_old()
    {
        static Task AwayAsync() => throw new NpgsqlException("away");
        await first.AskAsync(this);
        Assert.Equal("one", await first.AskAsync(this, AwayAsync, TimeSpan.Zero));

        await first.ChangeAsync(subject, "two");

        await Assert.ThrowsAsync<NpgsqlException>(() => first.AskAsync(this, AwayAsync, TimeSpan.Zero));
    }

    [Fact]
    public async Task What_is_not_there_is_not_kept()
    {
        var nobody = Guid.NewGuid();
        Assert.Null(await first.AskAsync(this, of: nobody));
        await database.SqlAsync($"insert into note values ('{nobody}', 'here')");

        Assert.Equal("here", await first.AskAsync(this, of: nobody));
    }

    [Fact]
    public async Task A_flood_of_changes_drops_everything_rather_than_grow()
    {
        await first.AskAsync(this);
        await database.SqlAsync($"update note set text = 'two' where id = '{subject}'");
        for (var i = 0; i < 41; i++)
        {
            await using var tx = await first.Database.WriteAsync();
            tx.Touch(Enumerable.Range(0, 5_000).Select(_ => Guid.NewGuid()));
            await tx.CommitAsync();
        }

        Assert.Equal("two", await first.AskAsync(this));
    }

    [Fact]
    public async Task Dropped_by_one_they_are_read_anew_by_all_and_no_shared_one_is_believed()
    {
        await first.AskAsync(this);
        await second.AskAsync(this);
        await database.SqlAsync($"update note set text = 'by hand' where id = '{subject}'");
        Assert.Equal("one", await second.AskAsync(this));

        await first.Copies.DropAsync(default);

        Assert.Equal("by hand", await first.AskAsync(this));
        await TestRedis.EventuallyAsync(async () => await second.AskAsync(this) == "by hand");
        Assert.Equal("by hand", await (await StartAsync()).AskAsync(this));
    }

    [Fact]
    public async Task A_copy_that_lies_is_found_and_one_that_is_true_is_not_blamed()
    {
        await first.AskAsync(this);
        Assert.Empty((await first.Copies.CompareAsync(default)).Differing);
        await database.SqlAsync($"update note set text = 'by hand' where id = '{subject}'");

        var compared = await first.Copies.CompareAsync(default);

        Assert.Equal([subject], compared.Differing);
        Assert.InRange(compared.Checked, 1, 10);
    }

    // Whatever comes between, nobody is shown something older than a change of two seconds ago, and in the end all are
    // equal. Redis forgets everything now and then.
    [Fact]
    public async Task Under_many_readers_and_writers_no_copy_lies_for_long()
    {
        var third = await StartAsync();
        Process[] all = [first, second, third];
        var written = new List<(long At, int Number)> { (0, 0) };
        await first.ChangeAsync(subject, "0");
        using var done = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        var flushing = Task.Run(async () =>
        {
            await using var client = await redis.ClientAsync();
            while (!done.IsCancellationRequested)
            {
                await client.AskAsync("FLUSHALL");
                await Task.Delay(300);
            }
        });
        var readers = all.SelectMany(process => Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            var worst = 0.0;
            while (!done.IsCancellationRequested)
            {
                // A hit ends at once: without a rest, readers would keep the processors from whoever is to hear.
                await Task.Delay(1);
                var began = Stopwatch.GetTimestamp();
                var number = int.Parse((await process.AskAsync(this))!);
                lock (written)
                {
                    var next = written.FirstOrDefault(one => one.Number > number && one.At > 0);
                    if (next.At > 0 && next.At < began)
                        worst = Math.Max(worst, Stopwatch.GetElapsedTime(next.At, began).TotalMilliseconds);
                }
            }

            return worst;
        }))).ToList();
        for (var n = 1; !done.IsCancellationRequested; n++)
        {
            await all[n % 3].ChangeAsync(subject, $"{n}");
            lock (written) written.Add((Stopwatch.GetTimestamp(), n));
            await Task.Delay(5);
        }

        var staleness = (await Task.WhenAll(readers)).Max();
        await flushing;
        Assert.InRange(staleness, 0, 2_000);
        var last = $"{written[^1].Number}";
        foreach (var process in all) await TestRedis.EventuallyAsync(async () => await process.AskAsync(this) == last);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in processes) await process.DisposeAsync();
    }

    async Task<Process> StartAsync()
    {
        var process = new Process(database.ConnectionString, await redis.StoreAsync());
        processes.Add(process);
        await process.StartAsync();
        return process;
    }

    sealed class Process(string connectionString, RedisStore store) : IAsyncDisposable
    {
        Waker? waker;
        News? news;
        Cache? cache;

        public Database Database { get; } = new(connectionString);
        public Cache Copies => cache!;

        public async Task StartAsync()
        {
            news = new(
                Database,
                [
                    new NewsKind(EventKindAttribute.Of(typeof(ProductPut))),
                    new NewsKind(EventKindAttribute.Of(typeof(CopiesDropped))),
                ],
                NullLogger<News>.Instance);
            waker = new(Database, NullLogger<Waker>.Instance);
            cache = new(Database, store, news, TimeProvider.System);
            await news.LookAsync(default);
            await news.StartAsync(default);
            await waker.StartAsync(default);
            // It keeps what it reads once the cluster's horizon has passed the last time all was dropped.
            await TestRedis.EventuallyAsync(async () => await WarmAsync() + await WarmAsync() < 2);
        }

        async Task<int> WarmAsync()
        {
            var reads = 0;
            await cache!.GetAsync("warm", Long, _ =>
            {
                reads++;
                return Task.FromResult(new Cache.Filled<string>("", []));
            }, default);
            return reads;
        }

        public async Task<string?> AskAsync(
            CacheTests test, Func<Task>? reading = null, TimeSpan? fresh = null, Guid? of = null)
        {
            var id = of ?? test.subject;
            var copy = await cache!.GetAsync($"note:{id}", fresh ?? Long, async session =>
            {
                var text = await session.OneOrNullAsync<string>("select text from note where id = @id", new { id });
                if (reading is not null) await reading();
                return new Cache.Filled<string>(text, [id]);
            }, default);
            return copy?.Value;
        }

        public async Task ChangeAsync(Guid id, string text)
        {
            await using var tx = await Database.WriteAsync();
            await tx.ExecuteAsync("update note set text = @text where id = @id", new { id, text });
            tx.Append(new ProductPut(id));
            await tx.CommitAsync();
        }

        public async ValueTask DisposeAsync()
        {
            await waker!.StopAsync(default);
            await news!.StopAsync(default);
            await store.DisposeAsync();
            await Database.DisposeAsync();
        }
    }
}
