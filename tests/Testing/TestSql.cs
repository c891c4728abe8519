using Npgsql;

namespace Feria.Testing;

static class TestSql
{
    public static async Task<object?> RunAsync(string connectionString, string sql)
    {
        await using var connection =
            new NpgsqlConnection(connectionString + ";Pooling=false;Timeout=60;Command Timeout=120");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
