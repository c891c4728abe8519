using System.Text.Json;
using Feria.Bench;
using Npgsql;

namespace Feria.Verify.Tests;

/// <summary>The bench at its smallest: all of it runs, and it does not call a broken world fast.</summary>
public sealed class BenchTests(BenchTests.Worlds worlds) : IClassFixture<BenchTests.Worlds>
{
    /// <summary>The one this size has is kept from run to run.</summary>
    public sealed class Worlds : IAsyncLifetime
    {
        public const string Name = "world_1000";

        public string Json { get; } = Path.GetTempFileName();

        public async ValueTask InitializeAsync()
        {
            Environment.SetEnvironmentVariable("FERIA_ROOT", TestCluster.Root);
            Environment.SetEnvironmentVariable("FERIA_BENCH_POSTGRES", await TestCluster.ConnectionStringAsync());
        }

        public async Task SqlAsync(string sql)
        {
            await using var connection = new NpgsqlConnection(Installation.At(Name) + ";Pooling=false");
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand(sql, connection);
            Assert.Equal(1, await command.ExecuteNonQueryAsync());
        }

        public async ValueTask DisposeAsync()
        {
            await Installation.DropAsync(Name);
            File.Delete(Json);
        }
    }

    Task<int> RunAsync(params string[] words) => Measuring.Make().Parse([
        .. words, "--size", "0.01%", "--seconds", "0.1", "--clients", "4", "--shoppers", "20", "--json", worlds.Json,
    ]).InvokeAsync();

    [Fact]
    public async Task Every_scenario_runs_and_is_told_in_the_shape_that_is_promised()
    {
        Assert.Equal(0, await RunAsync());
        using var told = JsonDocument.Parse(await File.ReadAllTextAsync(worlds.Json));
        Assert.Equal(
            ["machine", "size", "scenarios", "invariants"],
            told.RootElement.EnumerateObject().Select(one => one.Name));
        Assert.Equal("0.01%", told.RootElement.GetProperty("size").GetString());
        var scenarios = told.RootElement.GetProperty("scenarios").EnumerateArray().ToList();
        Assert.Equal(
            Scenario.All.Select(one => one.Name).Append("memory-loaded"),
            scenarios.Select(one => one.GetProperty("name").GetString()));
        Assert.All(scenarios, one =>
        {
            Assert.Equal(
                ["name", "value", "unit", "baseline", "ratio", "target", "p50_ms", "p99_ms", "met"],
                one.EnumerateObject().Take(9).Select(field => field.Name));
            Assert.True(one.GetProperty("value").GetDouble() > 0, one.ToString());
            if (one.GetProperty("errors") is { ValueKind: JsonValueKind.Number } errors)
                Assert.True(errors.GetInt32() == 0, one.ToString());
        });
        var invariants = told.RootElement.GetProperty("invariants").EnumerateArray().ToList();
        Assert.Equal(
            [
                "flash-sale-sold-exactly-its-units", "flash-sale-proof-holds", "references", "never-oversold",
                "ledger-sums-to-zero", "every-201-has-its-order",
            ],
            invariants.Select(one => one.GetProperty("name").GetString()));
        Assert.All(invariants, one => Assert.True(one.GetProperty("holds").GetBoolean(), one.ToString()));
    }

    [Fact]
    public async Task A_world_that_was_broken_by_hand_fails_the_bench_and_is_named()
    {
        var size = Size.Read("0.01%", DateTime.UtcNow)!;
        await using (var made = (await KeptWorld.OpenAsync(size, TextWriter.Null, default)).Installation)
            Assert.NotEqual(Installation.At(Worlds.Name), made.ConnectionString);
        const string oneOffer = "where offer_id = (select offer_id from inventory.stock order by 1 limit 1)";
        await worlds.SqlAsync($"update inventory.stock set sold = sold + 1 {oneOffer}");
        Assert.Equal(1, await RunAsync("driver"));
        await worlds.SqlAsync($"update inventory.stock set sold = sold - 1 {oneOffer}");

        using var told = JsonDocument.Parse(await File.ReadAllTextAsync(worlds.Json));
        var broken = Assert.Single(
            told.RootElement.GetProperty("invariants").EnumerateArray(), one => !one.GetProperty("holds").GetBoolean());
        Assert.Equal("references", broken.GetProperty("name").GetString());
        Assert.Contains("inventory.initial-and-adjustments-are-kept", broken.GetProperty("why").GetString());
    }

    [Theory]
    [InlineData("1%", 100_000)]
    [InlineData("full", 10_000_000)]
    [InlineData("0.1%", 10_000)]
    public void A_size_is_a_share_of_the_full_one(string text, int orders) =>
        Assert.Equal(orders, Size.Read(text, new(2026, 3, 1, 0, 0, 0, DateTimeKind.Utc))!.Orders);

    [Theory]
    [InlineData("101%")]
    [InlineData("0%")]
    [InlineData("10")]
    [InlineData("%")]
    public void What_is_no_share_is_no_size(string text) =>
        Assert.Null(Size.Read(text, new(2026, 3, 1, 0, 0, 0, DateTimeKind.Utc)));
}
