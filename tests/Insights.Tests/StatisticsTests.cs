using System.Globalization;
using Feria.Accounts.Tests;
using Feria.Contracts;
using Feria.Kernel;
using Feria.Stores.Tests;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Insights.Tests;

/// <summary>A store's figures are what happened to its own offers, each thing once.</summary>
public sealed class StatisticsTests(DemoHost host) : IClassFixture<DemoHost>
{
    [Fact]
    public async Task What_is_seen_carried_bought_cancelled_sent_back_and_reviewed_is_counted_for_its_own_store()
    {
        var rivals = await Rivals.OpenAsync(host);
        var (ours, theirs) = rivals;
        await host.LookAsync(ours.Product, 8);
        var buyer = await host.PersonAsync();
        await buyer.PutIntoCartAsync(ours.Offer, 1);
        await buyer.PutIntoCartAsync(ours.Offer, 3);
        await buyer.PutIntoCartAsync(theirs.Offer, 1);
        await ours.SellAsync(buyer);
        await ours.SellAsync(buyer);
        var cancelled = await ours.SellAsync(buyer);
        Assert.Equal(200, (await buyer.DoAsync(HttpMethod.Post, $"/orders/{cancelled}/cancel")).Status);
        Assert.Equal(200, (await buyer.DoAsync(HttpMethod.Post, $"/orders/{cancelled}/cancel")).Status);
        var returned = await ours.SellAsync(buyer);
        await ours.DeliverAsync(returned);
        await PostReviewAsync(buyer, ours.Product);
        // The money of both went back; what was cancelled counted then, and counts once.
        await using (var tx = await host.Database.WriteAsync())
        {
            foreach (var order in (Guid[])[cancelled, returned])
                tx.Append(new OrderMoved(order, Guid.Empty, ours.Store, "refunded"));
            await tx.CommitAsync();
        }

        await theirs.SellAsync(buyer);
        await host.CountAsync(ours.Product, 10);

        Assert.Equal("8 1 4 4 6000 2 2 3000 1", await ours.TotalsAsync());
        Assert.Equal("8 1 1 1 1400 0 0 0 0", await theirs.TotalsAsync());
        Assert.Equal("8 1 4 4 6000 2 2 3000 1", await ours.TotalsAsync($"?product={ours.Product}"));
        Assert.Equal("0 0 0 0 0 0 0 0 0", await ours.TotalsAsync($"?product={Guid.NewGuid()}"));
        var told = (await ours.Owner.GetAsync($"/store/{ours.Store}/statistics")).Body;
        Assert.Equal(5000, told.GetProperty("totals").GetProperty("conversionBasisPoints").GetInt32());
        Assert.Equal(500, told.GetProperty("totals").GetProperty("ratingHundredths").GetInt32());
        Assert.Equal(30, told.GetProperty("days").GetArrayLength());
        var days = told.GetProperty("days").EnumerateArray().ToList();
        Assert.Equal("8 1 4 4 6000 2 2 3000 1", days[^1].GetProperty("measures").Text());
        Assert.All(days[..^1], day => Assert.Equal("0 0 0 0 0 0 0 0 0", day.GetProperty("measures").Text()));
    }

