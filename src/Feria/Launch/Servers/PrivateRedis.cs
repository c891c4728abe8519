using System.Security.Cryptography;
using Feria.Adapters.Redis;
using Microsoft.Extensions.Logging.Abstractions;

namespace Feria.Launch;

/// <summary>
/// A Redis of our own, on this machine's loopback behind a password nobody else knows. It keeps nothing on disk, drops
/// what was used longest ago when it is full, is begun again when it dies, and goes when we go.
/// </summary>
public sealed class PrivateRedis : IAsyncDisposable
{
    const int Tries = 3;
    const int MegabytesAtMost = 256;

    static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(20);

    readonly CancellationTokenSource ending = new();
    readonly string[] command;
    readonly string logFile;
    readonly Task watch;
    Child child;

    PrivateRedis(string folder, string[] command, int port, string password, Child child)
    {
        (this.command, this.child, logFile) = (command, child, LogFile(folder));
        (Port, Password) = (port, password);
        watch = WatchAsync();
    }

    public int Port { get; }
    public string Password { get; }

    /// <summary>What the setting <c>Feria:Redis</c> is to be.</summary>
    public string Address => Url(Port, Password);

    /// <summary>Starts one and waits until it answers.</summary>
    /// <param name="folder">Made where missing; holds its settings and its log.</param>
    /// <param name="program">From <see cref="RedisProgram"/>.</param>
    /// <param name="more">Further lines of redis.conf.</param>
    public static async Task<PrivateRedis> StartAsync(string folder, string program, params string[] more)
    {
        folder = Path.GetFullPath(folder);
        Directory.CreateDirectory(
            folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var server = Path.Combine(folder, "redis-server");
        File.Delete(server);
        File.CreateSymbolicLink(server, program);

        // Another program may take the port between our look and its start.
        for (var tries = 1; ; tries++)
        {
            var port = FreePort.Any();
            var password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
            var settings = Path.Combine(folder, "redis.conf");
            WriteForUsAlone(settings, Settings(folder, port, password, more));
            string[] command = [server, settings];
            var child = Child.Start(command, new Dictionary<string, string>(), LogFile(folder));
            if (await AnswersAsync(Url(port, password), child))
                return new(folder, command, port, password, child);
            child.Dispose();
            if (tries == Tries)
                throw new CannotLaunch($"Redis did not start. Its log, {LogFile(folder)}, ends with:\n"
                    + string.Join('\n', File.ReadLines(LogFile(folder)).TakeLast(8)));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        await watch;
        child.Dispose();
        ending.Dispose();
    }

    async Task WatchAsync()
    {
        while (!ending.IsCancellationRequested)
        {
            await Task.WhenAny(child.Ended, Task.Delay(Timeout.Infinite, ending.Token));
            if (ending.IsCancellationRequested) return;
            await Task.WhenAny(Task.Delay(TimeSpan.FromSeconds(1), ending.Token));
            child.Dispose();
            child = Child.Start(command, new Dictionary<string, string>(), logFile);
        }
    }

    static async Task<bool> AnswersAsync(string address, Child child)
    {
        await using var client = new RedisClient(RedisSettings.Parse(address), NullLogger<RedisClient>.Instance);
        var connected = client.ConnectedAsync(StartPatience);
        await Task.WhenAny(connected, child.Ended);
        return connected.IsCompletedSuccessfully && await connected;
    }

    static string Settings(string folder, int port, string password, string[] more) => $"""
        bind 127.0.0.1
        port {port}
        protected-mode yes
        requirepass {password}
        dir "{folder}"
        save ""
        appendonly no
        maxmemory {MegabytesAtMost}mb
        maxmemory-policy allkeys-lru
        daemonize no
        loglevel notice
        logfile ""
        {string.Join('\n', more)}

        """;

    static void WriteForUsAlone(string path, string text)
    {
        File.Delete(path);
        using var file = new StreamWriter(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        file.Write(text);
    }

    static string LogFile(string folder) => Path.Combine(folder, "redis.log");

    static string Url(int port, string password) => $"redis://:{password}@127.0.0.1:{port}";
}
