using System.Diagnostics;
using Feria.Launch;
using Microsoft.Extensions.Logging.Abstractions;

namespace Feria.Redis.Tests;

/// <summary>A real Redis for one test class. Where the program is missing, its tests are skipped.</summary>
public sealed class TestRedis : IAsyncLifetime
{
    /// <summary>No test waits this long unless it fails.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    // A machine under load may keep a good server from its turn for a second.
    internal static readonly RedisPatience Patient = new() { Connect = Patience, Silence = Patience, Idle = Patience };

    readonly string folder = Directory.CreateTempSubdirectory("feria-redis-").FullName;
    PrivateRedis? server;

    /// <summary>The program's path; skips the test where there is none.</summary>
    public static string Program
    {
        get
        {
            var program = RedisProgram.Find();
            Assert.SkipWhen(program is null, "There is no redis-server here; ./feria test installs it.");
            return program!;
        }
    }

    public PrivateRedis Server
    {
        get
        {
            Assert.SkipWhen(server is null, "There is no redis-server here; ./feria test installs it.");
            return server!;
        }
    }

    /// <summary>Settings for it, with a limit no busy machine reaches unless told otherwise.</summary>
    internal RedisSettings Settings(int limitMs = 10_000) =>
        RedisSettings.Parse($"{Server.Address}?limit_ms={limitMs}");

    internal async Task<RedisClient> ClientAsync(RedisPatience? patience = null)
    {
        var client = new RedisClient(Settings(), NullLogger.Instance, patience ?? Patient);
        Assert.True(await client.ConnectedAsync(Patience));
        return client;
    }

    internal async Task<RedisStore> StoreAsync(int limitMs = 10_000, RedisPatience? patience = null) =>
        new(await ClientAsync(patience), Settings(limitMs), TimeProvider.System);

    /// <summary>The server's process, asked over a connection of its own.</summary>
    public async Task<int> ProcessIdAsync()
    {
        await using var client = await ClientAsync();
        return await client.ProcessIdAsync();
    }

    public async ValueTask InitializeAsync()
    {
        if (RedisProgram.Find() is { } program)
            server = await PrivateRedis.StartAsync(folder, program, "enable-debug-command local");
    }

    public async ValueTask DisposeAsync()
    {
        if (server is not null) await server.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Sends the server's process a signal.</summary>
    public static async Task SignalAsync(string signal, int process)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{process}"]);
        await kill.WaitForExitAsync();
        Assert.Equal(0, kill.ExitCode);
    }

    /// <summary>Polls until it is so. Being cut off meanwhile means: not yet.</summary>
    public static async Task EventuallyAsync(Func<Task<bool>> isSo)
    {
        for (var until = DateTime.UtcNow + Patience; DateTime.UtcNow < until; await Task.Delay(10))
            try
            {
                if (await isSo()) return;
            }
            catch (RedisAwayException)
            {
            }

        Assert.Fail("It did not come to be.");
    }
}

static class Asking
{
    /// <summary>The raw door: any command, with a patient limit.</summary>
    public static Task<Resp> AskAsync(this RedisClient client, params ReadOnlySpan<object> words) =>
        client.CallAsync(TestRedis.Patience, RedisCall.Words(words));

    public static async Task<int> ProcessIdAsync(this RedisClient client)
    {
        var words = Assert.IsType<Resp.Verbatim>(await client.AskAsync("INFO", "server"));
        var line = System.Text.Encoding.ASCII.GetString(words.Value).Split("\r\n")
            .Single(line => line.StartsWith("process_id:", StringComparison.Ordinal));
        return int.Parse(line.Split(':')[1]);
    }
}
