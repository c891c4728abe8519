using Microsoft.Extensions.Logging.Abstractions;

namespace Feria.Redis.Tests;

public sealed class SentinelTests
{
    static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    static readonly RedisPatience Quick = new()
    {
        Connect = TimeSpan.FromSeconds(2),
        Silence = TimeSpan.FromMilliseconds(500),
        Rest = TimeSpan.FromMilliseconds(300),
    };

    [Fact]
    public async Task When_the_master_dies_the_store_goes_on_with_the_one_that_was_promoted()
    {
        await using var watched = await Watched.StartAsync();
        var client = new RedisClient(watched.Settings, NullLogger.Instance, Quick);
        await using var store = new RedisStore(client, watched.Settings, TimeProvider.System);
        Assert.True(await client.ConnectedAsync(TestRedis.Patience), client.Trouble);
        await TestRedis.EventuallyAsync(async () => await PortAsync(client) == watched.First);
        await SetAndFindAsync(store, "before");

        await watched.KillAsync(watched.First);
        await SetAndFindAsync(store, "after");
        await TestRedis.EventuallyAsync(async () => await PortAsync(client) == watched.Second);

        // Back again, it calls itself a master until the sentinels find it. Whichever it is in the end (they are in a
        // hurry, and may fail over once more on a busy machine): there is one, and the client is with it.
        watched.Start(watched.First);
        await using var first = watched.Alone(watched.First);
        await using var second = watched.Alone(watched.Second);
        await TestRedis.EventuallyAsync(async () =>
        {
            var roles = (await RoleAsync(first), await RoleAsync(second));
            return roles is ("master", "slave") or ("slave", "master")
                && await PortAsync(client) == (roles.Item1 == "master" ? watched.First : watched.Second);
        });
        await SetAndFindAsync(store, "later");
    }

    [Fact]
    public async Task A_master_that_was_degraded_is_left_for_the_new_one()
    {
        await using var watched = await Watched.StartAsync();
        var client = new RedisClient(watched.Settings, NullLogger.Instance, Quick);
        await using var store = new RedisStore(client, watched.Settings, TimeProvider.System);
        Assert.True(await client.ConnectedAsync(TestRedis.Patience), client.Trouble);

        await using var sentinel = new RedisClient(
            RedisSettings.Parse($"redis://:another@127.0.0.1:{watched.Sentinels[0]}"),
            NullLogger.Instance, TestRedis.Patient);
        Assert.True(await sentinel.ConnectedAsync(TestRedis.Patience));
        Assert.Equal(new Resp.Text("OK"), await sentinel.AskAsync("SENTINEL", "FAILOVER", Watched.Name));

        await TestRedis.EventuallyAsync(async () =>
        {
            await store.SetAsync("moved", "kept"u8.ToArray(), Minute);
            return await store.GetAsync("moved") is not null && await PortAsync(client) == watched.Second;
        });
    }

    [Fact]
    public async Task A_replica_is_not_taken_for_the_master_whatever_a_sentinel_says()
    {
        await using var watched = await Watched.StartAsync();
        using var liar = new Listener(async stream =>
        {
            await stream.GreetAsync();
            await stream.HearAsync();
            await stream.SayAsync($"*2\r\n+127.0.0.1\r\n+{watched.Second}\r\n");
            await stream.HearAsync();
        });
        var password = Uri.EscapeDataString(watched.Settings.Password!);
        await using var client = new RedisClient(
            RedisSettings.Parse($"redis+sentinel://:{password}@127.0.0.1:{liar.Port}/{Watched.Name}"),
            NullLogger.Instance, Quick);

        await TestRedis.EventuallyAsync(() => Task.FromResult(liar.Connections >= 2));
        Assert.Equal($"127.0.0.1:{watched.Second} is not the master.", client.Trouble);
        Assert.False(client.IsConnected);
    }

    static async Task<string?> RoleAsync(RedisClient client) =>
        client.IsConnected && await client.AskAsync("ROLE") is Resp.Many { Items: [var role, ..] } ? role.Word : null;

    static async Task<int> PortAsync(RedisClient client)
    {
        var answer = Assert.IsType<Resp.Many>(await client.AskAsync("CONFIG", "GET", "port"));
        return int.Parse(answer.Items[1].Word!);
    }

    static Task SetAndFindAsync(RedisStore store, string key) => TestRedis.EventuallyAsync(async () =>
    {
        await store.SetAsync(key, "kept"u8.ToArray(), Minute);
        return await store.GetAsync(key) is not null;
    });
}
