using System.Diagnostics;
using Feria.Launch;
using Npgsql;

namespace Feria.Launch.Tests;

public sealed class PrivateClusterTests : IAsyncLifetime
{
    // Directly under /tmp because a socket's path must be short and PostgreSQL's user must reach it.
    readonly string folder = Path.Combine("/tmp", $"feria-{Guid.NewGuid():N}"[..18]);
    PostgresBinaries binaries = null!;

    public async ValueTask InitializeAsync() => binaries = (await PostgresBinaries.FindAsync(TestCluster.Root))!;

    public async ValueTask DisposeAsync()
    {
        if (!Directory.Exists(folder)) return;
        await PrivateCluster.StopAsync(folder, binaries);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_cluster_is_made_started_and_stopped_by_its_last_user()
    {
        var first = await OpenAsync();
        var second = await OpenAsync();
        Assert.Equal(first.Port, second.Port);

        await first.DisposeAsync();
        Assert.Equal("feria", await AskAsync(second, "select current_user"));

        await second.DisposeAsync();
        await Assert.ThrowsAsync<NpgsqlException>(() => AskAsync(second, "select 1"));
    }

    [Fact]
    public async Task What_was_written_survives_a_postmaster_killed_hard()
    {
        await using (var before = await OpenAsync())
        {
            await AskAsync(before, "create table kept as select 42 as answer");
            KillPostmaster();
        }

        await using var after = await OpenAsync();
        Assert.Equal(42, await AskAsync(after, "select answer from kept"));
    }

    [Fact]
    public async Task A_pid_file_naming_some_other_living_process_does_not_stop_the_start()
    {
        await using (var before = await OpenAsync()) { }
        var pidFile = Path.Combine(folder, "data", "postmaster.pid");
        await File.WriteAllLinesAsync(pidFile, [$"{Environment.ProcessId}", Path.Combine(folder, "data"), "1", "5432"]);

        await using var after = await OpenAsync();
        Assert.Equal(1, await AskAsync(after, "select 1"));
    }

    [Fact]
    public async Task A_cluster_half_made_is_made_again()
    {
        Directory.CreateDirectory(Path.Combine(folder, "data.unfinished", "base"));

        await using var cluster = await OpenAsync();
        Assert.Equal("logical", await AskAsync(cluster, "show wal_level"));
    }

    [Fact]
    public async Task Other_users_of_the_machine_need_the_password()
    {
        await using var cluster = await OpenAsync();
        var overTcp = $"Host=127.0.0.1;Port={cluster.Port};Username=feria;Database=feria;Pooling=false";

        var refused = await Assert.ThrowsAnyAsync<NpgsqlException>(() => AskAsync(overTcp, "select 1"));
        Assert.Contains("assword", refused.Message);

        var password = await File.ReadAllTextAsync(Path.Combine(folder, "password"));
        Assert.Equal(1, await AskAsync($"{overTcp};Password={password}", "select 1"));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite,
            File.GetUnixFileMode(Path.Combine(folder, "password")));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
            File.GetUnixFileMode(Path.Combine(folder, "socket")));
    }

    [Fact]
    public async Task A_value_a_constraint_refuses_is_not_in_the_log()
    {
        await using var cluster = await OpenAsync();
        await AskAsync(cluster, "create table person (email text primary key)");
        await AskAsync(cluster, "insert into person values ('x')");

        await Assert.ThrowsAsync<PostgresException>(async () =>
        {
            await using var source = NpgsqlDataSource.Create(cluster.ConnectionString());
            await using var command = source.CreateCommand("insert into person select $1 from generate_series(1, 2)");
            command.Parameters.AddWithValue("canary@example.org");
            await command.ExecuteNonQueryAsync();
        });

        var log = await File.ReadAllTextAsync(Path.Combine(folder, "log", "postgres.log"));
        Assert.Contains("duplicate key", log);
        Assert.DoesNotContain("canary", log);
    }

    Task<PrivateCluster> OpenAsync() => PrivateCluster.OpenAsync(folder, binaries, Durability.Full);

    void KillPostmaster()
    {
        var postmaster = Process.GetProcessById(new ClusterFolder(folder).RunningPostmaster()!.Id);
        postmaster.Kill();
        postmaster.WaitForExit();
    }

    static Task<object?> AskAsync(PrivateCluster cluster, string sql) => AskAsync(cluster.ConnectionString(), sql);

    static async Task<object?> AskAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
