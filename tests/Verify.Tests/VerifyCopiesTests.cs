using Feria.Catalog;
using Feria.Contracts;
using Feria.Operations;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Verify.Tests;

public sealed class VerifyCopiesTests(Seeded market) : IClassFixture<Seeded>
{
    VerifyCopies Verify => market.Services.GetRequiredService<VerifyCopies>();

    [Fact]
    public async Task Copies_that_are_true_are_said_to_be()
    {
        await market.SettleAsync();
        var told = 0;
        var findings = await Verify.RunAsync(_ => told++, repair: false, CancellationToken.None);

        Assert.Equal([], findings.Where(one => one.Faults > 0).Select(one => $"{one.Copy}: {one.First[0]}"));
        Assert.Equal(told, findings.Count);
        Assert.Equal(
            [
                "cache.all", "community.ratings", "community.store-ratings", "insights.sales", "insights.visits",
                "marketing.people", "recommendations.trending", "search.index", "search.sales",
            ],
            findings.Select(one => one.Copy).Where(name => !name.Contains(' ')).Order());
        Assert.InRange(findings.Single(one => one.Copy == "search.index").Checked, 2_000, 10_000);
        Assert.InRange(findings.Single(one => one.Copy.StartsWith("search.memory of ")).Checked, 2_000, 10_000);
    }

    // What is done to the copy, and what is then said of it.
    static readonly (string Copy, string Harm, string Said)[] Harms =
    [
        ("search.index", "update search.document set price_minor = price_minor + 1 where price_minor > 0 and",
            "differing document"),
        ("search.index", "update search.document set price_step = 0 where price_step > 0 and", "differing document"),
        ("search.index", "update search.card set title = 'Another' where", "differing card"),
        ("search.index", "delete from search.card where", "missing card"),
        ("search.index", "delete from search.code where", "differing codes"),
        ("search.index", "delete from search.listing where", "differing listings"),
        ("community.ratings", "update community.rating set fives = fives + 1 where", "differing stars"),
        ("community.ratings", "delete from community.rating where count > 0 and", "missing stars"),
        ("community.store-ratings", "update community.store_rating set stars = stars - 1 where", "differing stars"),
        ("community.store-ratings", "delete from community.store_rating where", "missing stars"),
        ("insights.sales", "update insights.sale set revenue_minor = revenue_minor + 1 where", "differing"),
        ("insights.sales", "delete from insights.sale where", "missing"),
        ("search.sales", "update search.sale set units = units + 1 where", "differing"),
        ("search.sales", "delete from search.sale where", "missing"),
    ];

    [Fact]
    public async Task What_differs_is_named_and_repaired()
    {
        await SellAsync();
        await SellAsync();
        await market.SettleAsync();
        // Each harm to another row, so that none hides another.
        foreach (var (at, (copy, harm, said)) in Harms.Index())
        {
            var table = harm.Split(' ')[harm.StartsWith("update", StringComparison.Ordinal) ? 1 : 2];
            var which = harm.EndsWith(" where", StringComparison.Ordinal) ? "true"
                : harm[(harm.IndexOf(" where ", StringComparison.Ordinal) + 7)..^4];
            var row = table.EndsWith(".sale", StringComparison.Ordinal) ? at % 2 : at * 3 % 20;
            await market.SqlAsync(
                $"{harm} ctid = (select ctid from {table} where {which} order by ctid desc offset {row} limit 1)");
        }

        var findings = await Verify.RunAsync(null, repair: true, default);
        foreach (var (copy, harm, said) in Harms)
        {
            var found = findings.Single(one => one.Copy == copy);
            Assert.Null(found.Unsettled);
            Assert.True(
                found.First.Any(first => said.Split(' ').All(word => first.Contains(word))),
                $"{harm}: {string.Join(", ", found.First)}");
        }

        await market.SettleAsync();
        await ExpectAsync("search.index", null, repair: false);
    }

    [Fact]
    public async Task A_document_of_what_is_not_sold_any_more_is_surplus_and_one_that_is_lost_is_missing()
    {
        await market.SettleAsync();
        await market.SqlAsync("""
            update catalog.product set withdrawn_at = now() where id = (select product_id from search.document limit 1)
            """);
        await ExpectAsync("search.index", "surplus document", repair: true);
        await market.SettleAsync();
        await ExpectAsync("search.index", null, repair: false);

        await market.SqlAsync("""
            update catalog.product set withdrawn_at = null
            where id = (
                select id from catalog.product where withdrawn_at is not null order by withdrawn_at desc limit 1)
            """);
        await ExpectAsync("search.index", "missing document", repair: true);
        await market.SettleAsync();
        await ExpectAsync("search.index", null, repair: false);
    }

    [Fact]
    public async Task Sales_of_a_day_the_log_does_not_have_are_surplus()
    {
        await market.SettleAsync();
        await market.SqlAsync("""
            insert into search.sale (product_id, day, units)
            select product_id, date '2001-05-06', 4 from search.document order by product_id limit 1
            """);
        await ExpectAsync("search.sales", "surplus 2001-05-06", repair: true);
        await market.SettleAsync();
        await ExpectAsync("search.sales", null, repair: false);
    }

    // Trending is made anew each minute, which is said to nobody: a list of it may be ten seconds old.
    [Fact]
    public async Task A_hot_copy_no_older_than_it_may_be_is_no_lie()
    {
        await market.SettleAsync();
        await market.SqlAsync("""
            insert into recommendations.trending (category, product_id, score)
            select 0, product_id, 1e9 from search.document order by product_id limit 3
            on conflict (category, product_id) do update set score = excluded.score
            """);
        market.ForgetCopies();
        await market.Http.GetAsync("/api/v1/trending");
        await market.SqlAsync("delete from recommendations.trending where category = 0 and score = 1e9");

        var compared = await market.Services.GetRequiredService<Cache>().CompareAsync(default);
        Assert.Equal([], compared.Differing);
    }

