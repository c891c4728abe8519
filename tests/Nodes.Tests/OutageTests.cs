using System.Net.Http.Json;
using System.Text.Json;

namespace Feria.Nodes.Tests;

/// <summary>Nodes die, freeze and come back under people who go on looking at pages.</summary>
public sealed class OutageTests(PairedFixture paired, ITestOutputHelper output) : IClassFixture<PairedFixture>
{
    // Half a second to two on a machine with nothing else to do; without a limit of its own it would be a minute.
    static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    PairedMarket Market => paired.Market;

    [Fact]
    public async Task The_primary_is_killed_and_every_page_still_comes()
    {
        await Market.WholeAsync();
        await using var traffic = await Traffic.StartAsync(Market);
        await traffic.GoOnAsync(60);

        await PairedCluster.KillAsync(Market.Pair.Primary);
        await traffic.NextWriteAsync(write => write.Status == 503);
        await traffic.GoOnAsync(200);
        Assert.Equal("reading only", await ReadyAsync());

        await Market.Pair.Primary.StartAgainAsync();
        await traffic.NextWriteAsync(write => write.Status == 200);
        await traffic.GoOnAsync(60);
        await traffic.StopAsync();

        NoReadFailed(traffic);
        WritesWereRefusedInTime(traffic);
        await CartsAreIntactAsync(traffic);
        await Market.WholeAsync();
        Assert.Equal("ready", await ReadyAsync());
    }

    [Fact]
    public async Task A_frozen_primary_is_left_alone_until_it_thaws()
    {
        await Market.WholeAsync();
        await using var traffic = await Traffic.StartAsync(Market);
        await traffic.GoOnAsync(60);

        PairedCluster.Freeze(Market.Pair.Primary);
        try
        {
            await traffic.NextWriteAsync(write => write.Status == 503);
            await traffic.GoOnAsync(200);
        }
        finally
        {
            PairedCluster.Thaw(Market.Pair.Primary);
        }

        await traffic.NextWriteAsync(write => write.Status == 200);
        await traffic.GoOnAsync(60);
        await traffic.StopAsync();

        NoReadFailed(traffic);
        WritesWereRefusedInTime(traffic);
        await CartsAreIntactAsync(traffic);
    }

    [Fact]
    public async Task The_replica_is_killed_and_nobody_notices()
    {
        await Market.WholeAsync();
        await using var traffic = await Traffic.StartAsync(Market);
        await traffic.GoOnAsync(60);

        await PairedCluster.KillAsync(Market.Pair.Replica);
        await traffic.GoOnAsync(200);
        await Market.Pair.Replica.StartAgainAsync();
        await Market.WholeAsync();
        await traffic.GoOnAsync(60);
        await traffic.StopAsync();

        NoReadFailed(traffic);
        Assert.DoesNotContain(traffic.Answers, answer => !answer.IsRead && answer.Status != 200);
    }

    [Fact]
    public async Task Numbers_and_state_of_each_node_can_be_read()
    {
        await Market.WholeAsync();
        var page = await Market.Http.GetStringAsync("/metrics");
        foreach (var node in Market.Database.Nodes.All)
            foreach (var number in (string[])
                ["up", "primary", "used", "lag_size_bytes", "lag_seconds", "round_trip_seconds"])
                Assert.Contains($"feria_node_{number}{{node=\"{node.Name}\"}}", page);
    }

    void NoReadFailed(Traffic traffic)
    {
        var reads = traffic.Answers.Where(answer => answer.IsRead).ToList();
        var failed = reads.Where(answer => answer.Status != 200).ToList();
        var writes = traffic.Answers.Where(answer => !answer.IsRead).ToList();
        var refused = writes.Where(answer => answer.Status != 200).Select(answer => answer.Took)
            .Append(TimeSpan.Zero).ToList();
        output.WriteLine($"{reads.Count} reads, {failed.Count} failed, the slowest took "
            + $"{reads.Max(answer => answer.Took.TotalSeconds):0.00} s; {writes.Count} writes, "
            + $"{refused.Count - 1} refused, the slowest of these took {refused.Max().TotalSeconds:0.00} s");
        Assert.True(failed.Count == 0, string.Join('\n', failed.Take(10)));
    }

    static void WritesWereRefusedInTime(Traffic traffic)
    {
        var refused = traffic.Answers.Where(answer => !answer.IsRead && answer.Status != 200).ToList();
        Assert.NotEmpty(refused);
        Assert.All(refused, answer =>
        {
            Assert.True(answer is { Status: 503, HasRetryAfter: true }, $"{answer}");
            Assert.True(answer.Took < Soon, $"{answer}");
        });
    }

    // What was answered is there; what was not may be there or not, whole.
    async Task CartsAreIntactAsync(Traffic traffic)
    {
        foreach (var (client, (kept, unknown)) in traffic.Carts)
        {
            var cart = await client.GetFromJsonAsync<JsonElement>("/api/v1/cart");
            var shown = cart.GetProperty("count").GetInt32();
            Assert.True(shown == kept || unknown.Contains(shown), $"{shown} units, and {kept} were confirmed.");
        }

        Assert.True(await Market.SqlAsync("select count(*) > 0 from orders.cart") is true);
    }

    async Task<string?> ReadyAsync()
    {
        var answer = await Market.Http.GetAsync("/readyz");
        Assert.Equal(200, (int)answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("status").GetString();
    }
}
