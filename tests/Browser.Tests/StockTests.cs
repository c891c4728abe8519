using Feria.Accounts;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Feria.Browser.Tests;

/// <summary>A store's shelves, those who wait for what is sold out, and stock that differs.</summary>
public sealed class StockTests(Street street, Chromium chromium) : IClassFixture<Street>
{
    [Theory]
    [InlineData(true, false, "T-0", "Enamel coffee pot")]
    [InlineData(false, true, "T-2", "Olive wood chopping board")]
    public async Task A_clerk_counts_is_warned_and_sees_who_did_what(bool phone, bool dark, string sku, string title)
    {
        await using var clerk = await OperationsPageTests.EnterAsync(street, chromium, Roles.Buyer, phone, dark);
        await street.SqlAsync("""
            insert into stores.staff (store_id, account_id, role)
            select s.id, a.id, 'clerk'
            from stores.store s, (select id from accounts.account order by id desc limit 1) a
            where s.slug = 'taller-nandu'
            """);
        var page = clerk.Page;
        await page.GotoAsync(
            $"/sell/{await street.SqlAsync("select id from stores.store where slug = 'taller-nandu'")}");
        await page.GetByRole(AriaRole.Link, new() { Name = "Stock", Exact = true }).ClickAsync();
        await clerk.LooksRightAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Running low" }).ClickAsync();
        await clerk.LooksRightAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "All", Exact = true }).ClickAsync();
        await page.GetByLabel("Part of an SKU or title").FillAsync(sku);
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { Name = "Search" }).ClickAsync();
        var (onHand, tellAt) = (page.GetByLabel($"On hand of {sku}"), page.GetByLabel($"Tell us at, for {sku}"));
        var save = page.GetByRole(AriaRole.Button, new() { Name = $"Save {sku}" });
        await onHand.FillAsync("some");
        await save.ClickAsync();
        await Expect(page.GetByText("Write a whole number of units.")).ToBeVisibleAsync();
        await Expect(onHand).ToHaveValueAsync("some");
        await onHand.FillAsync("4");
        await tellAt.FillAsync("5");
        await save.ClickAsync();
        await Expect(page.GetByText("low", new() { Exact = true })).ToBeVisibleAsync();
        await street.SettleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Running low" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = title }).ClickAsync();

        await page.Locator("#adjustment").FillAsync("-1");
        await page.Locator("#why-adjust").FillAsync("fell off the shelf");
        await page.GetByRole(AriaRole.Button, new() { Name = "Adjust" }).ClickAsync();
        await Expect(page.GetByText("4 → 3")).ToBeVisibleAsync();
        await Expect(page.GetByText("counted or adjusted · Olga Operator")).ToHaveCountAsync(2);
        await Expect(page.GetByText("fell off the shelf")).ToBeVisibleAsync();
        await clerk.LooksRightAsync();
    }

    [Fact]
    public async Task A_count_is_saved_without_script()
    {
        await using var seller = await OperationsPageTests.EnterAsync(street, chromium, Roles.Buyer, true, false);
        await street.SqlAsync("""
            insert into stores.staff (store_id, account_id, role)
            select s.id, a.id, 'clerk'
            from stores.store s, (select id from accounts.account order by id desc limit 1) a
            where s.slug = 'casa-farol'
            """);
        var cookies = await seller.Page.Context.CookiesAsync();
        await using var visitor = await chromium.VisitAsync(street, script: false);
        await visitor.Page.Context.AddCookiesAsync(cookies.Select(cookie => new Cookie
        {
            Name = cookie.Name, Value = cookie.Value, Domain = cookie.Domain, Path = cookie.Path,
        }));
        var page = visitor.Page;
        await page.GotoAsync(
            $"/sell/{await street.SqlAsync("select id from stores.store where slug = 'casa-farol'")}/stock?q=CF-1");

        await page.GetByLabel("On hand of CF-1").FillAsync("31");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save CF-1" }).ClickAsync();

        await Expect(page.GetByLabel("On hand of CF-1")).ToHaveValueAsync("31");
        Assert.Equal(31L, await street.SqlAsync("""
            select on_hand from inventory.stock
            where offer_id = (select id from catalog.offer where sku = 'CF-1')
            """));
    }

    [Fact]
    public async Task A_guest_waits_for_what_is_sold_out_by_letter_and_an_account_by_one_press()
    {
        var black = $"/product/{Street.Lamp}?variant=" + await street.SqlAsync(
            "select variant_id from catalog.offer where sku = 'NL-2'");
        await using (var guest = await chromium.VisitAsync(street, phone: true))
        {
            var page = guest.Page;
            await page.GotoAsync(black);
            await page.GetByRole(AriaRole.Button, new() { Name = "Tell me when it is back" }).ClickAsync();
            await guest.LooksRightAsync();
            await page.Locator("#email").FillAsync("gina@example.com");
            await page.GetByRole(AriaRole.Button, new() { Name = "Tell me when it is back" }).ClickAsync();
            await Expect(page.GetByText("we asked gina@example.com")).ToBeVisibleAsync();
            await guest.LooksRightAsync();
            await page.GotoAsync("/demo/mailbox");
            await page.Locator("a[href*='back-in-stock']").First.ClickAsync();
            await guest.LooksRightAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Yes, tell me" }).ClickAsync();
            await Expect(page.GetByText("You get one letter when it is back.")).ToBeVisibleAsync();
        }

        await using var buyer = await OperationsPageTests.EnterAsync(street, chromium, Roles.Buyer, false, true);
        await buyer.Page.GotoAsync(black);
        await buyer.LooksRightAsync();
        await buyer.Page.GetByRole(AriaRole.Button, new() { Name = "Tell me when it is back" }).ClickAsync();
        await Expect(buyer.Page.GetByRole(AriaRole.Link, new() { Name = "Brass reading lamp" })).ToBeVisibleAsync();
        await buyer.LooksRightAsync();
        await buyer.Page.GetByRole(AriaRole.Button, new() { Name = "Wait for Brass reading lamp no longer" })
            .ClickAsync();
        await Expect(buyer.Page.GetByText("You wait for nothing")).ToBeVisibleAsync();
        await buyer.LooksRightAsync();
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Stock_that_differs_is_put_right_by_one_press(bool phone, bool dark)
    {
        await street.SqlAsync("""
            insert into inventory.discrepancy (
                region, id, offer_id, on_hand, reserved, sold, proved_on_hand, proved_reserved, proved_sold)
            select 'main', gen_random_uuid(), id, 28, 0, 0, 25, 0, 0 from catalog.offer where sku = 'T-4';
            update inventory.stock set on_hand = 28
            where offer_id = (select id from catalog.offer where sku = 'T-4')
            """);
        await using var admin = await OperationsPageTests.EnterAsync(
            street, chromium, Roles.Administrator, phone, dark);
        var page = admin.Page;
        await page.GotoAsync("/operations/stock");
        await admin.LooksRightAsync();

        await page.GetByLabel("What happened").FillAsync("a restore");
        await page.GetByRole(AriaRole.Button, new() { Name = "Set to what is proved" }).ClickAsync();

        await Expect(page.GetByText("It is set to what its movements and holds prove.")).ToBeVisibleAsync();
        await Expect(page.GetByText("repaired", new() { Exact = true }).First).ToBeVisibleAsync();
        await admin.LooksRightAsync();
    }
}
