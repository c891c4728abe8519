using Feria.Launch;
using Npgsql;

namespace Feria.Testing;

/// <summary>
/// The PostgreSQL all tests share: the one <c>./feria test</c> names in FERIA_TEST_POSTGRES, else a throwaway cluster
/// under .feria, shared by all test processes of this checkout and stopped by the last one.
/// </summary>
public static class TestCluster
{
    public const string Variable = "FERIA_TEST_POSTGRES";

    static readonly Lazy<Task<string>> Server = new(OpenAsync);
    static PrivateCluster? kept;

    /// <summary>The checkout's root folder.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>A connection string into the shared cluster's own database, or into the one named.</summary>
    public static async Task<string> ConnectionStringAsync(string? database = null)
    {
        var connection = new NpgsqlConnectionStringBuilder(await Server.Value);
        if (database is not null) connection.Database = database;
        return connection.ConnectionString;
    }

    static async Task<string> OpenAsync()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given) return given;

        var folder = Path.Combine(Root, ".feria", "test");
        var binaries = await PostgresBinaries.FindAsync(Root, new ClusterFolder(folder).Major)
            ?? throw new InvalidOperationException("No PostgreSQL here. Run ./feria test: it installs one.");

        // Never disposed: the watchdog stops it when the last test process is gone. Kept: a collected one lets go.
        kept = await PrivateCluster.OpenAsync(folder, binaries, Durability.Throwaway);
        return kept.ConnectionString();
    }

    static string FindRoot()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
            if (File.Exists(Path.Combine(folder, "Feria.slnx")))
                return folder;
        throw new InvalidOperationException($"No Feria.slnx above {AppContext.BaseDirectory}.");
    }
}
