using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Npgsql;

namespace Feria.Kernel;

/// <summary>
/// Applies <c>db/&lt;module&gt;/0001_words.sql</c> forward only, each in its own transaction, under one advisory lock
/// so that starting processes do not cross. A shipped file that was edited is refused by its checksum.
/// </summary>
public static class Migrator
{
    const long LockKey = 0x466572696121; // "Feria!"

    public sealed record Migration(string Module, int Number, string Name, string Sql)
    {
        public string Checksum { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql)));
    }

    /// <summary>
    /// The migrations embedded in an assembly as <c>db/module/0001_words.sql</c>, in the order of the modules.
    /// </summary>
    public static IReadOnlyList<Migration> In(Assembly assembly, IReadOnlyList<string> modules) =>
    [
        .. assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith("db/", StringComparison.Ordinal)
                && name.EndsWith(".sql", StringComparison.Ordinal))
            .Select(name => Read(assembly, name))
            .OrderBy(migration => IndexOf(modules, migration.Module))
            .ThenBy(migration => migration.Number),
    ];

    /// <summary>Applies what is missing and returns it. Safe to call from every process at once.</summary>
    public static async Task<IReadOnlyList<Migration>> RunAsync(
        string connectionString, IReadOnlyList<Migration> migrations, CancellationToken stop = default)
    {
        var primary = await Nodes.PrimaryOfAsync(connectionString, stop);
        var settings = new NpgsqlConnectionStringBuilder(primary) { Pooling = false, CommandTimeout = 0 };
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(stop);
        await connection.ExecuteAsync("select pg_advisory_lock(@LockKey)", new { LockKey });
        await connection.ExecuteAsync(BookSql);
        var applied = (await connection.QueryAsync<Applied>(AppliedSql))
            .ToDictionary(row => (row.Module, row.Number));

        foreach (var migration in migrations)
        {
            if (applied.TryGetValue((migration.Module, migration.Number), out var row)
                && row.Checksum != migration.Checksum)
                throw new InvalidOperationException(
                    $"db/{migration.Module}/{migration.Name} was changed after it was applied. "
                    + "Restore it and add a new file.");
        }

        var missing = migrations.Where(migration => !applied.ContainsKey((migration.Module, migration.Number)))
            .ToList();
        foreach (var migration in missing) await ApplyAsync(connection, migration, stop);
        return missing;
    }

    static async Task ApplyAsync(NpgsqlConnection connection, Migration migration, CancellationToken stop)
    {
        await using var transaction = await connection.BeginTransactionAsync(stop);
        await connection.ExecuteAsync("set local lock_timeout = '10s'", transaction: transaction);
        // Straight through Npgsql: Dapper would take an @ in the text for a parameter.
        await using (var command = new NpgsqlCommand(migration.Sql, connection, transaction))
            await command.ExecuteNonQueryAsync(stop);
        await connection.ExecuteAsync(RecordSql, migration, transaction);
        await transaction.CommitAsync(CancellationToken.None);
    }

    static Migration Read(Assembly assembly, string resource)
    {
        var parts = resource.Split('/');
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return new Migration(parts[1], int.Parse(parts[2].AsSpan(0, 4)), parts[2], reader.ReadToEnd());
    }

    static int IndexOf(IReadOnlyList<string> modules, string module)
    {
        for (var i = 0; i < modules.Count; i++)
            if (modules[i] == module) return i;
        throw new InvalidOperationException($"db/{module} belongs to no module.");
    }

    sealed record Applied(string Module, int Number, string Checksum);

    const string BookSql = """
        create schema if not exists kernel;
        create table if not exists kernel.migration (
            module text not null,
            number int not null,
            name text not null,
            checksum text not null,
            applied_at timestamptz not null default now(),
            constraint migration_pk primary key (module, number)
        );
        """;

    const string AppliedSql = """
        -- kernel.migrator.applied
        select module, number, checksum from kernel.migration
        """;

    const string RecordSql = """
        -- kernel.migrator.record
        insert into kernel.migration (module, number, name, checksum) values (@Module, @Number, @Name, @Checksum)
        """;
}
