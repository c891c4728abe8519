using Feria.Launch;
using Microsoft.Extensions.Logging.Abstractions;

namespace Feria.Redis.Tests;

public sealed class PrivateRedisTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("feria-private-redis-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task It_keeps_nothing_on_disk_and_makes_room_when_it_is_full()
    {
        await using var redis = await PrivateRedis.StartAsync(folder, TestRedis.Program);
        await using var client = await ClientAsync(redis.Address);

        async Task<string?> SetAsync(string name) =>
            Assert.IsType<Resp.Many>(await client.AskAsync("CONFIG", "GET", name)).Items[1].Word;

        Assert.Equal("", await SetAsync("save"));
        Assert.Equal("no", await SetAsync("appendonly"));
        Assert.Equal("allkeys-lru", await SetAsync("maxmemory-policy"));
        Assert.Equal($"{256 << 20}", await SetAsync("maxmemory"));
        Assert.Equal("127.0.0.1", await SetAsync("bind"));
    }

    [Fact]
    public async Task Nobody_comes_in_without_the_password_and_only_its_owner_reads_it()
    {
        await using var redis = await PrivateRedis.StartAsync(folder, TestRedis.Program);
        await using var stranger = new RedisClient(
            RedisSettings.Parse($"redis://127.0.0.1:{redis.Port}"), NullLogger.Instance, TestRedis.Patient);

        await TestRedis.EventuallyAsync(() => Task.FromResult(stranger.Trouble is not null));

        Assert.Contains("did not let us in: NOAUTH.", stranger.Trouble);
        Assert.Equal(64, redis.Password.Length);
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(folder, "redis.conf")));
    }

    [Fact]
    public async Task When_it_dies_it_is_begun_again_where_it_was()
    {
        await using var redis = await PrivateRedis.StartAsync(folder, TestRedis.Program);
        await using var client = await ClientAsync(redis.Address);
        var first = await client.ProcessIdAsync();

        await TestRedis.SignalAsync("KILL", first);

        await TestRedis.EventuallyAsync(async () => await client.ProcessIdAsync() != first);
    }

    [Fact]
    public async Task It_goes_when_we_go()
    {
        int process;
        await using (var redis = await PrivateRedis.StartAsync(folder, TestRedis.Program))
        {
            await using var client = await ClientAsync(redis.Address);
            process = await client.ProcessIdAsync();
            Assert.True(Directory.Exists($"/proc/{process}"));
        }

        await TestRedis.EventuallyAsync(() => Task.FromResult(!Directory.Exists($"/proc/{process}")));
    }

    [Fact]
    public async Task The_package_without_the_service_is_enough()
    {
        // Debian's redis-tools has the server's program under this name only.
        var checker = Outside.Find("redis-check-rdb");
        Assert.SkipWhen(checker is null, "There is no redis-check-rdb here.");
        await using var redis = await PrivateRedis.StartAsync(folder, checker!);
        await using var client = await ClientAsync(redis.Address);

        Assert.Equal("served", (await client.AskAsync("ECHO", "served")).Word);
    }

    [Fact]
    public async Task One_that_cannot_start_says_why()
    {
        var trouble = await Assert.ThrowsAsync<CannotLaunch>(
            () => PrivateRedis.StartAsync(folder, TestRedis.Program, "no-such-directive yes"));

        Assert.Contains("no-such-directive", trouble.Message);
    }

    static async Task<RedisClient> ClientAsync(string address)
    {
        var client = new RedisClient(
            RedisSettings.Parse(address), NullLogger.Instance, TestRedis.Patient);
        Assert.True(await client.ConnectedAsync(TestRedis.Patience), client.Trouble);
        return client;
    }
}
