using System.Net.Http.Json;
using System.Text.Json;
using Feria.Catalog;
using Feria.Contracts;
using Feria.Launch;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Feria.Nodes.Tests;

/// <summary>A market on a primary and a replica of its own, with something on its shelves.</summary>
public sealed class PairedMarket : FeriaHost
{
    public const string Slug = "acme-lamp";

    public PairedCluster Pair { get; private set; } = null!;
    public IReadOnlyList<Guid> Offers { get; private set; } = [];

    /// <summary>The addresses anybody may look at.</summary>
    public IReadOnlyList<string> Pages { get; private set; } = [];

    protected override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["Feria:Postgres"] = Pair.ConnectionString("feria") + ";Maximum Pool Size=40",
    };

    protected override async Task<string> OpenDatabaseAsync()
    {
        Pair = await PairedCluster.StartAsync();
        var primary = Pair.Primary.ConnectionString();
        await Migrator.RunAsync(primary, Marketplace.Migrations);
        return primary;
    }

    protected override async Task PrepareAsync()
    {
        await using (var tx = await Database.WriteAsync())
        {
            var store = (await Services.GetRequiredService<IStoreBook>()
                .BySlugOrOpenAsync(tx, "stall", "Stall", "USD")).Id;
            var categories = (await PutCategories.RunAsync(tx, "test",
                [new("lamps", null, new Dictionary<string, string> { ["en"] = "Lamps" })])).Ids;
            var listings = Enumerable.Range(1, 20).Select(i => new Listing(
                "test", $"l{i}", $"Acme lamp {i}", "Gives light.", "Acme", "en", [], [categories["lamps"]],
                [new([], [new(store, $"SKU-{i}", 1000 + i, null, "USD", 1_000_000)])], [], []));
            await PutListings.RunAsync(tx, Services.GetRequiredService<IStock>(), [.. listings], "test");
            await tx.CommitAsync();
        }

        await SettleAsync();
        await Pair.FollowedAsync();
        await using var session = await Database.ReadFreshAsync();
        Offers = [.. await session.ListAsync<Guid>("select id from catalog.offer order by sku")];
        var product = await session.OneAsync<string>("select slug from catalog.product order by title limit 1");
        var id = await session.OneAsync<Guid>("select id from catalog.product order by title limit 1");
        Pages =
        [
            "/", "/search?q=lamp", $"/product/{product}", "/category/lamps",
            $"/api/v1/products/{id}", "/api/v1/products?q=acme",
        ];
    }

    /// <summary>Registers somebody and gives their token.</summary>
    public async Task<string> RegisterAsync()
    {
        var answer = await Http.PostAsJsonAsync("/api/v1/accounts", new
        {
            fullName = "Ana Souza",
            email = $"ana.{Guid.NewGuid():N}@example.com",
            idNumber = "529.982.247-25",
            phone = "+55 11 91234-5678",
            password = "correct horse battery",
            address = new
            {
                line1 = "Rua das Flores, 12", city = "São Paulo", region = "SP", postalCode = "01310-100",
                country = "BR",
            },
        });
        Assert.Equal(201, (int)answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString()!;
    }

    /// <summary>Waits until this process finds things as they should be.</summary>
    public async Task FindAsync(string what, Func<Kernel.Nodes, bool> isSo)
    {
        for (var until = DateTimeOffset.UtcNow.AddSeconds(60); DateTimeOffset.UtcNow < until; await Task.Delay(20))
            if (isSo(Database.Nodes))
                return;
        Assert.Fail($"Not within 60 s: {what}. "
            + string.Join("; ", Database.Nodes.Standings.Select(one => $"{one.Node.Name} {one.Node.Seen} {one}")));
    }

    /// <summary>Waits until the primary takes writes and the replica serves reads.</summary>
    public Task WholeAsync() => FindAsync("a primary and a replica that serves", nodes =>
        nodes.Primary is not null && nodes.Standings.Any(one => one is { IsReplica: true, WhyUnused: null }));

    public Task<object?> OnReplicaAsync(string sql) => PairedCluster.SqlAsync(Pair.Replica, "feria", sql);

    public Task<object?> AsSuperuserAsync(PrivateCluster node, string sql)
    {
        var connection = new NpgsqlConnectionStringBuilder(node.ConnectionString()) { Username = "postgres" };
        return RunAsync(connection.ConnectionString + ";Pooling=false", sql);

        static async Task<object?> RunAsync(string connectionString, string sql)
        {
            await using var connection = new NpgsqlConnection(connectionString);
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand(sql, connection);
            return await command.ExecuteScalarAsync();
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Pair.DisposeAsync();
    }
}

/// <summary>The market of one test class; where no replica can be made here, its tests are skipped.</summary>
public sealed class PairedFixture : IAsyncLifetime
{
    PairedMarket? market;
    string? missing;

    public PairedMarket Market
    {
        get
        {
            if (missing is not null) Assert.Skip(missing);
            return market!;
        }
    }

    public async ValueTask InitializeAsync()
    {
        missing = await PairedCluster.MissingAsync();
        if (missing is not null) return;
        market = new();
        await market.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (market is not null) await market.DisposeAsync();
    }
}
