using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Feria.Kernel;

/// <summary>
/// Wakes other processes' readers of the log after this one committed, and this one's after another did, by NOTIFY
/// from a connection of its own: a business transaction that notified would hold up all other commits.
/// </summary>
public sealed class Waker(Database database, ILogger<Waker> log) : BackgroundService
{
    public const string Channel = "feria_log";

    // Thousands of commits a second need no thousand wake-ups.
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);
    static readonly TimeSpan LookAround = TimeSpan.FromSeconds(1);
    const string Listening = "feria-listen";

    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        await Task.Yield();
        await Task.WhenAll(KeepAsync(ListenAsync), KeepAsync(NotifyAsync));

        async Task KeepAsync(Func<CancellationToken, Task> work)
        {
            while (!stop.IsCancellationRequested) await Patiently.DoAsync(() => work(stop), log, stop);
        }
    }

    async Task ListenAsync(CancellationToken stop)
    {
        await using var connection = await database.OpenRawAsync(stop);
        connection.Notification += (_, _) => database.Bell.Wake();
        await RunAsync(connection, $"set application_name = '{Listening}'; listen {Channel}", stop);
        // What was said before it listened was not heard.
        database.Bell.Wake();
        while (true) await connection.WaitAsync(stop);
    }

    async Task NotifyAsync(CancellationToken stop)
    {
        var (hasOthers, lookAt) = (true, DateTime.MinValue);
        while (!stop.IsCancellationRequested)
        {
            await database.Bell.NextHere.WaitAsync(stop);
            await Task.Delay(Pause, stop);
            if (DateTime.UtcNow > lookAt)
                (hasOthers, lookAt) = (await HasOthersAsync(stop), DateTime.UtcNow + LookAround);
            if (!hasOthers) continue;
            await using var connection = await database.OpenRawAsync(stop);
            await RunAsync(connection, NotifySql, stop);
        }
    }

    async Task<bool> HasOthersAsync(CancellationToken stop)
    {
        await using var session = await database.ReadFreshAsync(stop);
        return await session.OneAsync<long>(OthersSql, new { Listening }) > 1;
    }

    static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(stop);
    }

    // Losing a wake-up in a crash costs nothing, so its commit need not wait for the disk.
    const string NotifySql = $"""
        -- kernel.waker.notify
        select set_config('synchronous_commit', 'off', true), pg_notify('{Channel}', '')
        """;

    const string OthersSql = """
        -- kernel.waker.others
        select count(*) from pg_stat_activity where datname = current_database() and application_name = @Listening
        """;
}
