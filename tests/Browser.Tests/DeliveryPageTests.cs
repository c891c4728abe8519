using Feria.Accounts;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Feria.Browser.Tests;

/// <summary>A store says how it delivers; buyers see what that costs them, choose, and pick up what waits.</summary>
public sealed class DeliveryPageTests(Street street, Chromium chromium) : IClassFixture<Street>
{
    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task A_store_makes_methods_and_a_guest_chooses_among_them_and_picks_up(bool phone, bool dark)
    {
        await using var seller = await OperationsPageTests.EnterAsync(street, chromium, Roles.Buyer, phone, dark);
        var (slug, sku) = phone ? ("casa-farol", "T-1") : ("taller-nandu", "T-2");
        var desk = await WorkAtAsync(slug);
        var page = seller.Page;
        await page.GotoAsync(desk + "/delivery");
        await Expect(page.GetByText("Every order costs the same to deliver")).ToBeVisibleAsync();
        await seller.LooksRightAsync();

        await MakeMailAsync(seller);
        await MakePickupAsync(seller);
        await page.Locator("#grams").FillAsync("1200");
        await page.Locator("#region").FillAsync("SP");
        await page.Locator("#postalCode").FillAsync("01310-100");
        await page.GetByRole(AriaRole.Button, new() { Name = "See", Exact = true }).ClickAsync();
        await Expect(page.Locator("tbody tr", new() { HasText = "Mail" })).ToContainTextAsync("R$9.90");
        await seller.LooksRightAsync();

        await using var buyer = await chromium.VisitAsync(street, phone: phone, dark: dark);
        var order = await BuyAsync(buyer, sku);

        await page.GotoAsync($"{desk}/orders/{order}");
        await Expect(page.GetByText("Comes to pick it up:")).ToBeVisibleAsync();
        await Expect(page.GetByText("Rua das Flores 12")).ToHaveCountAsync(0);
        await seller.LooksRightAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "It is ready to be picked up" }).ClickAsync();
        await Expect(page.Locator("section .badge", new() { HasText = "Ready to be picked up" })).ToBeVisibleAsync();
        await buyer.Page.ReloadAsync();
        await Expect(buyer.Page.Locator("h1 + .badge")).ToHaveTextAsync("Ready to be picked up");
        await buyer.LooksRightAsync();
        await page.GotoAsync($"{desk}/orders/{order}/slip");
        await Expect(page.GetByText("Mon–Fri 9–18")).ToBeVisibleAsync();

        await street.SqlAsync($"delete from stores.delivery_method where store_id = '{desk.Split('/')[^1]}'");
    }

    static async Task MakeMailAsync(Visitor seller)
    {
        var page = seller.Page;
        await page.GetByRole(AriaRole.Link, new() { Name = "Add a way of shipping" }).ClickAsync();
        await page.Locator("#name").FillAsync("Mail");
        await page.Locator("#daysLeast").FillAsync("3");
        await page.Locator("#daysMost").FillAsync("6");
        await page.Locator("[name=takesCash]").CheckAsync();
        await page.Locator("[id='areas.0']").FillAsync("BR-SP, Brazil");
        await page.Locator("[id='grams.0.0']").FillAsync("2000");
        await page.Locator("[id='cost.0.0']").FillAsync("9.90");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a zone" }).ClickAsync();
        await page.Locator("[id='areas.1']").FillAsync("BR");
        await page.Locator("[id='cost.1.0']").FillAsync("24.50");
        await seller.LooksRightAsync();
        await page.Locator("button.loud").ClickAsync();
        await Expect(page.Locator(".notice.bad")).ToContainTextAsync("“Brazil” is no area.");
        await page.Locator("[id='areas.0']").FillAsync("BR-SP");
        await page.Locator("button.loud").ClickAsync();
        await Expect(page.Locator(".cells")).ToContainTextAsync("BR-SP: up to 2,000 g R$9.90");
    }

    static async Task MakePickupAsync(Visitor seller)
    {
        var page = seller.Page;
        await page.GetByRole(AriaRole.Link, new() { Name = "Add a place to pick up" }).ClickAsync();
        await page.Locator("#name").FillAsync("Our shop");
        await page.Locator("#daysLeast").FillAsync("0");
        await page.Locator("#daysMost").FillAsync("1");
        await page.Locator("[name=takesCash]").CheckAsync();
        await page.Locator("#line1").FillAsync("Rua do Porto 7");
        await page.Locator("#city").FillAsync("Santos");
        await page.Locator("#region").FillAsync("SP");
        await page.Locator("#postalCode").FillAsync("11010-000");
        await page.Locator("#hours").FillAsync("Mon–Fri 9–18");
        await seller.LooksRightAsync();
        await page.Locator("button.loud").ClickAsync();
        await Expect(page.Locator(".cells")).ToContainTextAsync("Rua do Porto 7");
        await seller.LooksRightAsync();
        // Free as it is, it can be saved again.
        await page.GetByRole(AriaRole.Link, new() { Name = "Our shop" }).ClickAsync();
        await page.Locator("button.loud").ClickAsync();
        await Expect(page.Locator(".cells")).ToContainTextAsync("Rua do Porto 7");
    }

    async Task<string> BuyAsync(Visitor buyer, string sku)
    {
        var shop = buyer.Page;
        await street.SettleAsync();
        await shop.GotoAsync($"/product/{await street.SqlAsync($"""
            select p.slug
            from catalog.offer o
            join catalog.variant v on v.id = o.variant_id
            join catalog.product p on p.id = v.product_id
            where o.sku = '{sku}'
            """)}");
        await Expect(shop.Locator(".deal")).ToContainTextAsync("Mail, 3 to 6 days");
        await buyer.LooksRightAsync();
        await shop.Locator(".deal button.loud").ClickAsync();
        await Expect(shop.Locator("[data-in-cart]")).ToHaveTextAsync("1");
        await shop.GotoAsync("/cart");
        await Expect(shop.Locator("aside .sums")).ToContainTextAsync("At checkout");
        await buyer.LooksRightAsync();

        await shop.Locator("aside a.button.loud").ClickAsync();
        await shop.Locator("#fullName").FillAsync("Ana Souza");
        await shop.Locator("#email").FillAsync("ana@example.com");
        await shop.Locator("#line1").FillAsync("Rua das Flores 12");
        await shop.Locator("#city").FillAsync("São Paulo");
        await shop.Locator("#region").FillAsync("São Paulo");
        await shop.Locator("#postalCode").FillAsync("01310-100");
        await shop.Locator("#country").SelectOptionAsync("BR");
        await shop.GetByRole(AriaRole.Button, new() { Name = "See delivery" }).ClickAsync();
        await Expect(shop.Locator(".choice", new() { HasText = "Mail" })).ToContainTextAsync("write its code, like SP");
        await shop.Locator("#region").FillAsync("SP");
        await shop.Locator("input[value=cash_on_delivery]").CheckAsync();
        // Not looked at first: nothing is bought at a price nobody saw.
        await shop.Locator("aside button.loud").ClickAsync();
        await Expect(shop.Locator(".notice.fine")).ToContainTextAsync("This is what delivery to your address costs.");
        await Expect(shop.Locator("aside .sums")).ToContainTextAsync("R$9.90");
        await buyer.LooksRightAsync();
        await shop.Locator(".choice", new() { HasText = "Our shop" }).ClickAsync();
        await Expect(shop.Locator("aside .sums")).ToContainTextAsync("Free");
        await shop.Locator("aside button.loud").ClickAsync();
        await shop.Locator(".order header a").ClickAsync();
        await Expect(shop.GetByText("Rua do Porto 7")).ToBeVisibleAsync();
        return shop.Url.Split('/')[^1];
    }

    async Task<string> WorkAtAsync(string slug)
    {
        var store = await street.SqlAsync($"""
            insert into stores.staff (store_id, account_id, role)
            select s.id, a.id, 'owner'
            from stores.store s, (select id from accounts.account order by created_at desc limit 1) a
            where s.slug = '{slug}'
            returning store_id
            """);
        return $"/sell/{store}";
    }
}