    [Fact]
    public async Task Heard_and_counted_again_from_any_time_and_rebuilt_it_is_the_same()
    {
        var rivals = await Rivals.OpenAsync(host);
        var (ours, theirs) = rivals;
        var buyer = await host.PersonAsync();
        await host.LookAsync(ours.Product, 3);
        await buyer.PutIntoCartAsync(ours.Offer, 1);
        await ours.SellAsync(buyer);
        var cancelled = await ours.SellAsync(buyer);
        await buyer.DoAsync(HttpMethod.Post, $"/orders/{cancelled}/cancel");
        await theirs.SellAsync(buyer);
        await host.CountAsync(ours.Product, 4);
        var before = await host.KeptAsync(rivals);
        Assert.Equal("3 1 2 2 3000 1 1 1500 0", await ours.TotalsAsync());

        foreach (var since in new DateTime?[] { null, DateTime.UtcNow, DateTime.UtcNow.AddDays(-3) })
        {
            Assert.Equal(202, (await ours.Manager.DoAsync(
                HttpMethod.Post, "/admin/reactions/insights.on-order-confirmed/reset", new { since })).Status);
            await host.SettleAsync();
            Assert.Equal(before, await host.KeptAsync(rivals));
        }

        var copies = host.Services.GetServices<KeptCopy>().Where(copy => copy.Name.StartsWith(
            "insights.", StringComparison.Ordinal)).ToList();
        Assert.Equal(["insights.sales", "insights.visits"], copies.Select(copy => copy.Name).Order());
        await host.SqlAsync("update recommendations.behaviour set noted_at = noted_at - interval '20 seconds'");
        await host.SqlAsync("delete from insights.sale; update insights.visit set views = 99");
        var today = Id.FirstAt(new DateTimeOffset(DateTime.UtcNow.Date, TimeSpan.Zero));
        var sales = copies.Single(copy => copy.Name == "insights.sales");
        Assert.NotEmpty(await sales.CompareAsync(host.Database, [today], default));
        await RemakeAsync(sales, today);
        Assert.Empty(await sales.CompareAsync(host.Database, [today], default));
        await RemakeAsync(copies.Single(copy => copy.Name == "insights.visits"), today);
        await host.Counter().CatchUpAsync(default);
        Assert.Equal(before, await host.KeptAsync(rivals));
    }

    [Fact]
    public async Task Older_days_than_behaviour_is_kept_stay_when_visits_are_counted_anew()
    {
        var rivals = await Rivals.OpenAsync(host);
        await host.SqlAsync($"""
            insert into insights.visit (store_id, product_id, day, views, adds)
            values ('{rivals.Ours.Store}', '{rivals.Ours.Product}', current_date - 200, 7, 1)
            """);
        var before = await host.KeptAsync(rivals);
        await using (var tx = await host.Database.WriteAsync())
        {
            await host.Counter().RemakeAsync(tx);
            await tx.CommitAsync();
        }

        Assert.Equal(before, await host.KeptAsync(rivals));
    }

