using Feria.Operations;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Verify.Tests;

public sealed class RebuildTests(Seeded market) : IClassFixture<Seeded>
{
    Rebuilds Rebuilds => market.Services.GetRequiredService<Rebuilds>();

    [Theory]
    [InlineData("search", 1)]
    [InlineData("statistics", 6)]
    public async Task Made_again_a_copy_has_the_same_sums(string what, int copies)
    {
        await market.SettleAsync();
        await CarryOnAsync();
        var orders = await Rebuilds.OrderAsync(what, 100_000, default);
        await market.SettleAsync();

        var done = await ListAsync([.. orders]);
        Assert.Equal(copies, done.Count);
        Assert.All(done, one =>
        {
            Assert.NotNull(one.FinishedAt);
            Assert.Equal(one.Before, one.After!);
            Assert.Contains(one.Before, figure => one.Copy == "search.sales" || figure.Value > 0);
        });
    }

    [Fact]
    public async Task It_brings_back_what_was_lost_no_faster_than_told()
    {
        await market.SettleAsync();
        await market.SqlAsync("delete from community.rating");
        var count = (long)(await market.SqlAsync("select count(distinct product_id) from community.review"))!;
        var rate = (int)(count / 2);
        var order = (await Rebuilds.OrderAsync("community.ratings", rate, default)).Single();
        await market.SettleAsync();

        var done = Assert.Single(await ListAsync([order]));
        Assert.Equal((count, count), (done.Done, done.After!["rated products"]));
        Assert.InRange((done.FinishedAt! - done.StartedAt).Value.TotalSeconds, 1.5, 30);
    }

    [Fact]
    public async Task Cut_off_it_goes_on_where_it_was()
    {
        await market.SettleAsync();
        var order = (await Rebuilds.OrderAsync("community.ratings", 200, default)).Single();
        while ((await ListAsync([order])) is not [{ Done: > 0 }]) await Task.Delay(20);
        await market.RestartAsync();
        var before = (await ListAsync([order])).Single();
        Assert.Null(before.FinishedAt);
        await market.SqlAsync("update kernel.job set leased_until = null, due_at = now() where due_at > now()");
        await market.SettleAsync();

        var done = (await ListAsync([order])).Single();
        var walked = (long)(await market.SqlAsync("select count(*) from community.rating"))!;
        Assert.Equal(done.Before, done.After!);
        Assert.Equal(walked, done.Done);
    }

    [Fact]
    public async Task Ordered_anew_the_older_one_gives_way()
    {
        await market.SettleAsync();
        var first = (await Rebuilds.OrderAsync("community.ratings", 50, default)).Single();
        while ((await ListAsync([first])) is not [{ Done: > 0 }]) await Task.Delay(20);
        var second = (await Rebuilds.OrderAsync("community.ratings", 100_000, default)).Single();
        await market.SettleAsync();

        Assert.Null((await ListAsync([first])).Single().After);
        Assert.NotNull((await ListAsync([second])).Single().After);
    }

    // What is trending and what was visited, these two alone, take in what was done once a minute, and of that only
    // what is older than ten seconds; made again they have it at once.
    async Task CarryOnAsync()
    {
        while (await market.SqlAsync(
            "select max(noted_at) > now() - interval '10 seconds' from recommendations.behaviour") is true)
            await Task.Delay(200);
        foreach (var name in new[] { "recommendations.refresh-trending", "insights.count-visits" })
            await market.Services.GetServices<Job>().Single(job => job.Name == name).RunAsync(default, default);
    }

    async Task<IReadOnlyList<Rebuilds.Progress>> ListAsync(Guid[] orders)
    {
        await using var session = await market.Database.ReadAsync();
        return await Rebuilds.ListAsync(session, orders, 100);
    }
}
