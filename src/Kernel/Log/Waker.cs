using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Feria.Kernel;

/// <summary>
/// Wakes other processes' readers of the log after this one committed, and this one's after another did, by NOTIFY
/// from a connection of its own: a business transaction that notified would hold up all other commits.
/// </summary>
/// <param name="feed">Where it runs: whoever reads the WAL wakes for everybody.</param>
public sealed class Waker(Database database, ILogger<Waker> log, DecodingFeed? feed = null) : BackgroundService
{
    public const string Channel = "feria_log";

    // Thousands of commits a second need no thousand wake-ups.
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);
    static readonly TimeSpan LookAround = TimeSpan.FromSeconds(1);
    const string Listening = "feria-listen";
    const string Events = "events";
    const string Jobs = "jobs";

    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        await Task.Yield();
        await Task.WhenAll(
            KeepAsync(ListenAsync),
            KeepAsync(ended => NotifyAsync(database.Bell, Events, ended)),
            KeepAsync(ended => NotifyAsync(database.JobBell, Jobs, ended)));

        async Task KeepAsync(Func<CancellationToken, Task> work)
        {
            while (!stop.IsCancellationRequested) await Patiently.DoAsync(() => work(stop), log, stop);
        }
    }

    async Task ListenAsync(CancellationToken stop)
    {
        await using var connection = await database.OpenAloneAsync(stop);
        connection.Notification += (_, said) => (said.Payload == Jobs ? database.JobBell : database.Bell).Wake();
        await RunAsync(connection, $"set application_name = '{Listening}'; listen {Channel}", stop);
        // What was said before it listened was not heard.
        database.Bell.Wake();
        database.JobBell.Wake();
        while (true) await connection.WaitAsync(stop);
    }

    async Task NotifyAsync(Bell bell, string payload, CancellationToken stop)
    {
        var (around, lookAt) = (new Around(0, false), DateTime.MinValue);
        var ring = bell.NextHere;
        while (!stop.IsCancellationRequested)
        {
            await ring.WaitAsync(stop);
            await Task.Delay(Pause, stop);
            // What rings while others are being told was perhaps committed after they looked: they are told again.
            ring = bell.NextHere;
            if (DateTime.UtcNow > lookAt)
                (around, lookAt) = (await LookAroundAsync(stop), DateTime.UtcNow + LookAround);
            if (around.Listeners < 2) continue;
            if (payload == Events && around.IsDecoded && feed is not { IsReading: true }) continue;
            await using var connection = await database.OpenRawAsync(stop);
            await using var command = new NpgsqlCommand(NotifySql, connection);
            command.Parameters.AddWithValue("payload", payload);
            await command.ExecuteNonQueryAsync(stop);
        }
    }

    async Task<Around> LookAroundAsync(CancellationToken stop)
    {
        await using var session = await database.ReadFreshAsync(stop);
        return await session.OneAsync<Around>(AroundSql, new { Listening, database.SlotName });
    }

    static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(stop);
    }

    // Losing a wake-up in a crash costs nothing, so its commit need not wait for the disk.
    const string NotifySql = $"""
        -- kernel.waker.notify
        select set_config('synchronous_commit', 'off', true), pg_notify('{Channel}', @payload)
        """;

    const string AroundSql = """
        -- kernel.waker.around
        select (select count(*)
                from pg_stat_activity
                where datname = current_database() and application_name = @Listening) as listeners,
            exists (select from pg_replication_slots where slot_name = @SlotName and active) as is_decoded
        """;

    /// <param name="Listeners">Processes that listen, this one included.</param>
    /// <param name="IsDecoded">Whether some process reads the replication slot.</param>
    sealed record Around(long Listeners, bool IsDecoded);
}
