using System.Net;
using Microsoft.Extensions.Logging;

namespace Feria.Adapters.Redis;

/// <summary>
/// Keeps one connection to the Redis there is: connects, greets, and connects again after a break, each time after a
/// little longer. It repeats no command.
/// </summary>
public sealed class RedisClient : IAsyncDisposable
{
    static readonly TimeSpan FirstRest = TimeSpan.FromMilliseconds(50);

    readonly RedisSettings settings;
    readonly RedisPatience patience;
    readonly ILogger log;
    readonly Sentinels? sentinels;
    readonly CancellationTokenSource ending = new();
    readonly Bell changed = new();
    readonly Task keeping;
    volatile RedisConnection? current;

    public RedisClient(RedisSettings settings, ILogger<RedisClient> log) : this(settings, log, new())
    {
    }

    internal RedisClient(RedisSettings settings, ILogger log, RedisPatience patience)
    {
        (this.settings, this.log, this.patience) = (settings, log, patience);
        if (settings.Master is not null) sentinels = new(settings, patience);
        keeping = Task.Run(KeepAsync);
    }

    public bool IsConnected => current is not null;

    /// <summary>The version of the server last greeted.</summary>
    public string? ServerVersion { get; private set; }

    /// <summary>Why the last connection ended, or none came about; says no secret.</summary>
    public string? Trouble { get; private set; }

    /// <summary>
    /// Sends a command and waits for its answer, be it an error. Throws <see cref="RedisAwayException"/> when none came
    /// within the limit; the command may have been carried out all the same.
    /// </summary>
    internal async Task<Resp> CallAsync(TimeSpan limit, params ReadOnlyMemory<byte>[] words)
    {
        var connection = current ?? throw new RedisAwayException("not connected");
        var answer = await connection.CallAsync(words, limit);
        // It was degraded to a replica: the master is elsewhere now.
        if (answer is Resp.Fault fault && fault.Is("READONLY"))
            connection.Break(new RedisFaultException("This Redis only reads: it is no master any more."));
        return answer;
    }

    /// <summary>Whether a connection stands, now or within the time given.</summary>
    public async Task<bool> ConnectedAsync(TimeSpan atMost)
    {
        using var patient = new CancellationTokenSource(atMost);
        while (true)
        {
            var next = changed.Next;
            if (IsConnected) return true;
            if (patient.IsCancellationRequested) return false;
            await Task.WhenAny(next, Task.Delay(Timeout.Infinite, patient.Token));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        await keeping;
        ending.Dispose();
    }

    async Task KeepAsync()
    {
        for (var failures = 0; !ending.IsCancellationRequested; failures++)
        {
            var began = TimeProvider.System.GetTimestamp();
            try
            {
                await using var connection = await OpenAsync();
                current = connection;
                changed.Ring();
                log.LogInformation("Redis {Server} is connected", settings);
                Lost(await connection.Broken.WaitAsync(ending.Token), first: true);
                // One that held for a while was good; one cut off at once would else be dialled without a rest.
                if (TimeProvider.System.GetElapsedTime(began) > patience.Rest) failures = 0;
            }
            catch (OperationCanceledException) when (ending.IsCancellationRequested)
            {
                return;
            }
            catch (Exception outage) // of any kind: this loop is what brings the connection back
            {
                Lost(outage, failures == 0);
            }
            finally
            {
                current = null;
            }

            await RestAsync(failures);
        }
    }

    // Once an outage, not once an attempt.
    void Lost(Exception reason, bool first)
    {
        Trouble = reason is OperationCanceledException ? "It did not answer in time." : reason.Message;
        if (first) log.LogWarning("Redis {Server} is away: {Reason}", settings, Trouble);
    }

    async Task RestAsync(int failures)
    {
        var longest = FirstRest * Math.Pow(2, Math.Min(failures, 10));
        var rest = (longest < patience.Rest ? longest : patience.Rest) * (0.5 + Random.Shared.NextDouble() / 2);
        await Task.WhenAny(Task.Delay(rest, ending.Token));
    }

    async Task<RedisConnection> OpenAsync()
    {
        using var patient = CancellationTokenSource.CreateLinkedTokenSource(ending.Token);
        patient.CancelAfter(patience.Connect * 2);
        var server = sentinels is null ? settings.Hosts[0] : await sentinels.MasterAsync(patient.Token);
        var (connection, version) = await GreetAsync(
            server, settings, patience, settings.User, settings.Password, patient.Token);
        ServerVersion = version;
        if (sentinels is null) return connection;

        // Right after a failover a sentinel may still name the one that was.
        var role = await connection.CallAsync(RedisCall.Words("ROLE"), patience.Connect);
        if (role is Resp.Many { Items: [{ Word: "master" }, ..] }) return connection;
        await connection.DisposeAsync();
        throw new RedisFaultException($"{RedisSettings.Name(server)} is not the master.");
    }

    /// <summary>A connection that has said who it is, and the server's version.</summary>
    internal static async Task<(RedisConnection Connection, string? Version)> GreetAsync(
        DnsEndPoint host, RedisSettings settings, RedisPatience patience, string user, string? password,
        CancellationToken stop)
    {
        var connection = new RedisConnection(await RedisDial.OpenAsync(host, settings, stop), patience);
        try
        {
            var hello = password is null
                ? RedisCall.Words("HELLO", 3, "SETNAME", "feria")
                : RedisCall.Words("HELLO", 3, "AUTH", user, password, "SETNAME", "feria");
            var answer = await connection.CallAsync(hello, patience.Connect);
            if (answer is Resp.Many { Shape: RespShape.Map } map)
                return (connection, map.Items.SkipWhile(item => item.Word != "version").Skip(1).FirstOrDefault()?.Word);

            // Its first word only: an old server repeats the whole command, and the password with it.
            var word = answer is Resp.Fault fault ? fault.Message.Split(' ')[0] : "no greeting";
            throw new RedisFaultException($"{RedisSettings.Name(host)} did not let us in: {word}. "
                + "Feria needs Redis 6 or newer, and the user and password it knows.");
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
