using Feria.Launch;

namespace Feria.Feeds.Tests;

/// <summary>The primary dies and its replica is promoted: it has every event, and no slot.</summary>
public sealed class PromotedFeedTests
{
    const string Name = "promoted";
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    readonly Guid product = Guid.NewGuid();

    [Fact]
    public async Task At_the_promoted_replica_each_event_is_heard_once_and_what_is_done_by_hand_again()
    {
        var missing = await PairedCluster.MissingAsync();
        Assert.SkipWhen(missing is not null, missing ?? "");
        await using var pair = await PairedCluster.StartAsync();
        await PairedCluster.SqlAsync(pair.Primary, "postgres", $"create database {Name}");
        await Migrator.RunAsync(pair.Primary.ConnectionString(Name), Marketplace.Migrations);
        await PairedCluster.SqlAsync(pair.Primary, Name, $"""
            create table heard (key uuid not null);
            insert into catalog.product (id, slug, title, language) values ('{product}', 'p', 'Thing', 'en')
            """);
        await using var running = await Running.StartAsync(pair.ConnectionString(Name));
        await EventuallyAsync(() => Task.FromResult(running.Feed!.IsReading));
        var said = new List<Guid>();
        await SayAsync(running, said);
        await EventuallyAsync(async () => (await HeardAsync(pair.Primary)).Count >= said.Count);
        await pair.FollowedAsync();

        await PairedCluster.KillAsync(pair.Primary);
        await pair.Replica.PromoteAsync();
        await SayAsync(running, said);
        // A slot is seen before it is made; from when it is, what is done by hand is heard.
        await EventuallyAsync(async () => await CountAsync(
            pair.Replica, "select count(*) from pg_replication_slots where confirmed_flush_lsn is not null") == 1);
        await PairedCluster.SqlAsync(pair.Replica, Name, "update catalog.product set title = 'By hand'");

        await EventuallyAsync(async () => (await HeardAsync(pair.Replica)).Contains(product));
        Assert.Equal(said.Append(product).Order(), (await HeardAsync(pair.Replica)).Order());
        Assert.Equal(1, await CountAsync(
            pair.Replica, "select count(*) from kernel.event where kind = 'kernel.changes-missed.v1'"));
    }

    // Until there is a primary again a write is refused, and said again.
    static async Task SayAsync(Running running, List<Guid> said)
    {
        for (var i = 0; i < 30; i++)
        {
            var key = Guid.NewGuid();
            await EventuallyAsync(async () =>
            {
                try
                {
                    await running.SayAsync(key);
                    return true;
                }
                catch (Outage)
                {
                    return false;
                }
            });
            said.Add(key);
        }
    }

    static async Task<IReadOnlyList<Guid>> HeardAsync(PrivateCluster node) =>
        (Guid[])(await PairedCluster.SqlAsync(node, Name, "select coalesce(array_agg(key), '{}') from heard"))!;

    static async Task<long> CountAsync(PrivateCluster node, string sql) =>
        (long)(await PairedCluster.SqlAsync(node, Name, sql))!;

    static async Task EventuallyAsync(Func<Task<bool>> isSo)
    {
        for (var until = DateTime.UtcNow + Patience; DateTime.UtcNow < until; await Task.Delay(50))
            if (await isSo()) return;
        Assert.Fail("It did not come to be.");
    }
}
