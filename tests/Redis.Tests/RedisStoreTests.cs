using Feria.Kernel.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace Feria.Redis.Tests;

public sealed class RedisStoreTests(TestRedis redis) : SharedStoreContract, IClassFixture<TestRedis>, IAsyncLifetime
{
    static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    RedisStore? store;
    RedisStore? other;

    protected override async ValueTask<SharedStore> StoreAsync() => store ??= await redis.StoreAsync();

    async Task<SharedStore> OtherAsync() => other ??= await redis.StoreAsync();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (store is not null) await store.DisposeAsync();
        if (other is not null) await other.DisposeAsync();
    }

    [Fact]
    public async Task What_one_process_puts_the_others_find()
    {
        await (await StoreAsync()).SetAsync("shared", "hot"u8.ToArray(), Minute);

        Assert.Equal("hot"u8.ToArray(), (await (await OtherAsync()).GetAsync("shared"))?.ToArray());
    }

    [Fact]
    public async Task Everything_in_Redis_has_an_end()
    {
        var here = await StoreAsync();
        await here.SetAsync("ends", new byte[] { 1 }, Minute);
        await here.TakeAsync("ends", new Allowance(1, 10));

        var value = await store!.Client.AskAsync("PTTL", "feria:value:ends");
        var bucket = await store.Client.AskAsync("PTTL", "feria:take:ends");

        Assert.InRange(Assert.IsType<Resp.Number>(value).Value, 1, 60_000);
        Assert.InRange(Assert.IsType<Resp.Number>(bucket).Value, 1, 1000);
    }

    [Fact]
    public async Task Processes_together_never_take_more_than_is_allowed()
    {
        var hundred = new Allowance(1 / 3600.0, 100);
        SharedStore[] both = [await StoreAsync(), await OtherAsync()];

        var takers = Enumerable.Range(0, 40).Select(i => Task.Run(async () =>
        {
            var got = 0;
            for (var n = 0; n < 10; n++)
                if ((await both[i % 2].TakeAsync("launch", hundred)).IsTaken) got++;
            return got;
        }));

        Assert.Equal(100, (await Task.WhenAll(takers)).Sum());
    }

    [Fact]
    public async Task When_Redis_forgets_everything_an_allowance_is_full_again_and_no_more()
    {
        var three = new Allowance(1 / 3600.0, 3);
        var here = await StoreAsync();
        for (var i = 0; i < 3; i++) Assert.True((await here.TakeAsync("forgotten", three)).IsTaken);
        Assert.False((await here.TakeAsync("forgotten", three)).IsTaken);

        Assert.Equal(new Resp.Text("OK"), await store!.Client.AskAsync("FLUSHALL"));
        Assert.Equal(new Resp.Text("OK"), await store.Client.AskAsync("SCRIPT", "FLUSH"));

        var again = await Task.WhenAll(Enumerable.Range(0, 10).Select(
            async _ => (await here.TakeAsync("forgotten", three)).IsTaken));
        Assert.Equal(3, again.Count(taken => taken));
    }

    [Fact]
    public async Task An_instant_far_ahead_locks_nobody_out_for_longer_than_the_burst()
    {
        var here = await StoreAsync();
        var allowance = new Allowance(10, 20);
        // As a server leaves it whose clock ran a year ahead.
        var ahead = DateTimeOffset.UtcNow.AddYears(1).ToUnixTimeMilliseconds() * 1000;
        await store!.Client.AskAsync("SET", "feria:take:clock", ahead);

        Assert.InRange((await here.TakeAsync("clock", allowance)).Wait, TimeSpan.FromTicks(1), allowance.Interval);
    }

    [Fact]
    public async Task A_user_kept_to_what_the_guide_lists_is_enough()
    {
        await StoreAsync();
        var guide = await File.ReadAllLinesAsync(Path.Combine(TestCluster.Root, "docs", "guides", "redis.md"));
        var rule = guide.Single(line => line.StartsWith("    ACL SETUSER feria ", StringComparison.Ordinal));
        Assert.Equal(
            new Resp.Text("OK"),
            await store!.Client.CallAsync(TestRedis.Patience, RedisCall.Words([.. rule.Trim().Split(' ')])));

        var settings = RedisSettings.Parse(
            $"redis://feria:password@127.0.0.1:{redis.Server.Port}?limit_ms=10000");
        var client = new RedisClient(settings, NullLogger.Instance, TestRedis.Patient);
        await using var kept = new RedisStore(client, settings, TimeProvider.System);
        Assert.True(await client.ConnectedAsync(TestRedis.Patience), client.Trouble);

        await kept.SetAsync("kept", "value"u8.ToArray(), Minute);
        Assert.Equal("value"u8.ToArray(), (await kept.GetAsync("kept"))?.ToArray());
        await kept.DeleteAsync(["kept"]);
        Assert.Null(await (await StoreAsync()).GetAsync("kept"));
        // Counted there and not, as in an outage, here: what one takes the other has not.
        var one = new Allowance(1 / 3600.0, 1);
        Assert.True((await kept.TakeAsync("kept", one)).IsTaken);
        Assert.False((await (await StoreAsync()).TakeAsync("kept", one)).IsTaken);

        foreach (var words in new object[][] { ["PING"], ["ROLE"] })
            Assert.IsNotType<Resp.Fault>(await client.AskAsync(words));
        Assert.True(Assert.IsType<Resp.Fault>(await client.AskAsync("FLUSHALL")).Is("NOPERM"));
        Assert.True(Assert.IsType<Resp.Fault>(await client.AskAsync("GET", "another's")).Is("NOPERM"));
    }

    [Fact]
    public async Task What_somebody_else_left_under_a_key_is_nothing()
    {
        var here = await StoreAsync();
        await store!.Client.AskAsync("RPUSH", "feria:value:list", "a");
        await store.Client.AskAsync("RPUSH", "feria:take:list", "a");

        Assert.Null(await here.GetAsync("list"));
        Assert.True((await here.TakeAsync("list", new Allowance(1, 1))).IsTaken);
        await here.SetAsync("list", new byte[] { 7 }, Minute);
        Assert.Equal([7], (await here.GetAsync("list"))?.ToArray());
    }
}
