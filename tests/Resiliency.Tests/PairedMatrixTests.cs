using Feria.Launch;

namespace Feria.Resiliency.Tests;

/// <summary>A primary and a replica, each behind a proxy of its own.</summary>
public sealed class PairedStreet : Street
{
    PairedCluster? pair;

    public string? Missing { get; private set; }

    protected override string Postgres => pair is null
        ? base.Postgres
        : new Npgsql.NpgsqlConnectionStringBuilder(pair.Primary.ConnectionString())
        {
            Host = string.Join(
                ',', Through("primary", pair.Primary.ConnectionString()),
                Through("replica", pair.Replica.ConnectionString())),
        }.ConnectionString;

    protected override async Task<string> OpenDatabaseAsync()
    {
        Missing = await PairedCluster.MissingAsync();
        if (Missing is not null) return await base.OpenDatabaseAsync();
        pair = await PairedCluster.StartAsync();
        await Migrator.RunAsync(pair.Primary.ConnectionString(), Marketplace.Migrations);
        return pair.Primary.ConnectionString();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (pair is not null) await pair.DisposeAsync();
    }
}

/// <summary>Two nodes of PostgreSQL: what is looked at goes on while either of them misbehaves.</summary>
public sealed class PairedMatrixTests(PairedStreet street) : Matrix(street), IClassFixture<PairedStreet>
{
    public static TheoryData<string, string, string, int> Rows => new()
    {
        { "primary", "down", "sign-in checkout", 10 },
        { "primary", "slow", "sign-in checkout", 10 },
        { "primary", "half-open", "sign-in checkout", 10 },
        { "primary", "errors", "sign-in checkout", 10 },
        { "replica", "down", "", 10 },
        { "replica", "slow", "", 10 },
        { "replica", "half-open", "", 10 },
        { "replica", "errors", "", 10 },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public Task What_is_looked_at_goes_on_with_the_other_node(
        string node, string fault, string mayFail, int seconds)
    {
        Assert.SkipWhen(street.Missing is not null, street.Missing ?? "");
        return HoldsAsync(node, fault, "cash_on_delivery", mayFail, seconds);
    }
}
