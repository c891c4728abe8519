using System.Diagnostics;
using System.Text.Json;
using Feria.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Search.Tests;

public sealed class IndexTests(Stall stall) : IClassFixture<Stall>
{
    [Fact]
    public async Task A_changed_product_is_found_by_its_new_words_within_a_second()
    {
        await stall.PutAsync(stall.Thing("n1", "Unheard gizmo", "home"));
        await stall.SettleAsync();
        Assert.Single(await stall.TitlesAsync("q=gizmo"));

        var watch = Stopwatch.StartNew();
        await stall.PutAsync(stall.Thing("n1", "Unheard doodad", "home"));
        while ((await stall.TitlesAsync("q=doodad")) is not ["Unheard doodad"] && watch.Elapsed.TotalSeconds < 10)
            await Task.Delay(20);

        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 5); // one second on a machine that does nothing else
        Assert.DoesNotContain("Unheard gizmo", await stall.TitlesAsync("q=gizmo"));
        Assert.Equal(0L, await stall.SqlAsync(
            "select count(*) from search.term where text = 'gizmo' and documents <> 0"));
    }

    [Fact]
    public async Task What_is_shown_changes_though_the_words_do_not()
    {
        await stall.PutAsync(stall.Thing("t1", "Quaint ottoman", "home"));
        await stall.SettleAsync();
        Assert.Equal(["Quaint ottoman"], await stall.TitlesAsync("q=ottoman"));

        await stall.PutAsync(stall.Thing("t1", "QUAINT Ottoman", "home"));
        await stall.SettleAsync();

        Assert.Equal(["QUAINT Ottoman"], await stall.TitlesAsync("q=ottoman"));
    }

    [Fact]
    public async Task A_new_code_finds_a_product_and_its_old_one_does_not()
    {
        await stall.PutAsync(stall.Thing("x1", "Plain stool", "home"));
        await stall.SettleAsync();
        Assert.Equal("code", (await stall.AskAsync("q=SKU-x1")).GetProperty("matched").GetString());
        Assert.Empty((await stall.AskAsync("q=NEW77-x1")).GetProperty("items").EnumerateArray());

        var listing = stall.Thing("x1", "Plain stool", "home");
        var variant = listing.Variants[0];
        await stall.PutAsync(listing with
        {
            Variants = [variant with { Offers = [variant.Offers[0] with { Sku = "NEW77-x1" }] }],
        });
        await stall.SettleAsync();

        var found = await stall.AskAsync("q=NEW77-x1");
        Assert.Equal("code", found.GetProperty("matched").GetString());
        Assert.Equal("Plain stool", found.GetProperty("items")[0].GetProperty("title").GetString());
        Assert.NotEqual("code", (await stall.AskAsync("q=SKU-x1")).GetProperty("matched").GetString());
    }

    [Fact]
    public async Task A_withdrawn_product_is_gone()
    {
        await stall.PutAsync(stall.Thing("w1", "Vanishing thingamajig", "home"));
        await stall.SettleAsync();
        await stall.PutAsync(stall.Thing("w1", "Vanishing thingamajig", "home") with { Withdrawn = true });
        await stall.SettleAsync();

        Assert.Empty(await stall.TitlesAsync("q=thingamajig"));
    }

    [Fact]
    public async Task Sales_are_counted_once_and_lift_a_product()
    {
        await stall.PutAsync(stall.Thing("s1", "Teal saucer", "home"), stall.Thing("s2", "Teal saucer", "home"));
        await stall.SettleAsync();
        var product = (Guid)(await stall.SqlAsync("select id from catalog.product where external_id = 's1'"))!;
        await using (var tx = await stall.Database.WriteAsync())
        {
            tx.Append(new OrderConfirmed(Id.New(), Id.New(), stall.Store, [new(Id.New(), product, 7)]));
            await tx.CommitAsync();
        }

        await stall.SettleAsync();
        foreach (var sort in new[] { "relevance", "bestselling" })
            Assert.Equal(product, (await stall.AskAsync($"q=teal saucer&sort={sort}")).GetProperty("items")[0]
                .GetProperty("id").GetGuid());
        Assert.Equal(7, await stall.SqlAsync($"select sold from search.document where product_id = '{product}'"));
    }

    [Fact]
    public async Task Counters_are_what_counting_gives()
    {
        await stall.SettleAsync();

        Assert.Equal(0L, await stall.SqlAsync("""
            select count(*)
            from search.term t
            left join (select unnest(terms) as id, count(*) as documents from search.document group by 1) c using (id)
            where t.documents <> coalesce(c.documents, 0)
            """));
        Assert.Equal(true, await stall.SqlAsync(
            "select documents = (select count(*) from search.document) from search.corpus"));
    }

    [Fact]
    public async Task A_rebuild_brings_back_what_was_lost_and_sweeps_what_is_stale()
    {
        var lost = (Guid)(await stall.SqlAsync("select id from catalog.product where external_id = 'k3'"))!;
        await stall.SqlAsync($"""
            update search.term set documents = documents - 1
            where id = any(array(select unnest(terms) from search.document where product_id = '{lost}'));
            update search.corpus set documents = documents - 1;
            delete from search.document where product_id = '{lost}'
            """);
        Assert.Empty((await stall.AskAsync("q=kettle")).GetProperty("items").EnumerateArray());

        await using (var tx = await stall.Database.WriteAsync())
        {
            Rebuild.Order(tx, "search.index");
            await tx.CommitAsync();
        }

        await stall.SettleAsync();

        Assert.Single((await stall.AskAsync("q=kettle")).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task The_parts_of_a_rank_add_up_to_what_the_search_sorts_by()
    {
        var found = await stall.AskAsync("q=mini refrigerators led&limit=1");
        var product = found.GetProperty("items")[0].GetProperty("id").GetGuid();
        var key = JsonDocument.Parse(Convert.FromBase64String(Padded(found.GetProperty("next").GetString()!)))
            .RootElement.GetProperty("key").GetInt64();

        await using var session = await stall.Database.ReadAsync();
        var answer = await ExplainRank.Handle(
            "mini refrigerators led", product, stall.Services.GetRequiredService<IndexFeed>(),
            stall.Services.GetRequiredService<Engines>(), stall.Database, null,
            stall.Services.GetRequiredService<RuleBook>(), TimeProvider.System, CancellationToken.None);
        var explained = ((Microsoft.AspNetCore.Http.HttpResults.Ok<ExplainRank.Explanation>)answer.Result).Value!;

        Assert.Equal(-key, explained.Score);
        Assert.Equal(explained.Score, explained.Parts.Sum(part => part.Points));
    }

    static string Padded(string text) =>
        text.Replace('-', '+').Replace('_', '/').PadRight((text.Length + 3) / 4 * 4, '=');
}
