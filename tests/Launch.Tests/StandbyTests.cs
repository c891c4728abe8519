namespace Feria.Launch.Tests;

public sealed class StandbyTests
{
    [Fact]
    public async Task A_replica_follows_is_read_only_survives_a_kill_and_can_be_promoted()
    {
        if (await PairedCluster.MissingAsync() is { } missing) Assert.Skip(missing);
        await using var pair = await PairedCluster.StartAsync();

        await AskAsync(pair.Primary, "create table kept as select 42 as answer");
        await pair.FollowedAsync();
        Assert.Equal(42, await AskAsync(pair.Replica, "select answer from kept"));
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => AskAsync(pair.Replica, "drop table kept"));

        var port = pair.Replica.Port;
        await PairedCluster.KillAsync(pair.Replica);
        await pair.Replica.StartAgainAsync();
        Assert.Equal(port, pair.Replica.Port);
        await AskAsync(pair.Primary, "insert into kept values (43)");
        await pair.FollowedAsync();
        Assert.Equal(2L, await AskAsync(pair.Replica, "select count(*) from kept"));

        await PairedCluster.KillAsync(pair.Primary);
        await pair.Replica.PromoteAsync();
        await AskAsync(pair.Replica, "insert into kept values (44)");
        Assert.Equal(3L, await AskAsync(pair.Replica, "select count(*) from kept"));

        // It stays what it was made.
        await PairedCluster.KillAsync(pair.Replica);
        await pair.Replica.StartAgainAsync();
        Assert.Equal(false, await AskAsync(pair.Replica, "select pg_is_in_recovery()"));
    }

    static Task<object?> AskAsync(PrivateCluster node, string sql) => PairedCluster.SqlAsync(node, "feria", sql);
}
