using System.Globalization;
using Dapper;
using Npgsql;

namespace Feria.Bench;

/// <summary>Which statements PostgreSQL was sent, by the names they carry, from one moment to another.</summary>
sealed class Statements(Installation installation)
{
    const int Most = 25;

    // Microseconds of an operation.
    const double Least = .05;

    /// <param name="Pages">Of 8 KB, looked at or written.</param>
    sealed record Sent(string Name, long Calls, double Milliseconds, long Pages);

    IReadOnlyDictionary<string, Sent> before = new Dictionary<string, Sent>();

    public async Task BeginAsync() => before = await ReadAsync();

    /// <summary>Those that took longest since the beginning, for each of so many operations.</summary>
    public async Task TellAsync(string scenario, int operations)
    {
        var nothing = new Sent("", 0, 0, 0);
        var since = (await ReadAsync()).Values
            .Select(one => (one.Name, Before: before.GetValueOrDefault(one.Name, nothing), Now: one))
            .Select(one => one.Now with
            {
                Calls = one.Now.Calls - one.Before.Calls,
                Milliseconds = one.Now.Milliseconds - one.Before.Milliseconds,
                Pages = one.Now.Pages - one.Before.Pages,
            });
        Console.WriteLine($"{scenario}, each:");
        foreach (var one in since.Where(one => one.Milliseconds * 1000 >= operations * Least)
            .OrderByDescending(one => one.Milliseconds).Take(Most))
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{(double)one.Calls / operations,12:0.000} times {one.Milliseconds * 1000 / operations,8:0.0} µs "
                + $"{(double)one.Pages / operations,8:0.0} pages  {one.Name}"));
    }

    async Task<IReadOnlyDictionary<string, Sent>> ReadAsync()
    {
        await using var connection = new NpgsqlConnection(installation.ConnectionString + ";Pooling=false");
        return (await connection.QueryAsync<Sent>(SentSql)).ToDictionary(one => one.Name);
    }

    const string SentSql = """
        -- bench.statements.sent
        select left(split_part(query, chr(10), 1), 70) as name, sum(calls)::bigint as calls,
            sum(total_exec_time) as milliseconds,
            sum(shared_blks_hit + shared_blks_read)::bigint as pages
        from pg_stat_statements
        where dbid = (select oid from pg_database where datname = current_database())
        group by 1
        """;
}
