using System.Security.Cryptography;
using Npgsql;

namespace Feria.Launch;

/// <summary>
/// A PostgreSQL of our own in one folder: made when absent, started when down, adopted when it already runs, stopped
/// by the last process that leaves it, also when that one is killed. docs/decisions/0010-private-cluster.md.
/// </summary>
public sealed class PrivateCluster : IAsyncDisposable
{
    public const string Owner = "feria";

    // A Unix socket's path must fit in 107 bytes.
    const int LongestSocketFolder = 107 - 16;

    static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(10);
    static readonly TimeSpan AdoptPatience = TimeSpan.FromSeconds(20);

    readonly ClusterFolder folder;
    readonly PostgresBinaries binaries;
    readonly Unprivileged user;
    readonly Durability durability;
    readonly Standby? standby;
    SharedUse? use;
    Watchdog? watchdog;

    PrivateCluster(
        ClusterFolder folder, PostgresBinaries binaries, Unprivileged user, Durability durability, Standby? standby) =>
        (this.folder, this.binaries, this.user, this.durability, this.standby) =
            (folder, binaries, user, durability, standby);

    public string Folder => folder.Path;
    public int Port { get; private set; }
    public PostgresBinaries Binaries => binaries;
    public string RunsAs => user.User;

    /// <summary>The connection string of the role that owns Feria's databases.</summary>
    public string ConnectionString(string database = Owner) => Connection(database, Owner);

    /// <summary>Opens the cluster in this folder, making and starting it where needed.</summary>
    public static Task<PrivateCluster> OpenAsync(string path, PostgresBinaries binaries, Durability durability) =>
        OpenAsync(path, binaries, durability, null);

    /// <summary>
    /// Opens a copy of this cluster that follows it: read-only, in a folder of its own, until it is promoted.
    /// </summary>
    public Task<PrivateCluster> FollowAsync(string path) =>
        OpenAsync(path, binaries, durability, new(new(Connection("postgres", Owner)), folder.Password));

    static async Task<PrivateCluster> OpenAsync(
        string path, PostgresBinaries binaries, Durability durability, Standby? standby)
    {
        var folder = new ClusterFolder(path);
        var user = await Unprivileged.ChooseAsync(folder.Data);
        Directory.CreateDirectory(path);
        if (!await user.CanReachAsync(folder.Path))
            throw new CannotLaunch($"User {user.User}, who runs PostgreSQL, cannot reach {folder.Path}.");

        var cluster = new PrivateCluster(folder, binaries, user, durability, standby);
        cluster.use = await SharedUse.EnterAsync(folder.UseLock, StartPatience);
        try
        {
            using (await SharedUse.AloneAsync(folder.StartLock, StartPatience))
                await cluster.MakeSureItRunsAsync();
            // A dying process may close its pipe a moment before it lets go of its lock: the watchdog waits for that.
            cluster.watchdog = Watchdog.Start(["flock", "--timeout=5", folder.UseLock, .. cluster.StopCommand]);
            return cluster;
        }
        catch
        {
            cluster.use.Dispose();
            throw;
        }
    }

    /// <summary>Stops a cluster nobody may be holding any more; says whether one ran.</summary>
    public static async Task<bool> StopAsync(string path, PostgresBinaries binaries)
    {
        var folder = new ClusterFolder(path);
        var user = await Unprivileged.ChooseAsync(folder.Data);
        var cluster = new PrivateCluster(folder, binaries, user, Durability.Full, null);
        if (cluster.folder.RunningPostmaster() is null) return false;
        await Outside.RunAsync(cluster.StopCommand);
        return true;
    }

    /// <summary>Deletes what the cluster holds, unless someone uses it.</summary>
    public static async Task EmptyAsync(string path, PostgresBinaries binaries)
    {
        var folder = new ClusterFolder(path);
        if (!Directory.Exists(folder.Data)) return;
        using var alone = SharedUse.TryAlone(folder.UseLock);
        if (alone is null) return;
        await StopAsync(path, binaries);
        File.Delete(folder.Ready);
        Directory.Delete(folder.Data, recursive: true);
    }

    /// <summary>Makes a follower the leader, and waits until it takes writes.</summary>
    public Task PromoteAsync() =>
        user.RunAsync(binaries.PgCtl, "promote", "--pgdata", folder.Data, "--wait", "--silent");

    /// <summary>Starts it again where it died, at the same port while that is free.</summary>
    public async Task StartAgainAsync()
    {
        using var alone = await SharedUse.AloneAsync(folder.StartLock, StartPatience);
        await MakeSureItRunsAsync();
    }

    /// <summary>Starts it again whenever it died, at the same port, until stopped.</summary>
    public async Task KeepAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await Task.WhenAny(Task.Delay(TimeSpan.FromSeconds(1), stop));
            if (stop.IsCancellationRequested || folder.RunningPostmaster() is not null) continue;
            try
            {
                await StartAgainAsync();
            }
            catch (CannotLaunch trouble)
            {
                Say.Trouble(trouble.Message);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (use is null) return;
        use.Dispose();
        use = null;

        if (SharedUse.TryAlone(folder.UseLock) is { } alone)
            using (alone)
                await Outside.TryAsync(StopCommand);
        watchdog?.Dispose();
    }

    string[] StopCommand =>
        [.. user.Prefix, binaries.PgCtl, "stop", "--pgdata", folder.Data, "--mode=fast", "--wait", "--silent"];

