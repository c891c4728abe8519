using System.Text.RegularExpressions;
using Npgsql;

namespace Feria.Rules.Tests;

/// <summary>
/// No module touches another's tables: each of its statements is prepared under a role that sees its own schema alone.
/// </summary>
public sealed partial class WallTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    public static TheoryData<string> Modules => [.. Marketplace.Modules.Select(module => module.Name)];

    [Theory]
    [MemberData(nameof(Modules))]
    public async Task A_module_sees_only_its_own_schema(string name)
    {
        var module = Marketplace.Modules.Single(module => module.Name == name);
        var faults = await FaultsAsync(name, Assemblies.Statements(module.GetType().Assembly));
        Assert.True(faults.Count == 0, string.Join('\n', faults.Prepend("")));
    }

    [Fact]
    public async Task Reaching_into_another_room_is_noticed()
    {
        var faults = await FaultsAsync(
            "orders", [("Trespass", "-- orders.trespass.read\nselect id from accounts.account")]);
        Assert.Contains("permission denied for schema accounts", Assert.Single(faults));
    }

    async Task<IReadOnlyList<string>> FaultsAsync(string module, IEnumerable<(string Owner, string Sql)> statements)
    {
        var role = $"sees_{module}_{Guid.NewGuid():N}"[..40];
        await using var connection = new NpgsqlConnection(database.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await RunAsync($"""
            create role {role};
            grant {role} to current_user;
            grant usage on schema {module}, public to {role};
            grant all on all tables in schema {module} to {role};
            grant all on all sequences in schema {module} to {role};
            set role {role}
            """);
        var faults = new List<string>();
        try
        {
            foreach (var (owner, sql) in statements)
            {
                try
                {
                    await RunAsync($"prepare probe as {Numbered(sql)}");
                    await RunAsync("deallocate probe");
                }
                catch (PostgresException fault)
                {
                    faults.Add($"{owner}: {fault.MessageText}. Use a contract call.");
                }
            }
        }
        finally
        {
            await RunAsync($"reset role; drop owned by {role}; drop role {role}");
        }

        return faults;

        async Task RunAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            command.AllResultTypesAreUnknown = true;
            await command.ExecuteNonQueryAsync();
        }
    }

    // @name → $n, as the driver does it; types are left to the server.
    static string Numbered(string sql)
    {
        var names = new List<string>();
        return Parameter().Replace(sql, match =>
        {
            var name = match.Groups[1].Value.ToLowerInvariant();
            if (!names.Contains(name)) names.Add(name);
            return "$" + (names.IndexOf(name) + 1);
        });
    }

    [GeneratedRegex(@"(?<![@<\w])@([A-Za-z_]\w*)")]
    private static partial Regex Parameter();
}
