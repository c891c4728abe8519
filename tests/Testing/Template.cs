using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Feria.Testing;

/// <summary>
/// The migrated database every test database is copied from. It is named after what made it, so it outlives a run
/// and is made anew only when a migration changes.
/// </summary>
static class Template
{
    static readonly Lazy<Task<string>> Made = new(MakeAsync);

    public static Task<string> NameAsync() => Made.Value;

    static async Task<string> MakeAsync()
    {
        var name = $"template_{Fingerprint()}";
        var server = await TestCluster.ConnectionStringAsync();

        // Session-wide, so that of several test processes one makes it and the others wait.
        await using var connection = new NpgsqlConnection(server + ";Pooling=false;Command Timeout=300");
        await connection.OpenAsync();
        await RunAsync("select pg_advisory_lock(hashtext('feria test template'))");
        if (await RunAsync($"select 1 from pg_database where datname = '{name}' and datistemplate") is not null)
            return name;

        await RunAsync($"drop database if exists {name} with (force)");
        await RunAsync($"create database {name}");
        await Migrator.RunAsync(await TestCluster.ConnectionStringAsync(name), Marketplace.Migrations);
        await RunAsync($"alter database {name} with is_template true");
        return name;

        async Task<object?> RunAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            return await command.ExecuteScalarAsync();
        }
    }

    static string Fingerprint()
    {
        var made = string.Join('\n', Marketplace.Migrations.Select(one => $"{one.Module} {one.Checksum}"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(made)))[..16];
    }
}
