using Dapper;
using Npgsql;

namespace Feria.Catalog;

/// <summary>One import of a source at a time, over all processes; a process that dies lets go by itself.</summary>
public sealed class SourceLock(NpgsqlConnection connection, string source) : IAsyncDisposable
{
    /// <summary>Null where another import of the source is running.</summary>
    public static async Task<SourceLock?> TakeAsync(Database db, string source, CancellationToken stop)
    {
        var connection = await db.OpenAloneAsync(stop);
        if (await connection.ExecuteScalarAsync<bool>(TakeSql, new { source }))
            return new SourceLock(connection, source);
        await connection.DisposeAsync();
        return null;
    }

    // Said aloud: PostgreSQL ends a session, and lets go of its locks, a moment after the connection is closed.
    public async ValueTask DisposeAsync()
    {
        if (connection.State == System.Data.ConnectionState.Open)
            await connection.ExecuteScalarAsync<bool>(GiveBackSql, new { source });
        await connection.DisposeAsync();
    }

    const string TakeSql = """
        -- catalog.source-lock.take
        select pg_try_advisory_lock(hashtext('catalog.import'), hashtext(@source))
        """;

    const string GiveBackSql = """
        -- catalog.source-lock.give-back
        select pg_advisory_unlock(hashtext('catalog.import'), hashtext(@source))
        """;
}
