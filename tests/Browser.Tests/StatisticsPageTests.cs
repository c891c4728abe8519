using Feria.Accounts;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Feria.Browser.Tests;

/// <summary>A store looks at what became of what it sells.</summary>
public sealed class StatisticsPageTests(Street street, Chromium chromium) : IClassFixture<Street>
{
    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task A_store_with_nothing_to_count_is_taught_and_one_that_sells_compares_charts_and_downloads(
        bool phone, bool dark)
    {
        await using var seller = await OperationsPageTests.EnterAsync(street, chromium, Roles.Buyer, phone, dark);
        var page = seller.Page;
        var (store, mark) = (Guid.NewGuid(), $"{Guid.NewGuid():N}"[..8]);
        await street.SqlAsync($"""
            insert into stores.store (id, slug, name, country, currency, status)
            values ('{store}', 'lamps-{mark}', 'Lamps {mark}', 'US', 'USD', 'approved');
            insert into stores.staff (store_id, account_id, role)
            select '{store}', id, 'clerk' from accounts.account order by created_at desc limit 1
            """);
        await page.GotoAsync($"/sell/{store}");
        await page.GetByRole(AriaRole.Link, new() { Name = "Statistics" }).ClickAsync();
        await Expect(page.GetByText("Nothing to count yet")).ToBeVisibleAsync();
        await seller.LooksRightAsync();

        await FillAsync(store);
        await page.ReloadAsync();
        await Expect(page.Locator(".measures li").First).ToContainTextAsync("+");
        await Expect(page.Locator(".chart rect")).ToHaveCountAsync(30);
        await seller.LooksRightAsync();
        await page.GetByText("The same as a table").ClickAsync();
        await Expect(page.Locator("details tbody tr")).ToHaveCountAsync(30);
        await seller.LooksRightAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "Last 7 days" }).ClickAsync();
        await page.GetByRole(AriaRole.Navigation, new() { Name = "What the chart shows" })
            .GetByRole(AriaRole.Link, new() { Name = "Views", Exact = true }).ClickAsync();
        await Expect(page.Locator(".chart rect")).ToHaveCountAsync(7);
        await Expect(page.Locator(".chart figcaption")).ToContainTextAsync("Views");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Last 7 days" }))
            .ToHaveAttributeAsync("aria-current", "true");

        await page.Locator("#from").FillAsync("2025-02-02");
        await page.Locator("#to").FillAsync("2025-01-01");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show" }).ClickAsync();
        await Expect(page.GetByText("the first before the last")).ToBeVisibleAsync();
        await Expect(page.Locator("#from")).ToHaveValueAsync("2025-02-02");
        await seller.LooksRightAsync();

        await page.GotoAsync($"/sell/{store}/statistics");
        var download = await page.RunAndWaitForDownloadAsync(() =>
            page.GetByRole(AriaRole.Link, new() { Name = "Download the products" }).ClickAsync());
        Assert.Equal("statistics-products.csv", download.SuggestedFilename);
        Assert.Equal(4, (await File.ReadAllLinesAsync(await download.PathAsync())).Length);
        await page.Locator("tbody th a").First.ClickAsync();
        await Expect(page.GetByText("Show all products")).ToBeVisibleAsync();
        await Expect(page.Locator(".chart rect")).ToHaveCountAsync(30);
        await seller.LooksRightAsync();
    }

    // Two months of three products, each day a little more.
    Task FillAsync(Guid store) => street.SqlAsync($"""
        with sold as (
            select p.id, p.n, d.ago, (60 - d.ago) / 6 + p.n as many
            from (select id, row_number() over (order by id)::int as n from catalog.product order by id limit 3) p
            cross join generate_series(0, 59) as d(ago)),
        visits as (
            insert into insights.visit (store_id, product_id, day, views, adds)
            select '{store}'::uuid, id, current_date - ago, many * 12, many * 2 from sold
            union all
            select '{store}'::uuid, '00000000-0000-0000-0000-000000000000'::uuid, current_date - ago,
                sum(many * 12), sum(many * 2)
            from sold group by ago)
        insert into insights.sale (store_id, product_id, day, currency, orders, units, revenue_minor, undone_orders,
            undone_units, undone_minor)
        select '{store}'::uuid, id, current_date - ago, 'USD', many, many, many * 2590, 0, 0, 0 from sold
        union all
        select '{store}'::uuid, '00000000-0000-0000-0000-000000000000'::uuid, current_date - ago, 'USD',
            sum(many), sum(many), sum(many * 2590), 1, 1, 2590
        from sold group by ago
        """);
}
