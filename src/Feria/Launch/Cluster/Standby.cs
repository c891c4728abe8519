using Npgsql;

namespace Feria.Launch;

/// <summary>
/// How a private cluster comes to follow another: its data is copied from the leader instead of being made, and it
/// asks the leader for all that is written from then on.
/// </summary>
/// <param name="Leader">A connection to the leader that may replicate.</param>
/// <param name="Password">The leader's password file, which the copy keeps: the roles are the same.</param>
sealed record Standby(NpgsqlConnectionStringBuilder Leader, string Password)
{
    /// <summary>Whether these binaries can copy a cluster; those from npm cannot.</summary>
    public static bool CanFollow(PostgresBinaries binaries) => File.Exists(binaries.PgBaseBackup);

    /// <summary>Copies the leader's data into a folder that is there and empty.</summary>
    public async Task CopyAsync(Unprivileged user, PostgresBinaries binaries, string into)
    {
        if (!CanFollow(binaries))
            throw new CannotLaunch($"PostgreSQL from {binaries.Origin} has no pg_basebackup, so there can be no "
                + "replica. Install PostgreSQL from the system's packages.");
        await user.RunAsync(
            binaries.PgBaseBackup, "--pgdata", into, "--dbname", Source, "--wal-method=stream", "--checkpoint=fast");
        await user.RunAsync("touch", Path.Combine(into, "standby.signal"));
    }

    /// <summary>The lines that make it follow; without effect once it was promoted.</summary>
    public string Configuration => $"""

        primary_conninfo = '{Source.Replace("'", "''")}'
        # Without it a long read on the replica is ended when the leader cleans up what it reads.
        hot_standby_feedback = on
        wal_retrieve_retry_interval = 200ms
        wal_receiver_timeout = 5s
        """;

    // In libpq's own words, where a value in quotes may hold anything.
    string Source => string.Join(' ', new (string Name, string? Value)[]
    {
        ("host", Leader.Host), ("port", $"{Leader.Port}"), ("user", Leader.Username), ("password", Leader.Password),
    }
    .Where(part => part.Value is { Length: > 0 })
    .Select(part => $"{part.Name}='{part.Value!.Replace("\\", "\\\\").Replace("'", "\\'")}'"));
}
