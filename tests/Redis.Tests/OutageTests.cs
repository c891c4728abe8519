using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;

namespace Feria.Redis.Tests;

/// <summary>A server that is cut off, killed, or stands still: callers hardly notice, and it recovers.</summary>
public sealed class OutageTests(TestRedis redis) : IClassFixture<TestRedis>
{
    static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    static readonly RedisPatience Quick = new()
    {
        Connect = TimeSpan.FromSeconds(1),
        Silence = TimeSpan.FromMilliseconds(400),
        Idle = TimeSpan.FromMilliseconds(400),
        Rest = TimeSpan.FromMilliseconds(200),
    };

    [Fact]
    public async Task Of_ten_thousand_calls_with_the_connection_cut_again_and_again_none_is_lost()
    {
        await using var client = await redis.ClientAsync(Quick);
        await using var killer = await redis.ClientAsync();
        var (asked, right, wrong, failed, kills) = (0, 0, 0, 0, 0);
        var callers = Enumerable.Range(0, 50).Select(who => Task.Run(async () =>
        {
            for (var i = 0; i < 200 || Volatile.Read(ref kills) < 5; i++)
                try
                {
                    Interlocked.Increment(ref asked);
                    var said = $"{who}:{i}";
                    var answer = (await client.AskAsync("ECHO", said)).Word;
                    Interlocked.Increment(ref answer == said ? ref right : ref wrong);
                }
                catch (RedisAwayException)
                {
                    Interlocked.Increment(ref failed);
                    // Its calls are to meet a server, not one long outage.
                    await client.ConnectedAsync(TestRedis.Patience);
                }
        })).ToList();
        var all = Task.WhenAll(callers);
        while (!all.IsCompleted)
        {
            await killer.AskAsync("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
            Interlocked.Increment(ref kills);
            await Task.WhenAny(all, Task.Delay(30));
        }

        await all;
        Assert.Equal(0, wrong);
        Assert.Equal(asked, right + failed);
        Assert.InRange(right, 1, asked);
        Assert.InRange(failed, 1, asked);
        Assert.Equal("after", await AnswerAsync(client, "after"));
    }

    [Fact]
    public async Task An_increment_whose_connection_broke_is_never_made_twice()
    {
        await using var client = await redis.ClientAsync(Quick);
        await using var killer = await redis.ClientAsync();
        await client.AskAsync("DEL", "counted");
        var (answered, unclear) = (0, 0);
        for (var round = 0; round < 20; round++)
        {
            await client.ConnectedAsync(TestRedis.Patience);
            var calls = Enumerable.Range(0, 200).Select(async _ =>
            {
                try
                {
                    Assert.IsType<Resp.Number>(await client.AskAsync("INCR", "counted"));
                    Interlocked.Increment(ref answered);
                }
                catch (RedisAwayException)
                {
                    Interlocked.Increment(ref unclear);
                }
            }).ToList();
            await killer.AskAsync("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
            await Task.WhenAll(calls);
        }

        Assert.Equal(4000, answered + unclear);
        var counted = int.Parse((await killer.AskAsync("GET", "counted")).Word ?? "0");
        Assert.InRange(counted, answered, answered + unclear);
    }

    [Fact]
    public async Task A_server_killed_and_started_again_is_found_again()
    {
        await using var store = await redis.StoreAsync(limitMs: 100, Quick);
        await SetAndFindAsync(store, "before");
        var killed = await redis.ProcessIdAsync();
        await TestRedis.SignalAsync("KILL", killed);

        // Whether it is down, coming or back again: nothing of before, and nothing thrown.
        var back = Task.Run(() => TestRedis.EventuallyAsync(async () => await redis.ProcessIdAsync() != killed));
        do
        {
            Assert.Null(await store.GetAsync("before"));
            await store.SetAsync("during", new byte[] { 1 }, Minute);
            await store.DeleteAsync(["during"]);
            await Task.Delay(5);
        }
        while (!back.IsCompleted);

        await back;
        await SetAndFindAsync(store, "after");
    }

    [Fact]
    public async Task Alone_a_process_still_holds_itself_to_an_allowance()
    {
        var settings = RedisSettings.Parse("redis://127.0.0.1:1");
        await using var store = new RedisStore(
            new(settings, NullLogger.Instance, Quick), settings, TimeProvider.System);
        var two = new Allowance(1 / 3600.0, 2);

        Assert.True((await store.TakeAsync("alone", two)).IsTaken);
        Assert.True((await store.TakeAsync("alone", two)).IsTaken);
        var refused = await store.TakeAsync("alone", two);

        Assert.False(refused.IsTaken);
        Assert.InRange(refused.Wait, TimeSpan.FromMinutes(50), TimeSpan.FromMinutes(60));
    }

    [Fact]
    public async Task A_server_that_stands_still_costs_callers_next_to_nothing()
    {
        await using var store = await redis.StoreAsync(limitMs: 100, Quick);
        await SetAndFindAsync(store, "before");
        var process = await redis.ProcessIdAsync();
        await TestRedis.SignalAsync("STOP", process);
        try
        {
            var clock = Stopwatch.StartNew();
            for (var i = 0; i < 2000; i++) Assert.Null(await store.GetAsync("before"));
            // 200 s if each waited its 100 ms; a few wait, and one a second asks.
            Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));

            // It took the connection, and says nothing: the client gives it up.
            await TestRedis.EventuallyAsync(() => Task.FromResult(!store.Client.IsConnected));
            Assert.False(await store.Client.ConnectedAsync(TimeSpan.FromMilliseconds(300)));
        }
        finally
        {
            await TestRedis.SignalAsync("CONT", process);
        }

        await TestRedis.EventuallyAsync(async () => await store.GetAsync("before") is not null);
    }

    [Fact]
    public async Task A_connection_nobody_uses_is_asked_whether_it_lives()
    {
        await using var client = await redis.ClientAsync(Quick);
        var process = await redis.ProcessIdAsync();
        await TestRedis.SignalAsync("STOP", process);
        try
        {
            await TestRedis.EventuallyAsync(() => Task.FromResult(!client.IsConnected));
        }
        finally
        {
            await TestRedis.SignalAsync("CONT", process);
        }

        Assert.True(await client.ConnectedAsync(TestRedis.Patience));
    }

    [Fact]
    public async Task A_wrong_password_is_told_without_the_password()
    {
        var settings = RedisSettings.Parse($"redis://:hunter2@127.0.0.1:{redis.Server.Port}");
        await using var client = new RedisClient(
            settings, NullLogger.Instance, Quick);

        await TestRedis.EventuallyAsync(() => Task.FromResult(client.Trouble is not null));

        Assert.Contains("did not let us in: WRONGPASS.", client.Trouble);
        Assert.DoesNotContain("hunter2", client.Trouble);
        Assert.False(client.IsConnected);
    }

    static async Task<string?> AnswerAsync(RedisClient client, string said)
    {
        string? answer = null;
        await TestRedis.EventuallyAsync(
            async () => (answer = (await client.AskAsync("ECHO", said)).Word) is not null);
        return answer;
    }

    static Task SetAndFindAsync(RedisStore store, string key) => TestRedis.EventuallyAsync(async () =>
    {
        await store.SetAsync(key, "kept"u8.ToArray(), Minute);
        return await store.GetAsync(key) is not null;
    });
}
