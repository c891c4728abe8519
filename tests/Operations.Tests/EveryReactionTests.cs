using System.Net;

namespace Feria.Operations.Tests;

public sealed class EveryReactionTests(Desk desk) : IClassFixture<Desk>
{
    // Whatever the module keeps of what it heard: sales counted, letters written, ratings summed, carts adopted.
    [Fact]
    public async Task Every_reaction_set_back_to_any_time_while_others_buy_ends_where_it_was()
    {
        var store = await desk.OpenStoreAsync();
        Guid[] offers = [await desk.OfferAsync(store, 1000, 100), await desk.OfferAsync(store, 2000, 100)];
        foreach (var _ in Enumerable.Range(0, 3)) await desk.BuyAsync(offers);
        await desk.SettleAsync();
        await AddsAreWrittenAsync(6);
        var middle = DateTime.UtcNow;
        await desk.SqlAsync("""
            update kernel.event set at = at - interval '3 days', id = ('00000000' || right(id::text, 28))::uuid
            """);
        await desk.SqlAsync("update recommendations.behaviour set at = at - interval '3 days'");
        await desk.SqlAsync("update search.sale set day = day - 3; update insights.sale set day = day - 3");
        foreach (var _ in Enumerable.Range(0, 3)) await desk.BuyAsync(offers);
        await desk.SettleAsync();
        await AddsAreWrittenAsync(12);

        var names = (await desk.GetAsync("/admin/reactions")).GetProperty("items").EnumerateArray()
            .Select(one => one.GetProperty("name").GetString()!).ToList();
        foreach (var since in new DateTime?[] { null, middle, DateTime.UtcNow.AddDays(-1) })
        {
            var before = await KeptAsync();
            await Task.WhenAll(names.Select(async name => Assert.Equal(HttpStatusCode.Accepted,
                (await desk.PostAsync($"/admin/reactions/{name}/reset", new { since })).StatusCode)));
            await desk.SettleAsync();
            Assert.Equal(before, await KeptAsync());
        }

        await desk.PostAsync("/admin/reactions/search.on-product-changed/reset", new { });
        foreach (var _ in Enumerable.Range(0, 4)) await desk.BuyAsync(offers);
        await desk.SettleAsync();
        Assert.Equal("10,10", await desk.SqlAsync($"""
            select string_agg(units, ',') from (
                select sum(units)::text as units from search.sale s
                join search.listing l using (product_id) where l.offer_id in ('{offers[0]}', '{offers[1]}')
                group by product_id) s
            """));
    }

    // What came into carts is written a little later, by nobody's reaction.
    Task AddsAreWrittenAsync(long adds) => Launched.UntilAsync(
        async () => (long)(await desk.SqlAsync(
            "select count(*) from recommendations.behaviour where kind = 'add'"))! == adds,
        $"{adds} adds were never written");

    // Everything reactions write, but for what says when it was written.
    async Task<string> KeptAsync()
    {
        string[] tables =
        [
            "search.document", "search.card", "search.code", "search.listing", "search.sale", "search.term",
            "search.word", "community.rating", "notifications.letter", "notifications.posted",
            "recommendations.behaviour", "insights.sale", "orders.checkout", "orders.store_order",
            "orders.order_history", "integrations.delivery", "trust.case_file", "trust.flag", "trust.case_history",
        ];
        var kept = new List<string>();
        foreach (var table in tables)
            kept.Add($"{table} " + await desk.SqlAsync($"""
                select count(*) || ' ' || coalesce(md5(string_agg(row, '|' order by row)), '')
                from (select (to_jsonb(t) - 'version' - 'noted_at')::text as row from {table} t) rows
                """));
        return string.Join('\n', kept);
    }
}
