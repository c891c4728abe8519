using System.Net.Http.Json;
using System.Text.Json;
using Feria.Accounts.Tests;
using Feria.Catalog;
using Feria.Community.Tests;
using Feria.Contracts;
using Feria.Stores.Tests;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Insights.Tests;

/// <summary>Two stores that sell the same product, and visitors of it.</summary>
sealed record Rivals(Shop Ours, Shop Theirs)
{
    public static async Task<Rivals> OpenAsync(DemoHost host)
    {
        var ours = await Shop.OpenAsync(host);
        var theirs = await Shop.OpenAsync(host, ours.Manager);
        var title = $"Lantern{Guid.NewGuid():N}";
        await using (var tx = await host.Database.WriteAsync())
        {
            await PutListings.RunAsync(tx, host.Services.GetRequiredService<IStock>(),
            [
                new Listing("test", title, title, "Gives light.", null, "en", [], [],
                [
                    new([],
                    [
                        new(ours.Store, title + "-o", 1500, null, "BRL", 20),
                        new(theirs.Store, title + "-t", 1400, null, "BRL", 20),
                    ]),
                ], [], []),
            ], "test");
            await tx.CommitAsync();
        }

        await host.SettleAsync();
        async Task<Guid> OfferAsync(string sku) =>
            (Guid)(await host.SqlAsync($"select id from catalog.offer where sku = '{sku}'"))!;
        var product = (Guid)(await host.SqlAsync($"select id from catalog.product where title = '{title}'"))!;
        return new(
            ours with { Product = product, Offer = await OfferAsync(title + "-o") },
            theirs with { Product = product, Offer = await OfferAsync(title + "-t") });
    }
}

static class Counting
{
    /// <summary>Somebody looks at a product's page so often.</summary>
    public static async Task LookAsync(this DemoHost host, Guid product, int times) => Assert.Equal(204, (int)(
        await host.Http.PostAsJsonAsync("/api/v1/behaviour", new
        {
            seen = Enumerable.Repeat(new { kind = "view", product, placement = "product" }, times),
        })).StatusCode);

    public static async Task PutIntoCartAsync(this Person buyer, Guid offer, int quantity) => Assert.Equal(
        200, (await buyer.DoAsync(HttpMethod.Put, $"/cart/items/{offer}", new { quantity })).Status);

    /// <summary>Waits until so much was written down of a product, and counts it.</summary>
    public static async Task CountAsync(this DemoHost host, Guid product, long written)
    {
        for (var tries = 0; await WrittenAsync(host, product) < written && tries < 200; tries++) await Task.Delay(50);
        Assert.Equal(written, await WrittenAsync(host, product));
        await host.Counter().CatchUpAsync(default);
        await host.SettleAsync();
    }

    public static CountVisits Counter(this DemoHost host) => new(
        host.Database, host.Services.GetRequiredService<IVisits>(), host.Services.GetRequiredService<IOfferBook>());

    /// <summary>Views, adds, orders, units, revenue, and of what was undone orders, units and money; reviews.</summary>
    public static string Text(this JsonElement measures) => string.Join(' ',
        new[] { "views", "adds", "orders", "units" }.Select(name => measures.GetProperty(name).GetInt64())
            .Append(measures.GetProperty("revenue").GetProperty("amount").GetInt64())
            .Append(measures.GetProperty("undoneOrders").GetInt64())
            .Append(measures.GetProperty("undoneUnits").GetInt64())
            .Append(measures.GetProperty("undone").GetProperty("amount").GetInt64())
            .Append(measures.GetProperty("reviews").GetInt64()));

    public static async Task<string> TotalsAsync(this Shop shop, string query = "") =>
        (await shop.Owner.GetAsync($"/store/{shop.Store}/statistics{query}")).Body.GetProperty("totals").Text();

    /// <summary>Everything that is counted of two stores.</summary>
    public static async Task<string> KeptAsync(this DemoHost host, Rivals stores) => (string)(await host.SqlAsync($"""
        select concat_ws(' | ',
            (select string_agg(s::text, ' ' order by store_id, product_id, day) from insights.sale s
                where store_id in ('{stores.Ours.Store}', '{stores.Theirs.Store}')),
            (select string_agg(v::text, ' ' order by store_id, product_id, day) from insights.visit v
                where store_id in ('{stores.Ours.Store}', '{stores.Theirs.Store}')))
        """))!;

    static async Task<long> WrittenAsync(DemoHost host, Guid product) => (long)(await host.SqlAsync($"""
        select count(*) from recommendations.behaviour
        where product_id = '{product}' and (kind = 'view' or kind = 'add')
        """))!;
}
