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
    readonly Dictionary<string, double> measured = [];
    int rareWords = 1;

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

    /// <summary>The same texts that the shop's search has, and the words that are asked for.</summary>
    public async Task PutDocumentsAsync(NpgsqlConnection shop, IEnumerable<string> titles, CancellationToken stop)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString + ";Pooling=false;Command Timeout=0");
        await connection.OpenAsync(stop);
        if (shop.State != System.Data.ConnectionState.Open) await shop.OpenAsync(stop);
        await using (var from = await shop.BeginRawBinaryCopyAsync(
            $"copy ({DocumentsSql}) to stdout (format binary)", stop))
        await using (var to = await connection.BeginRawBinaryCopyAsync(
            "copy doc (title, body, price, in_stock) from stdin (format binary)", stop))
            await from.CopyToAsync(to, stop);
        string[] rare = [.. titles.Select(RareOf).Distinct()];
        rareWords = rare.Length;
        foreach (var (kind, words) in new[] { ("thing", Goods.Things), ("trait", Goods.Traits), ("rare", rare) })
        {
            await using var command = new NpgsqlCommand(WordsSql, connection)
            {
                Parameters = { new() { Value = kind }, new() { Value = words } },
            };
            await command.ExecuteNonQueryAsync(stop);
        }

        await RunAsync(server.ConnectionString, await File.ReadAllTextAsync(Path("documents.sql"), stop));
    }

    /// <summary>The word of a title that few others have: its brand.</summary>
    public static string RareOf(string title) => title.Split(' ')[0].ToLowerInvariant();

    const string DocumentsSql = """
        select p.title, p.description, coalesce(min(o.price_minor), 0), true
        from catalog.product p
        left join catalog.variant v on v.product_id = p.id
        left join catalog.offer o on o.variant_id = v.id
        where p.withdrawn_at is null
        group by p.id
        order by p.id
        """;

    const string WordsSql = """
        insert into word (kind, number, word) select $1, n, w from unnest($2::text[]) with ordinality as t(w, n)
        """;

    /// <summary>Transactions a second of a file in Baselines, measured the first time it is asked for.</summary>
    public async Task<double> OnceAsync(string file, Plan plan) => measured.TryGetValue(file, out var known)
        ? known
        : measured[file] = await RunAsync(file, plan);

    async Task<double> RunAsync(string file, Plan plan)
    {
        // A run of less than a second is of one transaction a client.
        string[] length = plan.Seconds < 1 ? ["-t", "1"] : ["-T", $"{(int)plan.Seconds}"];
        var start = new ProcessStartInfo(program,
        [
            "-n", "-M", "prepared", "-c", $"{plan.Clients}", "-j", "2", .. length,
            "-D", $"rare={rareWords}", "-f", Path(file),
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
