using System.Diagnostics;
using Feria.Launch;
using Npgsql;

namespace Feria.Testing;

/// <summary>
/// A primary and a replica that follows it, private to one test class, each to be killed, frozen, promoted and started
/// again. Both keep what they commit, as in production.
/// </summary>
public sealed class PairedCluster : IAsyncDisposable
{
    // Directly under /tmp because a socket's path must be short and PostgreSQL's user must reach it.
    readonly string folder = Path.Combine("/tmp", $"feria-{Guid.NewGuid():N}"[..18]);

    public PrivateCluster Primary { get; private set; } = null!;
    public PrivateCluster Replica { get; private set; } = null!;

    /// <summary>Why there can be no replica on this machine; null where there can.</summary>
    public static async Task<string?> MissingAsync() =>
        await PostgresBinaries.FindAsync(TestCluster.Root) is { } binaries && File.Exists(binaries.PgBaseBackup)
            ? null
            : "This PostgreSQL has no pg_basebackup: no replica can be made of it.";

    public static async Task<PairedCluster> StartAsync()
    {
        var pair = new PairedCluster();
        var binaries = (await PostgresBinaries.FindAsync(TestCluster.Root))!;
        Directory.CreateDirectory(pair.folder);
        pair.Primary = await PrivateCluster.OpenAsync(In(pair, "a"), binaries, Durability.Full);
        pair.Replica = await pair.Primary.FollowAsync(In(pair, "b"));
        return pair;

        static string In(PairedCluster pair, string name) => Path.Combine(pair.folder, name);
    }

    /// <summary>One connection string that names both, the primary first.</summary>
    public string ConnectionString(string database) => Named(database, Primary, Replica);

    public static string Named(string database, params PrivateCluster[] nodes)
    {
        var all = nodes.Select(node => new NpgsqlConnectionStringBuilder(node.ConnectionString(database))).ToList();
        return new NpgsqlConnectionStringBuilder(all[0].ConnectionString)
        {
            Host = string.Join(',', all.Select(node => $"{node.Host}:{node.Port}")),
        }.ConnectionString;
    }

    public static Task<object?> SqlAsync(PrivateCluster node, string database, string sql) =>
        TestSql.RunAsync(node.ConnectionString(database), sql);

    /// <summary>Waits until the replica shows everything the primary has now.</summary>
    public async Task FollowedAsync()
    {
        var written = await SqlAsync(Primary, "postgres", "select pg_current_wal_flush_lsn()::text");
        for (var until = DateTimeOffset.UtcNow.AddSeconds(60); DateTimeOffset.UtcNow < until; await Task.Delay(20))
            if (await SqlAsync(Replica, "postgres", $"select pg_last_wal_replay_lsn() >= '{written}'") is true)
                return;
        throw new TimeoutException("The replica does not follow.");
    }

    /// <summary>Kills the postmaster with -9; its backends end when they notice.</summary>
    public static async Task KillAsync(PrivateCluster node)
    {
        using var postmaster = Process.GetProcessById(new ClusterFolder(node.Folder).RunningPostmaster()!.Id);
        postmaster.Kill();
        await postmaster.WaitForExitAsync();
    }

    /// <summary>Stops every process of it in its tracks: connections stay open, and nobody answers.</summary>
    public static void Freeze(PrivateCluster node) => Signal(node, "STOP");

    public static void Thaw(PrivateCluster node) => Signal(node, "CONT");

    static void Signal(PrivateCluster node, string name)
    {
        // Twice: a process may be born while the first round goes through the others.
        for (var round = 0; round < 2; round++)
        {
            var ids = Directory.GetDirectories("/proc")
                .Select(Path.GetFileName)
                .Where(id => int.TryParse(id, out _) && StandsIn(id!, Path.Combine(node.Folder, "data")))
                .ToList();
            if (ids.Count == 0) return;
            using var kill = Process.Start(
                new ProcessStartInfo("kill", [$"-{name}", .. ids!]) { RedirectStandardError = true })!;
            kill.WaitForExit();
        }
    }

    static bool StandsIn(string process, string data)
    {
        try
        {
            return Directory.ResolveLinkTarget($"/proc/{process}/cwd", returnFinalTarget: false)?.FullName == data;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        foreach (var node in new[] { Replica, Primary })
        {
            if (node is null) continue;
            Thaw(node);
            await node.DisposeAsync();
        }

        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }
}