    [Fact]
    public async Task A_process_that_missed_a_change_is_found_out_and_begins_anew()
    {
        await market.SettleAsync();
        await market.Http.GetAsync("/api/v1/products?q=chair");
        await market.SqlAsync("""
            alter table search.document disable trigger document_gone;
            with gone as (delete from search.document where product_id = (
                select product_id from search.document order by product_id desc limit 1) returning product_id)
            update catalog.product set withdrawn_at = now() where id in (select product_id from gone);
            alter table search.document enable trigger document_gone
            """);

        var memory = (await Verify.RunAsync(null, repair: true, default)).Single(one => one.Faults > 0);
        Assert.StartsWith("search.memory of ", memory.Copy);
        Assert.Equal((1L, 1), (memory.Differing, memory.First.Count));
        Assert.Equal([], (await Verify.RunAsync(null, repair: false, default)).Where(one => one.Faults > 0)
            .Select(one => one.Copy));
    }

    [Fact]
    public async Task While_others_write_nothing_is_said_that_is_not_so()
    {
        await market.SettleAsync();
        using var over = new CancellationTokenSource();
        var writing = Enumerable.Range(0, 3).Select(one => WriteAsync(one, over.Token)).ToList();
        try
        {
            for (var round = 0; round < 2; round++)
            {
                var findings = await Verify.RunAsync(null, repair: false, default);
                Assert.Equal([], findings.Where(one => one.Faults > 0)
                    .Select(one => $"{one.Copy}: {one.Unsettled} {one.First.FirstOrDefault()}"));
            }
        }
        finally
        {
            await over.CancelAsync();
        }

        Assert.All(await Task.WhenAll(writing), written => Assert.True(written > 10, $"only {written} were written"));
    }

    [Fact]
    public async Task With_its_reaction_standing_still_a_copy_is_unsettled()
    {
        await market.SettleAsync();
        await using var holding = await market.Database.WriteAsync();
        await Heard.PauseAsync(holding, "community.on-review-posted");
        await ReviewAsync(new Random(5));
        var verify = new VerifyCopies(
            market.Database, market.Services.GetServices<KeptCopy>(), market.Services.GetRequiredService<RollCall>())
        {
            Patience = TimeSpan.FromSeconds(1),
        };
        var ratings = (await verify.RunAsync(null, false, default)).Single(one => one.Copy == "community.ratings");
        Assert.Equal("community.on-review-posted: not there yet", ratings.Unsettled);
        Assert.Equal(2, ratings.Faults);
    }

    // Prices, reviews and sales, as fast as they go.
    async Task<int> WriteAsync(int which, CancellationToken over)
    {
        var random = new Random(which);
        var written = 0;
        for (; !over.IsCancellationRequested; written++, await Task.Delay(10))
            await (which switch { 0 => RepriceAsync(random), 1 => ReviewAsync(random), _ => SellAsync() });
        return written;
    }

    async Task RepriceAsync(Random random)
    {
        await using var tx = await market.Database.WriteAsync();
        var (product, offer) = await tx.OneAsync<(Guid, Guid)>("""
            select v.product_id, o.id from catalog.offer o join catalog.variant v on v.id = o.variant_id
            where o.id >= @from order by o.id limit 1 for update of o
            """, new { from = await RandomAsync(tx, "catalog.offer", random) });
        var price = random.Next(100, 100_000);
        await tx.ExecuteAsync("update catalog.offer set price_minor = @price where id = @offer", new { price, offer });
        tx.Append(new OfferPriced(product, offer, price, "USD"));
        await tx.CommitAsync();
    }

    async Task ReviewAsync(Random random)
    {
        await using var tx = await market.Database.WriteAsync();
        var product = await RandomAsync(tx, "catalog.product", random);
        var stars = random.Next(1, 6);
        var review = Id.New();
        await tx.ExecuteAsync("""
            insert into community.review (id, product_id, author, rating, language)
            values (@review, @product, 'Robin', @stars, 'en')
            """, new { review, product, stars });
        tx.Append(new ReviewPosted(product, review, stars));
        await tx.CommitAsync();
    }

    async Task SellAsync()
    {
        await using var tx = await market.Database.WriteAsync();
        var product = await RandomAsync(tx, "catalog.product", Random.Shared);
        tx.Append(new OrderConfirmed(Id.New(), Id.New(), Id.New(), [new(Id.New(), product, 2)]));
        await tx.CommitAsync();
    }

    static Task<Guid> RandomAsync(Tx tx, string table, Random random) => tx.OneAsync<Guid>(
        $"select id from {table} order by id offset @skip limit 1", new { skip = random.Next(2_000) });

    async Task ExpectAsync(string copy, string? said, bool repair)
    {
        var findings = await Verify.RunAsync(null, repair, default);
        var wrong = findings.Where(one => one.Faults > 0 && !one.Copy.StartsWith("search.memory")).ToList();
        if (said is null)
        {
            Assert.Equal([], wrong.Select(one => $"{one.Copy}: {one.First.FirstOrDefault()}"));
            return;
        }

        var found = wrong.Single(one => one.Copy == copy);
        Assert.Null(found.Unsettled);
        Assert.Contains(found.First, first => said.Split(' ').All(word => first.Contains(word)));
    }
}
