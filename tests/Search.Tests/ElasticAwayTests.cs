using Feria.Adapters.Elasticsearch;
using Feria.Operations;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Search.Tests;

/// <summary>A real server that goes away while people search, and comes back.</summary>
public sealed class ElasticAwayTests(WithElastic<ElasticAwayTests.Fragile> fragile)
    : IClassFixture<WithElastic<ElasticAwayTests.Fragile>>
{
    const int Shoppers = 4;

    public sealed class Fragile : Stall
    {
        readonly FaultProxy proxy;
        readonly string setting;

        public Fragile()
        {
            var server = ElasticSettings.Parse(ElasticServer.Setting()).Address;
            proxy = FaultProxy.To(server.Host, server.Port);
            setting = $"http://127.0.0.1:{proxy.Port}/test-{Guid.NewGuid():N}?limit_ms=10000";
        }

        protected override IReadOnlyDictionary<string, string> Settings =>
            new Dictionary<string, string> { ["Feria:Elasticsearch"] = setting };

        public void Set(Fault fault) => proxy.Set(fault);

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            await ElasticServer.ForgetAsync(ElasticSettings.Parse(setting));
            await proxy.DisposeAsync();
        }
    }

    [Fact]
    public async Task Nobody_who_searches_notices_and_what_changed_meanwhile_is_caught_up_with()
    {
        var stall = fragile.Host;
        await ElasticServer.CaughtUpAsync(stall.Services);
        using var over = new CancellationTokenSource();
        var shopping = Enumerable.Range(0, Shoppers).Select(_ => ShopAsync(stall, over.Token)).ToList();

        stall.Set(Fault.Cut);
        for (var i = 0; i < 20; i++)
            await stall.PutAsync(stall.Thing("k2", "Crisp Mini Refrigerator", "kitchen", "Crisp", 19_000 + i));
        await stall.PutAsync(
            stall.Thing("a1", "Absent doodad", "home"),
            stall.Thing("f3", "Women's shirt", "fashion", "Andes", 5_000) with { Withdrawn = true });
        await stall.SettleAsync();
        Assert.Equal(["Absent doodad"], await stall.TitlesAsync("q=doodad"));
        Assert.False(stall.Services.GetRequiredService<ElasticEngine>().IsAnswering);

        stall.Set(Fault.None);
        await ElasticServer.CaughtUpAsync(stall.Services);
        await over.CancelAsync();
        Assert.All(await Task.WhenAll(shopping), searches => Assert.InRange(searches, 10, int.MaxValue));

        // The breaker lets one search a second try.
        await Task.Delay(TimeSpan.FromSeconds(1.5));
        Assert.Equal(["Absent doodad"], await stall.TitlesAsync("q=doodad&limit=3"));
        Assert.True(stall.Services.GetRequiredService<ElasticEngine>().IsAnswering);
        var copy = Assert.Single(
            await stall.Services.GetRequiredService<VerifyCopies>().RunAsync(null, false, default),
            one => one.Copy == "elasticsearch.products");
        Assert.Equal((0L, 12L), (copy.Faults, copy.Checked));
    }

    // Each answer is whole: it has the one kettle there is.
    static async Task<int> ShopAsync(Stall stall, CancellationToken over)
    {
        for (var searches = 0; ; searches++)
        {
            if (over.IsCancellationRequested) return searches;
            Assert.Equal(["Kettle 1-1/2 l"], await stall.TitlesAsync($"q=kettle&limit={searches % 50 + 1}"));
        }
    }
}