    async Task MakeSureItRunsAsync()
    {
        if (folder.RunningPostmaster() is { } running)
        {
            Port = running.Port;
            if (await AnswersAsync(AdoptPatience)) return;
            await user.TryAsync(binaries.PgCtl, "stop", "--pgdata", folder.Data, "--mode=immediate", "--wait");
        }

        if (!Directory.Exists(folder.Data)) await MakeAsync();
        folder.ForgetDeadPostmaster();
        var countsStatements = await CanCountStatementsAsync();
        await StartAsync(countsStatements);
        if (!File.Exists(folder.Ready)) await FurnishAsync(countsStatements);
    }

    async Task MakeAsync()
    {
        await user.MakeFolderAsync(folder.Socket);
        await user.MakeFolderAsync(folder.Log);
        await Outside.RunAsync("rm", "-rf", folder.Unfinished);
        await user.MakeFolderAsync(folder.Unfinished);
        if (standby is null)
        {
            await WritePasswordAsync(RandomNumberGenerator.GetHexString(40, lowercase: true));
            await user.RunAsync(
            [
                binaries.Initdb, "--pgdata", folder.Unfinished, "--username=postgres", "--encoding=UTF8",
                "--locale=C.UTF-8", "--data-checksums", "--auth=scram-sha-256", "--pwfile", folder.Password,
                .. durability == Durability.Throwaway ? ["--no-sync"] : Array.Empty<string>(),
            ]);
            await File.AppendAllTextAsync(
                Path.Combine(folder.Unfinished, "postgresql.conf"), "\ninclude_if_exists = 'feria.conf'\n");
        }
        else
        {
            await WritePasswordAsync(await File.ReadAllTextAsync(standby.Password));
            await standby.CopyAsync(user, binaries, folder.Unfinished);
            await File.WriteAllTextAsync(folder.Ready, "");
        }

        // Renamed only when whole, so a launcher killed in the middle begins again.
        Directory.Move(folder.Unfinished, folder.Data);
    }

    async Task WritePasswordAsync(string password)
    {
        await Outside.RunAsync([.. OwnedFile, "/dev/null", folder.Password]);
        await File.WriteAllTextAsync(folder.Password, password);
    }

    string[] OwnedFile => user.IsOther
        ? ["install", "--mode=0600", $"--owner={user.User}"]
        : ["install", "--mode=0600"];

    async Task<bool> CanCountStatementsAsync() =>
        await user.TryAsync(
            binaries.Postgres, "-D", folder.Data, "-C", "shared_memory_size",
            "-c", "shared_preload_libraries=pg_stat_statements") is { Code: 0 };

    async Task StartAsync(bool countsStatements)
    {
        var socket = folder.Socket.Length <= LongestSocketFolder ? folder.Socket : "";
        foreach (var left in Directory.GetFiles(folder.Socket)) File.Delete(left);
        await File.WriteAllTextAsync(Path.Combine(folder.Data, "pg_hba.conf"), ClusterSettings.Access);

        // A port free now may be taken a moment later; backends of a killed postmaster take a moment to notice.
        for (var attempt = 1; ; attempt++)
        {
            Port = attempt <= 5 && folder.LastPort is { } last && FreePort.IsFree(last) ? last : FreePort.Any();
            await File.WriteAllTextAsync(
                Path.Combine(folder.Data, "feria.conf"),
                ClusterSettings.Configuration(socket, Port, durability, countsStatements) + standby?.Configuration);

            var started = await user.TryAsync(
                binaries.PgCtl, "start", "--pgdata", folder.Data, "--log", folder.LogFile, "--silent", "--wait",
                $"--timeout={(int)StartPatience.TotalSeconds}");
            if (started.Code == 0) break;
            if (attempt == 10)
                throw new CannotLaunch($"PostgreSQL does not start. {folder.LogFile} ends:\n{folder.LogTail()}");
            await Task.Delay(TimeSpan.FromMilliseconds(500));
        }

        if (!await AnswersAsync(AdoptPatience))
            throw new CannotLaunch($"PostgreSQL started and does not answer. Its log: {folder.LogFile}");
    }

    // Every step may be repeated: a launcher killed in between begins again.
    async Task FurnishAsync(bool countsStatements)
    {
        if (countsStatements) await RunAsync("template1", "create extension if not exists pg_stat_statements");

        var password = (await File.ReadAllTextAsync(folder.Password)).Trim();
        await RunAsync("postgres", $"""
            do $$ begin
                if to_regrole('{Owner}') is null then
                    create role {Owner} login createdb createrole replication in role pg_monitor;
                end if;
                alter role {Owner} password '{password}';
            end $$
            """);
        if (await RunAsync("postgres", $"select 1 from pg_database where datname = '{Owner}'") is null)
            await RunAsync("postgres", $"create database {Owner} owner {Owner}");

        await File.WriteAllTextAsync(folder.Ready, "");
    }

    async Task<object?> RunAsync(string database, string sql)
    {
        var alone = Connection(database, "postgres") + ";Timeout=5;Pooling=false";
        await using var connection = new NpgsqlConnection(alone);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    async Task<bool> AnswersAsync(TimeSpan patience)
    {
        for (var until = DateTimeOffset.UtcNow + patience; DateTimeOffset.UtcNow < until; await Task.Delay(100))
            try
            {
                return (string?)await RunAsync("postgres", "show data_directory") == folder.Data;
            }
            catch (NpgsqlException)
            {
                // Starting up, or recovering after a crash.
            }

        return false;
    }

    string Connection(string database, string role)
    {
        var connection = new NpgsqlConnectionStringBuilder
        {
            Port = Port,
            Username = role,
            Database = database,
            GssEncryptionMode = GssEncryptionMode.Disable,
        };
        if (folder.Socket.Length <= LongestSocketFolder)
            connection.Host = folder.Socket;
        else
            (connection.Host, connection.Password) = ("127.0.0.1", File.ReadAllText(folder.Password).Trim());
        return connection.ConnectionString;
    }
}
