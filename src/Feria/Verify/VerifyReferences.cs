using System.Data;
using System.Diagnostics;
using Npgsql;

namespace Feria.Verify;

/// <summary>
/// Proves every claim in one snapshot that PostgreSQL keeps read-only, so that it holds while orders go on: nothing is
/// seen half done, and nobody waits for it.
/// </summary>
public sealed class VerifyReferences(Database database)
{
    /// <summary>So many offenders are named; all are counted.</summary>
    const int Named = 10;

    /// <summary>References, then what modules say of themselves, then what holds between them.</summary>
    public static IReadOnlyList<Claim> Claims { get; } =
    [
        .. References.All.Select(reference => reference.AsClaim()),
        .. Marketplace.Modules.SelectMany(module => module.Claims),
        .. BetweenModules.All,
    ];

    /// <param name="Rows">Of the table that the claim is about.</param>
    /// <param name="Broken">How many offend.</param>
    /// <param name="Offenders">The first of them.</param>
    public sealed record Finding(
        string Claim, string Sentence, long Rows, long Broken, IReadOnlyList<string> Offenders, double Seconds);

    /// <param name="tell">Hears each finding as it is made.</param>
    public async Task<IReadOnlyList<Finding>> RunAsync(Action<Finding>? tell, CancellationToken stop)
    {
        try
        {
            await using var session = await database.ReadAsync(stop);
            return await RunAsync(session.Connection, tell, stop);
        }
        catch (PostgresException conflict) when (conflict.SqlState == PostgresErrorCodes.SerializationFailure)
        {
            // A replica may not wait for a long reader when it replays what the primary has cleaned up.
            await using var session = await database.ReadFreshAsync(stop);
            return await RunAsync(session.Connection, tell, stop);
        }
    }

    static async Task<IReadOnlyList<Finding>> RunAsync(
        NpgsqlConnection connection, Action<Finding>? tell, CancellationToken stop)
    {
        await using var snapshot = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, stop);
        // One process of the server works for it, with room enough to hash instead of sorting on disk.
        await AskAsync(connection, SettingsSql, reader => reader.FieldCount, stop);
        var counted = new Dictionary<string, long>();
        var findings = new List<Finding>();
        foreach (var claim in Claims)
        {
            if (!counted.TryGetValue(claim.Over, out var rows))
                counted[claim.Over] = rows = await AskAsync(
                    connection, $"-- feria.verify-references.count\nselect count(*) from {claim.Over}",
                    reader => reader.GetInt64(0), stop);
            var watch = Stopwatch.StartNew();
            var (broken, offenders) = await BreakersAsync(connection, claim, stop);
            findings.Add(new(claim.Name, claim.Sentence, rows, broken, offenders, watch.Elapsed.TotalSeconds));
            tell?.Invoke(findings[^1]);
        }

        return findings;
    }

    /// <summary>How many break the claim as this connection sees it, and the first of them.</summary>
    internal static Task<(long Broken, string[] Offenders)> BreakersAsync(
        NpgsqlConnection connection, Claim claim, CancellationToken stop) => AskAsync(
            connection, Wrapped(claim.Sql), reader => (reader.GetInt64(0), reader.GetFieldValue<string[]>(1)), stop);

    // The offenders are kept by the server, on disk where they are many; only the first few come here.
    static string Wrapped(string sql) => $"""
        {sql.Split('\n')[0]}
        with offending as materialized (
        {sql}
        )
        select (select count(*) from offending), array(
            select coalesce(offender, '') from (select offender from offending order by 1 limit {Named}) o)
        """;

    static async Task<T> AskAsync<T>(
        NpgsqlConnection connection, string sql, Func<NpgsqlDataReader, T> read, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await using var reader = await command.ExecuteReaderAsync(stop);
        await reader.ReadAsync(stop);
        return read(reader);
    }

    const string SettingsSql = """
        -- feria.verify-references.settings
        select set_config('max_parallel_workers_per_gather', '0', true), set_config('work_mem', '64MB', true),
            set_config('jit', 'off', true)
        """;
}
