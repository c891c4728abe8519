using System.Diagnostics;
using Feria.Adapters.Elasticsearch;
using Feria.Operations;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Search.Tests;

/// <summary>How the index in Elasticsearch is made again while people search; on a real server alone.</summary>
public sealed class ElasticRebuildTests(WithElastic<ElasticStall> stall) : IClassFixture<WithElastic<ElasticStall>>
{
    // A product a second: slow enough to look on.
    const int Slowly = 1;

    static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    Stall Stall => stall.Host;

    IndexKeeper Keeper => new(
        Stall.Services.GetRequiredService<ElasticClient>(), Stall.Services.GetRequiredService<ElasticSettings>());

    [Fact]
    public async Task A_rebuild_is_a_new_index_filled_beside_the_one_in_use_which_is_fed_on()
    {
        await Stall.SettleAsync();
        var products = (long)(await Stall.SqlAsync("select count(*) from search.document"))!;
        var before = await LiveAsync();
        var order = await OrderAsync();
        var next = await NextAsync();

        await Stall.PutAsync(Stall.Thing("r1", "Newcomer gizmo", "home"));
        await UntilAsync(async () => (await Stall.TitlesAsync("q=gizmo")).Count == 1);
        Assert.Equal(before, await LiveAsync());

        var progress = await OverAsync(order);
        Assert.Equal(next, await LiveAsync());
        Assert.Equal(products, progress.Before["documents"]);
        Assert.Equal((products + 1, products + 1), (progress.Done, progress.After!["documents"]));
        Assert.Equal(["Newcomer gizmo"], await Stall.TitlesAsync("q=gizmo"));
        await UntilAsync(async () => (await AllAsync()).SequenceEqual([next]));
    }

    [Fact]
    public async Task One_that_was_interrupted_is_taken_up_where_it_was()
    {
        await Stall.SettleAsync();
        var order = await OrderAsync();
        var next = await NextAsync();
        await UntilAsync(async () => await Keeper.PositionAsync(next, default) > 0);
        var position = await Keeper.PositionAsync(next, default);

        await Stall.RestartAsync();

        Assert.InRange(await Keeper.PositionAsync(next, default), position, long.MaxValue);
        await OverAsync(order);
        await UntilAsync(async () => (await AllAsync()).SequenceEqual([next]));
        var verify = Stall.Services.GetRequiredService<VerifyCopies>();
        var copy = Assert.Single(
            await verify.RunAsync(null, false, default), one => one.Copy == "elasticsearch.products");
        Assert.Equal((0L, null), (copy.Faults, copy.Unsettled));
    }

    [Fact]
    public async Task An_index_that_nobody_wants_is_dropped_and_of_two_in_use_the_right_one_stays()
    {
        await Stall.SettleAsync();
        var live = await LiveAsync();
        var other = new WantedIndex("another life", "another shape", Guid.Empty, new(1, 0));
        var stray = await Keeper.MakeAsync(other, default);
        await UntilAsync(async () => (await AllAsync()).SequenceEqual([live]));

        stray = await Keeper.MakeAsync(other, default);
        await Keeper.PutBehindAliasAsync(stray, default);
        await UntilAsync(async () => !(await AllAsync()).Contains(stray.Name));
        await Stall.SettleAsync();
        Assert.Equal(["Kettle 1-1/2 l"], await Stall.TitlesAsync("q=kettle"));
    }

    [Fact]
    public async Task Of_two_orders_the_later_one_holds_whichever_comes_last()
    {
        ElasticServer.SkipWithout();
        var settings = ElasticSettings.Parse(ElasticServer.Setting());
        using var client = new ElasticClient(settings);
        var keeper = new IndexKeeper(client, settings);
        var (earlier, later) = (Id.FirstAt(DateTimeOffset.UtcNow.AddHours(-1)), Id.New());
        try
        {
            await keeper.AskForAsync(later, new(7, 3), default);
            await keeper.AskForAsync(earlier, new(1, 0), default);

            Assert.Equal((later, new Pace(7, 3)), await keeper.OrderAsync(default));
        }
        finally
        {
            await ElasticServer.ForgetAsync(settings);
        }
    }

    async Task<Guid> OrderAsync() => Assert.Single(
        await Stall.Services.GetRequiredService<Rebuilds>().OrderAsync("elasticsearch", Slowly, default));

    async Task<Rebuilds.Progress> OverAsync(Guid order)
    {
        Rebuilds.Progress? progress = null;
        await UntilAsync(async () =>
        {
            await using var session = await Stall.Database.ReadFreshAsync();
            progress = (await Rebuilds.ListAsync(session, [order], 1)).SingleOrDefault();
            return progress?.FinishedAt is not null;
        });
        return progress!;
    }

    // The one that is being filled.
    async Task<string> NextAsync()
    {
        KeptIndex? next = null;
        await UntilAsync(async () =>
            (next = (await Keeper.ListAsync(default)).SingleOrDefault(index => !index.IsLive)) is not null);
        return next!.Name;
    }

    static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        for (var watch = Stopwatch.StartNew(); !await isSo(); await Task.Delay(50))
            if (watch.Elapsed > Limit) throw new TimeoutException($"Not so within {Limit.TotalSeconds} s.");
    }

    async Task<List<string>> AllAsync() => [.. (await Keeper.ListAsync(default)).Select(one => one.Name)];

    async Task<string> LiveAsync() => (await Keeper.ListAsync(default)).Single(index => index.IsLive).Name;
}