    [Fact]
    public async Task Many_who_count_at_once_count_each_visit_once()
    {
        var rivals = await Rivals.OpenAsync(host);
        await host.LookAsync(rivals.Ours.Product, 40);
        await host.CountAsync(rivals.Ours.Product, 40);
        await host.LookAsync(rivals.Ours.Product, 10);
        for (var tries = 0; tries < 100 && (long)(await host.SqlAsync($"""
            select count(*) from recommendations.behaviour where product_id = '{rivals.Ours.Product}'
            """))! < 50; tries++) await Task.Delay(50);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => host.Counter().CatchUpAsync(default)));
        Assert.Equal("50 0 0 0 0 0 0 0 0", await rivals.Ours.TotalsAsync());
    }

    [Fact]
    public async Task Products_are_listed_by_any_figure_page_by_page_with_what_is_in_stock()
    {
        var rivals = await Rivals.OpenAsync(host);
        var buyer = await host.PersonAsync();
        var (second, offer) = await host.ShelveAsync(rivals.Ours.Store, $"Lamp{Guid.NewGuid():N}");
        await rivals.Ours.SellAsync(buyer);
        var lamps = rivals.Ours with { Product = second, Offer = offer };
        await lamps.SellAsync(buyer);
        await lamps.SellAsync(buyer);
        await host.SettleAsync();

        var path = $"/store/{rivals.Ours.Store}/statistics/products?limit=1&sort=";
        foreach (var (sort, first, last) in new[]
        {
            ("units", second, rivals.Ours.Product), ("revenue", second, rivals.Ours.Product),
        })
        {
            var page = (await rivals.Ours.Owner.GetAsync(path + sort)).Body;
            Assert.Equal(first, page.GetProperty("items")[0].GetProperty("product").GetGuid());
            Assert.Equal(8, page.GetProperty("items")[0].GetProperty("available").GetInt64());
            Assert.Equal("0 0 2 2 2000 0 0 0 0", page.GetProperty("items")[0].GetProperty("measures").Text());
            page = (await rivals.Ours.Owner.GetAsync($"{path}{sort}&cursor={page.GetProperty("next")}")).Body;
            Assert.Equal(last, page.GetProperty("items")[0].GetProperty("product").GetGuid());
            Assert.Null(page.GetProperty("next").GetString());
        }

        Assert.Equal(400, (await rivals.Ours.Owner.GetAsync(path + "price")).Status);
        Assert.Equal("malformed_cursor", (await rivals.Ours.Owner.GetAsync($"{path}units&cursor=e30x")).Code);
    }

    [Theory]
    [InlineData("?from=2026-02-01&to=2026-01-01")]
    [InlineData("?from=2024-01-01&to=2025-01-02")]
    [InlineData("?from=0001-01-01&to=0001-01-02")]
    [InlineData("?to=9999-12-31")]
    public async Task Days_that_cannot_be_told_are_refused(string query)
    {
        var owner = await host.PersonAsync();
        var store = await owner.OpenAsync();
        foreach (var what in new[] { "", ".csv", "/products", "/products.csv" })
        {
            var said = await owner.GetAsync($"/store/{store}/statistics{what}{query}");
            Assert.Equal((400, "wrong_days"), (said.Status, said.Code));
        }
    }

    [Fact]
    public async Task Whoever_works_there_looks_and_nobody_else_does()
    {
        var rivals = await Rivals.OpenAsync(host);
        var clerk = await rivals.Ours.ClerkAsync();
        foreach (var what in new[] { "", ".csv", "/products", "/products.csv" })
        {
            var path = $"/store/{rivals.Ours.Store}/statistics{what}";
            using var asked = await host.Http.SendAsync(HttpMethod.Get, path, clerk.Token, null);
            Assert.Equal(200, (int)asked.StatusCode);
            var refused = await rivals.Theirs.Owner.GetAsync(path);
            Assert.Equal((404, "store_not_found"), (refused.Status, refused.Code));
            Assert.Equal(401, (int)(await host.Http.GetAsync("/api/v1" + path)).StatusCode);
        }
    }

    [Fact]
    public async Task A_spreadsheet_takes_words_for_words()
    {
        var rivals = await Rivals.OpenAsync(host);
        var shop = rivals.Ours;
        await shop.SellAsync(await host.PersonAsync());
        await host.SettleAsync();
        await host.SqlAsync($"""
            update catalog.product set title = '=HYPERLINK("http://x.example"), "lamp"' where id = '{shop.Product}'
            """);
        var today = DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

        var products = await TextAsync(shop.Owner, $"/store/{shop.Store}/statistics/products.csv");
        Assert.Equal(
            "product,title,available,views,adds,orders,units,revenue,undone_orders,undone_units,undone,currency,"
            + "reviews,rating,added_percent,conversion_percent\r\n"
            + $"{shop.Product},\"'=HYPERLINK(\"\"http://x.example\"\"), \"\"lamp\"\"\",19,0,0,1,1,15.00,0,0,0.00,"
            + "BRL,0,,,\r\n", products);
        var days = (await TextAsync(shop.Owner, $"/store/{shop.Store}/statistics.csv?from={today}")).Split("\r\n");
        Assert.Equal($"{today},0,0,1,1,15.00,0,0,0.00,BRL,0,,,", days[1]);
        Assert.Equal(3, days.Length);
    }

    async Task<string> TextAsync(Person who, string path)
    {
        using var answer = await host.Http.SendAsync(HttpMethod.Get, path, who.Token, null);
        Assert.Equal("text/csv", answer.Content.Headers.ContentType!.MediaType);
        return await answer.Content.ReadAsStringAsync();
    }

    static async Task PostReviewAsync(Person buyer, Guid product) => Assert.Equal(201, (await buyer.DoAsync(
        HttpMethod.Post, $"/products/{product}/reviews",
        new { rating = 5, title = "Bright", body = "It gives a warm light all evening.", language = "en" })).Status);

    async Task RemakeAsync(KeptCopy copy, Guid subject)
    {
        await using var tx = await host.Database.WriteAsync();
        await copy.RemakeAsync(tx, [subject]);
        await tx.CommitAsync();
    }
}
