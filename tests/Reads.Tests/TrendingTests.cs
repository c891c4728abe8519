using Feria.Recommendations;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Reads.Tests;

/// <summary>What is trending is carried on from minute to minute, and is what weighing all anew would give.</summary>
public sealed class TrendingTests(TrendingTests.WithoutClock host) : IClassFixture<TrendingTests.WithoutClock>
{
    /// <summary>Runs nothing by the clock: each minute here is one of the test's.</summary>
    public sealed class WithoutClock : FeriaHost
    {
        protected override IReadOnlyDictionary<string, string> Settings =>
            new Dictionary<string, string> { ["Feria:Roles"] = "web" };
    }

    static readonly string[] Kinds = ["view", "view", "view", "add", "purchase", "search", "click"];

    readonly RefreshTrending refresh = new(host.Database);

    [Fact]
    public async Task Carried_on_it_weighs_what_everything_weighs_that_was_done()
    {
        await BeginAsync();
        var dice = new Random(20_261_122);
        var products = Enumerable.Range(0, 12).Select(_ => Id.New()).ToArray();
        for (var round = 0; round < 5; round++)
        {
            await DoAsync(Enumerable.Range(0, 40).Select(_ => new Behaviour(
                DateTime.UtcNow.AddHours(-dice.NextDouble() * 24 * 13), Kinds[dice.Next(Kinds.Length)], null, null,
                products[dice.Next(products.Length)], dice.Next(4) is > 0 and var category ? category : null, null,
                null)));
            await refresh.CatchUpAsync(default);
        }

        Assert.Equal(0L, await host.SqlAsync(DifferingSql));
        Assert.InRange((long)(await host.SqlAsync("select count(*) from recommendations.trending"))!, 12, 48);

        await BeginAnewAsync();
        await refresh.CatchUpAsync(default);
        Assert.Equal(0L, await host.SqlAsync(DifferingSql));
    }

    [Fact]
    public async Task Weighed_anew_it_stays_as_it_was_until_one_transaction_has_made_all_of_it()
    {
        await BeginAsync();
        var products = Enumerable.Range(0, 6).Select(_ => Id.New()).ToArray();
        await DoAsync(products.Select((product, days) => new Behaviour(
            DateTime.UtcNow.AddDays(-2 * days), "view", null, null, product, null, null, null)));
        await host.SqlAsync("update recommendations.behaviour set noted_at = at");
        await refresh.CatchUpAsync(default);
        // What it is to be when it is weighed anew, and what it must not be before.
        await host.SqlAsync($"delete from recommendations.trending where product_id = '{products[0]}'");

        await BeginAnewAsync();
        Assert.Equal(5L, await host.SqlAsync("select count(*) from recommendations.trending"));
        await refresh.CatchUpAsync(default);

        Assert.Equal("6 in 1", await host.SqlAsync("""
            select count(*) || ' in ' || count(distinct t.xmin::text)
            from recommendations.trending t
            """));
        Assert.Equal(0L, await host.SqlAsync(DifferingSql));
    }

    // Its maker holds how far it has come, then what is trending: taken the other way round, they could deadlock.
    [Fact]
    public async Task Who_orders_it_anew_waits_for_nothing_that_is_trending()
    {
        await BeginAsync();
        await DoAsync([new(DateTime.UtcNow, "view", null, null, Id.New(), null, null, null)]);
        await refresh.CatchUpAsync(default);
        await using (var holder = await host.Database.WriteAsync())
        {
            Assert.Single(await holder.ListAsync<Guid>("select product_id from recommendations.trending for update"));
            await BeginAnewAsync().WaitAsync(TimeSpan.FromSeconds(20));
        }

        await refresh.CatchUpAsync(default);
    }

    [Fact]
    public async Task What_was_written_just_now_counts_once_with_the_minute_after()
    {
        await BeginAsync();
        var product = Id.New();
        await DoAsync([new(DateTime.UtcNow, "view", null, null, product, null, null, null)]);

        await refresh.RunAsync(default, default);
        Assert.Equal(0L, await CountAsync(product));

        await refresh.CatchUpAsync(default);
        await refresh.CatchUpAsync(default);

        Assert.Equal(1L, await CountAsync(product));
        Assert.Equal(0L, await host.SqlAsync(DifferingSql));
    }

    [Fact]
    public async Task What_nobody_cares_for_any_more_is_forgotten()
    {
        var (cold, warm) = (Id.New(), Id.New());
        await host.SqlAsync($"""
            insert into recommendations.trending (category, product_id, score)
            select 9, p.id, extract(epoch from now()) / 172800 - p.halves
            from (values ('{cold}'::uuid, 7.01), ('{warm}'::uuid, 6.99)) as p(id, halves)
            """);

        await host.Services.GetServices<Job>().Single(job => job.Name == "recommendations.sweep-trending")
            .RunAsync(default, default);

        Assert.Equal((0L, 1L), (await CountAsync(cold), await CountAsync(warm)));
        await host.SqlAsync("delete from recommendations.trending where category = 9");
    }

    async Task BeginAsync()
    {
        await host.SqlAsync("delete from recommendations.behaviour");
        await BeginAnewAsync();
    }

    async Task BeginAnewAsync()
    {
        await using var tx = await host.Database.WriteAsync();
        await RefreshTrending.BeginAnewAsync(tx);
        await tx.CommitAsync();
    }

    async Task<long> CountAsync(Guid product) => (long)(await host.SqlAsync(
        $"select count(*) from recommendations.trending where product_id = '{product}'"))!;

    async Task DoAsync(IEnumerable<Behaviour> done) => await BehaviourLog.CopyAsync(host.Database, [.. done]);

    // Everything weighed anew and in the plain way, beside what is kept.
    const string DifferingSql = """
        with done as (
            select coalesce(category, 0) as category, product_id,
                case kind when 'purchase' then 20 when 'add' then 5 else 1 end
                    * power(0.5, extract(epoch from now() - at)::float8 / 172800) as weight
            from recommendations.behaviour
            where kind in ('view', 'add', 'purchase')),
        weighed as (
            select category, product_id, sum(weight) as weight
            from (select * from done where category <> 0 union all select 0, product_id, weight from done) all_of_it
            group by 1, 2)
        select count(*)
        from weighed w
        full join recommendations.trending t using (category, product_id)
        where w.weight is null or t.score is null
            or abs(power(2, t.score - extract(epoch from now())::float8 / 172800) / w.weight - 1) > 1e-9
        """;
}
