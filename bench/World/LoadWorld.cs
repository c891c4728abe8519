using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Dapper;
using Npgsql;

namespace Feria.Bench;

/// <summary>How fast the data set of all other measures is put in, and how large it is then.</summary>
static class LoadWorld
{
    public static readonly Command Command = Make();

    static Command Make()
    {
        var share = new Option<double>("--share")
        {
            Description = "Of 500,000 users, 100,000 products, 10,000,000 orders and 2,000,000 reviews.",
            DefaultValueFactory = _ => .01,
        };
        var command = new Command("world", "Loads two years of a marketplace and says how fast.") { share };
        command.SetAction((parsed, stop) => RunAsync(parsed.GetValue(share), stop));
        return command;
    }

    static async Task<int> RunAsync(double share, CancellationToken stop)
    {
        await using var installation = await Installation.PrepareAsync();
        var watch = Stopwatch.StartNew();
        await World.LoadAsync(
            installation.Services, Size.Full(DateTime.UtcNow).Times(share), Console.Error, stop);
        Console.WriteLine($"seconds {watch.Elapsed.TotalSeconds:0.0}");
        await TellTablesAsync(installation, Console.Out);
        return 0;
    }

    /// <summary>The largest tables: rows, and bytes of both table and indexes.</summary>
    public static async Task TellTablesAsync(Installation installation, TextWriter tell)
    {
        await tell.WriteLineAsync($"\n{"table",-30} {"rows",12} {"bytes",16} {"indexes",16}");
        foreach (var (table, rows, bytes, indexes) in await LargestAsync(installation))
            await tell.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"{table,-30} {rows,12:N0} {bytes,16:N0} {indexes,16:N0}"));
    }

    static async Task<IEnumerable<(string Table, long Rows, long Bytes, long Indexes)>> LargestAsync(
        Installation installation)
    {
        await using var connection = new NpgsqlConnection(installation.ConnectionString);
        return await connection.QueryAsync<(string, long, long, long)>(LargestSql);
    }

    const string LargestSql = """
        -- bench.load-world.largest
        select relid::regclass::text, n_live_tup, pg_table_size(relid), pg_indexes_size(relid)
        from pg_stat_user_tables
        where n_live_tup > 0
        order by pg_total_relation_size(relid) desc
        limit 20
        """;
}
