using StackExchange.Redis;

namespace Feria.Redis.Tests;

/// <summary>Our client and one that others wrote, on the same server: each reads what the other wrote.</summary>
public sealed class OldClientTests(TestRedis redis) : IClassFixture<TestRedis>
{
    static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    static readonly byte[][] Values =
    [
        [],
        [0],
        "plain"u8.ToArray(),
        "\r\n$5\r\n\0ÿ ñ 🦙"u8.ToArray(),
        [.. Enumerable.Range(0, 256).Select(one => (byte)one)],
        [.. Enumerable.Range(0, 1 << 20).Select(one => (byte)(one * 31))],
    ];

    [Fact]
    public async Task What_our_store_wrote_the_old_client_reads_and_the_other_way_round()
    {
        using var theirs = await ConnectAsync();
        var database = theirs.GetDatabase();
        await using var ours = await redis.StoreAsync();

        for (var i = 0; i < Values.Length; i++)
        {
            await ours.SetAsync($"ours ñ {i}", Values[i], Minute);
            await database.StringSetAsync($"feria:value:theirs ñ {i}", Values[i], Minute);
        }

        for (var i = 0; i < Values.Length; i++)
        {
            Assert.Equal(Values[i], (byte[]?)await database.StringGetAsync($"feria:value:ours ñ {i}"));
            Assert.Equal(Values[i], (await ours.GetAsync($"theirs ñ {i}"))?.ToArray());
        }

        await ours.DeleteAsync(["theirs ñ 0", "theirs ñ 1"]);
        Assert.False(await database.KeyExistsAsync("feria:value:theirs ñ 0"));
        Assert.True(await database.KeyExistsAsync("feria:value:theirs ñ 2"));
    }

    [Fact]
    public async Task A_life_is_as_long_for_one_as_for_the_other()
    {
        using var theirs = await ConnectAsync();
        await using var ours = await redis.StoreAsync();
        await ours.SetAsync("lives", new byte[1], Minute);

        var left = await theirs.GetDatabase().KeyTimeToLiveAsync("feria:value:lives");

        Assert.InRange(left!.Value, Minute / 2, Minute);
    }

    [Fact]
    public async Task Both_get_the_same_answers()
    {
        using var theirs = await ConnectAsync();
        var database = theirs.GetDatabase();
        await using var ours = await redis.ClientAsync();

        await database.ListRightPushAsync("list", [.. Values.Take(4).Select(value => (RedisValue)value)]);
        var list = Assert.IsType<Resp.Many>(await ours.AskAsync("LRANGE", "list", 0, -1));
        Assert.Equal(
            (await database.ListRangeAsync("list")).Select(value => (byte[]?)value),
            list.Items.Select(item => ((Resp.Bytes)item).Value));

        for (var i = 0; i < 100; i++)
        {
            Assert.Equal(2 * i + 1, await database.StringIncrementAsync("count"));
            Assert.Equal(new Resp.Number(2 * i + 2), await ours.AskAsync("INCR", "count"));
        }

        var said = await Assert.ThrowsAsync<RedisServerException>(() => database.StringIncrementAsync("list"));
        Assert.Equal(new Resp.Fault(said.Message), await ours.AskAsync("INCR", "list"));
    }

    Task<ConnectionMultiplexer> ConnectAsync() => ConnectionMultiplexer.ConnectAsync(
        $"127.0.0.1:{redis.Server.Port},password={redis.Server.Password},syncTimeout=30000,connectTimeout=30000");
}
