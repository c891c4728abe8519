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

    readonly KeptChild child;

    PrivateRedis(int port, string password, KeptChild child) =>
        (Port, Password, this.child) = (port, password, child);

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
            var address = Url(port, password);
            var child = await KeptChild.StartAsync(
                [server, settings], LogFile(folder), stop => AnswersAsync(address, stop));
            if (child is not null) return new(port, password, child);
            if (tries == Tries)
                throw new CannotLaunch($"Redis did not start. Its log, {LogFile(folder)}, ends with:\n"
                    + string.Join('\n', File.ReadLines(LogFile(folder)).TakeLast(8)));
        }
    }

    public ValueTask DisposeAsync() => child.DisposeAsync();

    static async Task<bool> AnswersAsync(string address, CancellationToken stop)
    {
        await using var client = new RedisClient(RedisSettings.Parse(address), NullLogger<RedisClient>.Instance);
        var connected = client.ConnectedAsync(StartPatience);
        await Task.WhenAny(connected, Task.Delay(Timeout.Infinite, stop));
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
