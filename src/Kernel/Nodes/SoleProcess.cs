using System.Data;
using Npgsql;

namespace Feria.Kernel;

/// <summary>
/// Something that one process of the installation does at a time: it holds a lock of its connection's session, which
/// ends with the process or the connection.
/// </summary>
/// <param name="what">Names it; two that are named alike exclude each other.</param>
public sealed class SoleProcess(Database database, string what)
{
    /// <summary>Null while another process is at it.</summary>
    public async Task<Turn?> TryTakeAsync(CancellationToken stop)
    {
        // Asked first over a pooled connection: a new one at each try would cost those who only stand by.
        if (await IsTakenAsync(stop)) return null;
        var connection = await database.OpenAloneAsync(stop);
        try
        {
            await using var take = new NpgsqlCommand(TakeSql, connection);
            take.Parameters.AddWithValue("what", what);
            if (await take.ExecuteScalarAsync(stop) is true) return new Turn(connection);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }

        await connection.DisposeAsync();
        return null;
    }

    public async Task<bool> IsTakenAsync(CancellationToken stop)
    {
        await using var session = await database.ReadFreshAsync(stop);
        return await session.OneAsync<bool>(TakenSql, new { what });
    }

    /// <summary>Until it is disposed of or its connection ends.</summary>
    public sealed class Turn(NpgsqlConnection connection) : IAsyncDisposable
    {
        const int LeaveInSeconds = 2;

        /// <summary>False where the session ended, and the lock with it.</summary>
        public Task<bool> LastsAsync(CancellationToken stop) => RunAsync(ProveSql, stop);

        public async ValueTask DisposeAsync()
        {
            // A server hears of a closed connection when it comes to it: said, the lock is free at once.
            if (connection.State == ConnectionState.Open) await RunAsync(ReleaseSql, default, LeaveInSeconds);
            await connection.DisposeAsync();
        }

        async Task<bool> RunAsync(string sql, CancellationToken stop, int? seconds = null)
        {
            try
            {
                await using var run = new NpgsqlCommand(sql, connection);
                run.CommandTimeout = seconds ?? connection.CommandTimeout;
                await run.ExecuteScalarAsync(stop);
                return true;
            }
            catch (Exception ended) when (ended is NpgsqlException or InvalidOperationException or TimeoutException)
            {
                return false;
            }
        }
    }

    // Of two numbers, so that it meets no lock of one.
    const string TakeSql = """
        -- kernel.sole-process.take
        select pg_try_advisory_lock(1717922921, hashtext(@what))
        """;

    const string TakenSql = """
        -- kernel.sole-process.taken
        select exists (
            select from pg_locks
            where locktype = 'advisory' and objsubid = 2 and classid = 1717922921::oid
                and objid::bigint = hashtext(@what)::bigint & 4294967295
                and database = (select oid from pg_database where datname = current_database()))
        """;

    const string ProveSql = """
        -- kernel.sole-process.prove
        select 1
        """;

    const string ReleaseSql = """
        -- kernel.sole-process.release
        select pg_advisory_unlock_all()
        """;
}
