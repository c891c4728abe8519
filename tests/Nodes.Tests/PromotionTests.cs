using Feria.Launch;

namespace Feria.Nodes.Tests;

/// <summary>The replica takes over for good, and the old primary comes back believing it still leads.</summary>
public sealed class PromotionTests(PairedFixture paired, ITestOutputHelper output) : IClassFixture<PairedFixture>
{
    PairedMarket Market => paired.Market;

    [Fact]
    public async Task Writes_go_on_at_the_promoted_replica_and_never_at_an_old_primary_that_returns()
    {
        await Market.WholeAsync();
        var changes = 0;
        Market.Database.Nodes.TimelineChanged += () => Interlocked.Increment(ref changes);
        await using var traffic = await Traffic.StartAsync(Market);
        await traffic.GoOnAsync(60);
        await Market.Pair.FollowedAsync();

        await PairedCluster.KillAsync(Market.Pair.Primary);
        await traffic.NextWriteAsync(write => write.Status == 503);
        await Market.Pair.Replica.PromoteAsync();
        await traffic.NextWriteAsync(write => write.Status == 200);
        await Market.FindAsync("timeline 2", nodes => nodes.Timeline == 2);
        await traffic.GoOnAsync(100);
        Assert.Equal(1, Volatile.Read(ref changes));

        // It never heard of the promotion: a primary like any other, if one asks it alone.
        await Market.Pair.Primary.StartAgainAsync();
        var then = await XidAsync(Market.Pair.Primary);
        await Market.FindAsync("the old primary is seen and not used", nodes => nodes.Standings.Any(one =>
            one.Node.Seen is { IsPrimary: true, At.Timeline: 1 } && one.WhyUnused is not null));
        var written = await XidAsync(Market.Pair.Replica);
        await traffic.NextWriteAsync(write => write.Status == 200);
        await traffic.NextWriteAsync(write => write.Status == 200);
        await traffic.GoOnAsync(100);
        await traffic.StopAsync();

        var failed = traffic.Answers.Where(answer => answer.IsRead && answer.Status != 200).ToList();
        output.WriteLine($"{traffic.Answers.Count(answer => answer.IsRead)} reads, {failed.Count} failed");
        Assert.True(failed.Count == 0, string.Join('\n', failed.Take(10)));
        Assert.Equal(then, await XidAsync(Market.Pair.Primary));
        Assert.True(await XidAsync(Market.Pair.Replica) > written);
        Assert.Equal(0L, await PairedCluster.SqlAsync(Market.Pair.Primary, "feria", """
            select count(*) from pg_stat_activity where application_name in ('feria-read', 'feria-write')
            """));

        // The search index was read anew from the primary there is.
        var found = await Market.Http.GetAsync("/api/v1/products?q=lamp");
        Assert.Equal(200, (int)found.StatusCode);
        Assert.Contains("\"total\":20", await found.Content.ReadAsStringAsync());
    }

    // Whatever is written takes the next transaction id.
    static async Task<long> XidAsync(PrivateCluster node) =>
        (long)(await PairedCluster.SqlAsync(
            node, "feria", "select pg_snapshot_xmax(pg_current_snapshot())::text::bigint"))!;
}
