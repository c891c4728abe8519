using Npgsql;

namespace Feria.Testing;

/// <summary>A migrated, empty database for one test class, copied from a template and dropped afterwards.</summary>
public sealed class TestDatabase : IAsyncLifetime
{
    readonly string name = $"test_{Guid.NewGuid():N}";

    public string ConnectionString { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        var template = await Template.NameAsync();
        await TestSql.RunAsync(
            await TestCluster.ConnectionStringAsync(), $"create database {name} template {template}");
        ConnectionString = await TestCluster.ConnectionStringAsync(name);
    }

    /// <summary>Runs a statement and gives its first value.</summary>
    public Task<object?> SqlAsync(string sql) => TestSql.RunAsync(ConnectionString, sql);

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        var server = await TestCluster.ConnectionStringAsync();
        // Autovacuum may be in it, which only PostgreSQL itself may end: force is refused, patience is not.
        for (var tries = 1; ; tries++)
        {
            try
            {
                await TestSql.RunAsync(server, $"drop database if exists {name} with (force)");
                return;
            }
            catch (PostgresException busy) when (tries < 50
                && busy.SqlState is PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.ObjectInUse)
            {
                await Task.Delay(200);
            }
        }
    }
}
