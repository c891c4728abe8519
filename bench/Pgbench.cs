using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Feria.Launch;
using Npgsql;

namespace Feria.Bench;

/// <summary>The least PostgreSQL itself needs, by its own bench: what our figures are held against.</summary>
sealed partial class Pgbench : IAsyncDisposable
{
    readonly NpgsqlConnectionStringBuilder server;
    readonly string program;

    Pgbench(NpgsqlConnectionStringBuilder server, string program) => (this.server, this.program) = (server, program);

    /// <summary>Makes its tables in a database of its own on the same server.</summary>
    public static async Task<Pgbench> OpenAsync(string connectionString)
    {
        var binaries = await PostgresBinaries.FindAsync(Environment.GetEnvironmentVariable("FERIA_ROOT")!)
            ?? throw new InvalidOperationException("There is no PostgreSQL here.");
        var server = new NpgsqlConnectionStringBuilder(connectionString) { Database = $"pgbench_{Guid.NewGuid():N}" };
        await RunAsync(connectionString, $"create database {server.Database}");
        await RunAsync(server.ConnectionString, await File.ReadAllTextAsync(Path("schema.sql")));
        return new(server, System.IO.Path.Combine(binaries.Folder, "pgbench"));
    }

    /// <summary>Transactions a second of a file in Baselines.</summary>
    public async Task<double> RunAsync(string file, int clients, int seconds)
    {
        var start = new ProcessStartInfo(program,
        [
            "-n", "-M", "prepared", "-c", $"{clients}", "-j", "2", "-T", $"{seconds}", "-f", Path(file),
            "-h", server.Host!, "-p", $"{server.Port}", "-U", server.Username!, server.Database!,
        ])
        { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PGPASSWORD"] = server.Password;
        using var process = Process.Start(start)!;
        var trouble = process.StandardError.ReadToEndAsync();
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return Rate().Match(said) is { Success: true } match
            ? double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)
            : throw new InvalidOperationException($"pgbench: {said}{await trouble}");
    }

    public async ValueTask DisposeAsync()
    {
        var elsewhere = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = "postgres" };
        await RunAsync(elsewhere.ConnectionString, $"drop database if exists {server.Database} with (force)");
    }

    static string Path(string file) => System.IO.Path.Combine(AppContext.BaseDirectory, "Baselines", file);

    static async Task RunAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false;Command Timeout=120");
        await connection.OpenAsync();
        foreach (var statement in sql.Split(";\n", StringSplitOptions.RemoveEmptyEntries))
        {
            await using var command = new NpgsqlCommand(statement, connection);
            await command.ExecuteNonQueryAsync();
        }
    }

    [GeneratedRegex(@"^tps = ([0-9.]+)", RegexOptions.Multiline)]
    private static partial Regex Rate();
}
