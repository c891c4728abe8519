using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Feria.Kernel.Tests;

public sealed class WakerTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    // Whoever was told before the second commit will not look again by itself for a second.
    [Fact]
    public async Task What_is_said_while_others_are_being_told_is_told_as_well()
    {
        // Found before PostgreSQL's own view, and ours to lock.
        await database.SqlAsync(
            "create schema decoy; create table decoy.pg_replication_slots (slot_name name, active boolean)");
        var told = 0;
        await using var listener = await OpenAsync("feria-listen");
        listener.Notification += (_, _) => Interlocked.Increment(ref told);
        await SqlAsync(listener, $"listen {Waker.Channel}");
        using var enough = new CancellationTokenSource();
        await using var here = new Database(database.ConnectionString + ";Search Path=decoy,pg_catalog");
        using var waker = new Waker(here, NullLogger<Waker>.Instance);
        await waker.StartAsync(default);
        await UntilAsync("select count(*) = 2 from pg_stat_activity where application_name = 'feria-listen' "
            + "and datname = current_database()");
        var hearing = HearAsync(listener, enough.Token);

        await using (var holdUp = await OpenAsync("holds up"))
        {
            await SqlAsync(holdUp, "begin; lock table decoy.pg_replication_slots in access exclusive mode");
            here.Bell.Ring();
            await UntilAsync("select exists (select from pg_stat_activity where datname = current_database() "
                + "and wait_event_type = 'Lock' and query like '-- kernel.waker.around%')");
            here.Bell.Ring();
            await SqlAsync(holdUp, "rollback");
        }

        await Launched.UntilAsync(() => Task.FromResult(Volatile.Read(ref told) == 2), "it was not told again");
        await enough.CancelAsync();
        await hearing;
        await waker.StopAsync(default);
    }

    static async Task HearAsync(NpgsqlConnection listener, CancellationToken stop)
    {
        try
        {
            while (true) await listener.WaitAsync(stop);
        }
        catch (OperationCanceledException)
        {
        }
    }

    async Task<NpgsqlConnection> OpenAsync(string name)
    {
        var connection = new NpgsqlConnection($"{database.ConnectionString};Pooling=false;Application Name={name}");
        await connection.OpenAsync();
        return connection;
    }

    static async Task SqlAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    Task UntilAsync(string sql) =>
        Launched.UntilAsync(async () => await database.SqlAsync(sql) is true, $"never: {sql}");
}
