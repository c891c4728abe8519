using Feria.Launch;
using Microsoft.Extensions.Logging.Abstractions;

namespace Feria.Redis.Tests;

/// <summary>Two servers, the second a replica of the first, and three real sentinels over them, in a hurry.</summary>
sealed class Watched : IAsyncDisposable
{
    public const string Name = "the-master";
    const string Password = "p@ss/word";
    const string SentinelPassword = "another";

    readonly string folder = Directory.CreateTempSubdirectory("feria-sentinel-").FullName;
    readonly string program = TestRedis.Program;
    readonly Dictionary<int, Child> children = [];

    public int First { get; } = FreePort.Any();
    public int Second { get; } = FreePort.Any();
    public int[] Sentinels { get; } = [FreePort.Any(), FreePort.Any(), FreePort.Any()];

    /// <summary>The setting for all of it; the first sentinel named is none.</summary>
    public RedisSettings Settings => RedisSettings.Parse(
        $"redis+sentinel://:{Uri.EscapeDataString(Password)}@127.0.0.1:1,"
        + $"{string.Join(',', Sentinels.Select(port => $"127.0.0.1:{port}"))}/{Name}"
        + $"?sentinel_password={SentinelPassword}&limit_ms=5000");

    public static async Task<Watched> StartAsync()
    {
        var watched = new Watched();
        watched.Start(watched.First);
        watched.Start(watched.Second, $"replicaof 127.0.0.1 {watched.First}");
        await using var replica = watched.Alone(watched.Second);
        await TestRedis.EventuallyAsync(async () => replica.IsConnected
            && await replica.AskAsync("ROLE") is Resp.Many { Items: [_, _, _, { Word: "connected" }, ..] });
        foreach (var port in watched.Sentinels) watched.StartSentinel(port);
        await TestRedis.EventuallyAsync(watched.IsWatchedAsync);
        return watched;
    }

    /// <summary>A client of that one server.</summary>
    public RedisClient Alone(int port) => new(
        RedisSettings.Parse($"redis://:{Uri.EscapeDataString(Password)}@127.0.0.1:{port}"),
        NullLogger.Instance, TestRedis.Patient with { Rest = TimeSpan.FromMilliseconds(100) });

    public void Start(int port, params string[] more) => Run(port,
    [
        $"port {port}", "bind 127.0.0.1", $"requirepass {Password}", $"masterauth {Password}", "save \"\"",
        "repl-diskless-sync-delay 0", "repl-ping-replica-period 1", .. more,
    ]);

    public async Task KillAsync(int port)
    {
        await using var client = Alone(port);
        Assert.True(await client.ConnectedAsync(TestRedis.Patience));
        await TestRedis.SignalAsync("KILL", await client.ProcessIdAsync());
        await children[port].Ended.WaitAsync(TestRedis.Patience);
        children[port].Dispose();
        children.Remove(port);
    }

    public ValueTask DisposeAsync()
    {
        foreach (var child in children.Values) child.Dispose();
        Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    void StartSentinel(int port) => Run(port,
    [
        $"port {port}", "bind 127.0.0.1", $"requirepass {SentinelPassword}",
        $"sentinel monitor {Name} 127.0.0.1 {First} 2",
        $"sentinel auth-pass {Name} {Password}",
        $"sentinel down-after-milliseconds {Name} 2000",
        $"sentinel failover-timeout {Name} 4000",
    ], "--sentinel");

    void Run(int port, string[] lines, params string[] more)
    {
        var home = Directory.CreateDirectory(Path.Combine(folder, $"{port}")).FullName;
        var server = Path.Combine(home, "redis-server");
        if (!File.Exists(server)) File.CreateSymbolicLink(server, program);
        var settings = Path.Combine(home, "redis.conf");
        File.WriteAllLines(settings, [.. lines, $"dir {home}"]);
        children[port] = Child.Start(
            [server, settings, .. more], new Dictionary<string, string>(), Path.Combine(home, "log"));
    }

    // Each must know the replica and the other two, or it can promote nothing.
    async Task<bool> IsWatchedAsync()
    {
        foreach (var port in Sentinels)
        {
            await using var sentinel = new RedisClient(
                RedisSettings.Parse($"redis://:{SentinelPassword}@127.0.0.1:{port}"), NullLogger.Instance, new());
            if (!await sentinel.ConnectedAsync(TestRedis.Patience)) return false;
            if (await sentinel.AskAsync("SENTINEL", "MASTER", Name) is not Resp.Many master) return false;
            string? Of(string what) =>
                master.Items.SkipWhile(item => item.Word != what).Skip(1).FirstOrDefault()?.Word;
            if (Of("num-slaves") != "1" || Of("num-other-sentinels") != "2" || Of("flags") != "master") return false;
        }

        return true;
    }
}
