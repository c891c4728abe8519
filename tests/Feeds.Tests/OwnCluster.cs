using Feria.Launch;
using Npgsql;

namespace Feria.Feeds.Tests;

/// <summary>
/// A PostgreSQL of this class alone: making a slot waits for open transactions of the whole cluster, and a slot decodes
/// all that anybody writes.
/// </summary>
public sealed class OwnCluster : IAsyncLifetime
{
    readonly string folder = Directory.CreateTempSubdirectory("feria-feed-").FullName;
    PrivateCluster? cluster;
    int databases;

    public async ValueTask InitializeAsync()
    {
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        var binaries = await PostgresBinaries.FindAsync(TestCluster.Root, null);
        cluster = await PrivateCluster.OpenAsync(Path.Combine(folder, "postgres"), binaries!, Durability.Throwaway);
    }

    /// <summary>A new, migrated database.</summary>
    public async Task<string> NewDatabaseAsync()
    {
        var name = $"feed{Interlocked.Increment(ref databases)}";
        await SqlAsync(cluster!.ConnectionString(), $"create database {name}");
        await Migrator.RunAsync(cluster.ConnectionString(name), Marketplace.Migrations);
        return cluster.ConnectionString(name);
    }

    public Task AsSuperuserAsync(params string[] statements) => SqlAsync(
        cluster!.ConnectionString("postgres").Replace("Username=feria", "Username=postgres"), statements);

    public static async Task<object?> SqlAsync(string connectionString, params string[] statements)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        object? last = null;
        foreach (var sql in statements)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            last = await command.ExecuteScalarAsync();
        }

        return last;
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (cluster is not null) await cluster.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
