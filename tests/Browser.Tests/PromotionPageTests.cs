using Feria.Accounts;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Feria.Browser.Tests;

/// <summary>A store lowers prices for a while and takes something off carts; buyers see it and are given it.</summary>
public sealed class PromotionPageTests(Street street, Chromium chromium) : IClassFixture<Street>
{
    static string Soon(int hours) => DateTime.UtcNow.AddHours(hours).ToString("yyyy-MM-dd'T'HH:mm");

    async Task<string> WorkAtAsync(string slug)
    {
        var store = await street.SqlAsync($"""
            insert into stores.staff (store_id, account_id, role)
            select s.id, a.id, 'owner'
            from stores.store s, (select id from accounts.account order by created_at desc limit 1) a
            where s.slug = '{slug}'
            returning store_id
            """);
        return $"/sell/{store}/promotions";
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task A_store_makes_a_promotion_and_a_buyer_is_given_it(bool phone, bool dark)
    {
        await using var seller = await OperationsPageTests.EnterAsync(street, chromium, Roles.Buyer, phone, dark);
        var page = seller.Page;
        var (path, code) = (await WorkAtAsync("casa-farol"), $"SEA{(phone ? 1 : 2)}");
        await page.GotoAsync(path);
        await seller.LooksRightAsync();

        await page.Locator("#name").FillAsync($"Sea days {code}");
        await page.Locator("#value").FillAsync("10");
        await page.Locator("#until").FillAsync(Soon(48));
        await page.Locator("#code").FillAsync(code);
        await page.Locator("#useLimit").FillAsync("many");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make a promotion" }).ClickAsync();
        await Expect(page.Locator("#useLimit-error")).ToBeVisibleAsync();
        await Expect(page.Locator("#name")).ToHaveValueAsync($"Sea days {code}");
        await page.Locator("#useLimit").FillAsync("5");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make a promotion" }).ClickAsync();
        await Expect(page.Locator("tbody tr", new() { HasText = code })).ToContainTextAsync("0 of 5");
        await seller.LooksRightAsync();

        await page.GotoAsync($"{path}/simulator?items=T-1+2&code={code}");
        await Expect(page.Locator("ol li").First).ToContainTextAsync($"Sea days {code}");
        await seller.LooksRightAsync();

        await using var buyer = await chromium.VisitAsync(street, phone: phone, dark: dark);
        var shop = buyer.Page;
        await shop.GotoAsync($"/product/{await street.SqlAsync(OfSkuSql("T-1"))}");
        await shop.Locator(".deal button.loud").ClickAsync();
        await Expect(shop.Locator("[data-in-cart]")).ToHaveTextAsync("1");
        await shop.GotoAsync("/cart");
        await shop.Locator("#coupon").FillAsync("NOTHING");
        await shop.GetByRole(AriaRole.Button, new() { Name = "Apply" }).ClickAsync();
        await Expect(shop.Locator("#coupon-error")).ToHaveTextAsync("There is no such coupon.");
        await buyer.LooksRightAsync();
        await shop.Locator("#coupon").FillAsync(code.ToLowerInvariant());
        await shop.GetByRole(AriaRole.Button, new() { Name = "Apply" }).ClickAsync();
        await Expect(shop.Locator("aside .sums")).ToContainTextAsync($"Sea days {code}");
        await Expect(shop.Locator("aside .sums")).ToContainTextAsync("−R$4.22");
        await buyer.LooksRightAsync();
        await shop.Locator("aside a.button.loud").ClickAsync();
        await Expect(shop.Locator("aside .sums")).ToContainTextAsync("−R$4.22");
        await buyer.LooksRightAsync();
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public async Task A_store_sees_before_and_after_plans_a_price_and_buyers_see_what_was_lowest(bool phone, bool dark)
    {
        await using var seller = await OperationsPageTests.EnterAsync(street, chromium, Roles.Buyer, phone, dark);
        var page = seller.Page;
        var (path, sku) = (await WorkAtAsync("taller-nandu") + "/prices", phone ? "T-2" : "T-4");
        await page.GotoAsync(path);
        await seller.LooksRightAsync();

        await page.Locator("#skus").FillAsync(sku);
        await page.Locator("#value").FillAsync("20");
        await page.Locator("#until").FillAsync(Soon(48));
        await page.GetByRole(AriaRole.Button, new() { Name = "See before and after" }).ClickAsync();
        await Expect(page.Locator("form table td.strong")).ToBeVisibleAsync();
        await seller.LooksRightAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Plan the price" }).ClickAsync();
        await Expect(page.Locator("tbody tr", new() { HasText = sku })).ToContainTextAsync("Running");
        await seller.LooksRightAsync();

        await using var buyer = await chromium.VisitAsync(street, phone: phone, dark: dark);
        var shop = buyer.Page;
        await shop.GotoAsync($"/product/{await street.SqlAsync(OfSkuSql(sku))}");
        await Expect(shop.Locator(".deal")).ToContainTextAsync("20% off");
        await Expect(shop.Locator(".deal")).ToContainTextAsync("Lowest price of the 30 days before");
        await buyer.LooksRightAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = $"End {sku}" }).ClickAsync();
        await page.GotoAsync(path + "?ended=true");
        await Expect(page.Locator("tbody tr", new() { HasText = sku })).ToContainTextAsync("Ended by you");
    }

    [Fact]
    public async Task The_platform_makes_one_that_every_product_page_tells_of()
    {
        await using var manager = await OperationsPageTests.EnterAsync(
            street, chromium, Roles.MarketingSpecialist, phone: false, dark: false);
        var page = manager.Page;
        await page.GotoAsync("/operations/promotions");
        await page.Locator("#name").FillAsync("Open street");
        await page.Locator("#effect").SelectOptionAsync("delivery");
        await page.Locator("#until").FillAsync(Soon(1));
        await page.Locator("details summary", new() { HasText = "Conditions" }).ClickAsync();
        await page.Locator("#currency").FillAsync("BRL");
        await page.Locator("#leastItems").FillAsync("9000");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make a promotion" }).ClickAsync();
        await Expect(page.Locator("tbody tr")).ToContainTextAsync("Open street");
        await manager.LooksRightAsync();

        await page.GotoAsync($"/product/{Street.Lamp}");
        await Expect(page.Locator(".deal")).ToContainTextAsync("Free delivery, from R$9,000.00");
        await manager.LooksRightAsync();
        await page.GotoAsync("/operations/promotions");
        await page.GetByRole(AriaRole.Button, new() { Name = "End Open street" }).ClickAsync();
        await Expect(page.Locator("tbody .badge")).ToHaveTextAsync("Ended");
    }

    static string OfSkuSql(string sku) => $"""
        select p.slug
        from catalog.offer o
        join catalog.variant v on v.id = o.variant_id
        join catalog.product p on p.id = v.product_id
        where o.sku = '{sku}'
        """;
}
