using Feria.Accounts;
using Feria.Media;
using Feria.Media.Tests;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Feria.Browser.Tests;

/// <summary>A seller's first hour, and the desk of those who let them in.</summary>
public sealed class SellerTests(Street street, Chromium chromium) : IClassFixture<Street>
{
    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task A_store_is_begun_applied_for_approved_and_sent_on_holiday(bool phone, bool dark)
    {
        await using var seller = await OperationsPageTests.EnterAsync(street, chromium, Roles.Buyer, phone, dark);
        var page = seller.Page;
        await page.GotoAsync("/sell");
        await seller.LooksRightAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Open a store" }).ClickAsync();
        await seller.LooksRightAsync();
        var name = $"Lamps of {Guid.NewGuid():N}"[..20];
        await page.Locator("#name").FillAsync(name);
        await page.Locator("#currency").FillAsync("lamps");
        await page.EvaluateAsync("document.querySelector('main form').noValidate = true");
        await page.GetByRole(AriaRole.Button, new() { Name = "Open a store" }).ClickAsync();
        await Expect(page.Locator("#currency-error")).ToBeVisibleAsync();
        await Expect(page.Locator("#name")).ToHaveValueAsync(name);
        await page.Locator("#currency").FillAsync("BRL");
        await page.GetByRole(AriaRole.Button, new() { Name = "Open a store" }).ClickAsync();

        await Expect(page.GetByText("Your store is begun.")).ToBeVisibleAsync();
        await seller.LooksRightAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Apply for approval" }).ClickAsync();
        await Expect(page.GetByText("Some of what is asked of a store is still missing.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Fill in" }).ClickAsync();
        await page.Locator("#about").FillAsync("Lamps made by hand in Minas Gerais, one at a time.");
        await page.Locator("#city").FillAsync("Ouro Preto");
        await page.Locator("#delivery").FillAsync("15.00");
        await seller.LooksRightAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        foreach (var _ in (int[])[1, 2])
            await page.GetByRole(AriaRole.Button, new() { Name = "I confirm:" }).First.ClickAsync();
        await street.SqlAsync($"""
            update accounts.account set status = 'active'
            where id = (select p.account_id from stores.staff p join stores.store s on s.id = p.store_id
                where s.name = '{name}')
            """);
        await page.GetByRole(AriaRole.Button, new() { Name = "Apply for approval" }).ClickAsync();
        await Expect(page.GetByText("Thank you: we will look at it soon.")).ToBeVisibleAsync();

        await using (var manager = await OperationsPageTests.EnterAsync(
            street, chromium, Roles.PlatformManager, phone, dark))
            await ApproveAsync(manager, name);

        await page.ReloadAsync();
        await Expect(page.GetByText("Your store is open")).ToBeVisibleAsync();
        await page.Locator("#note").FillAsync("At the beach.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Go on holiday" }).ClickAsync();
        await Expect(page.GetByText("Until you end it.")).ToBeVisibleAsync();
        await seller.LooksRightAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "The store's page" }).ClickAsync();
        await Expect(page.GetByText("At the beach.")).ToBeVisibleAsync();
        await page.GoBackAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "People" }).ClickAsync();
        await page.Locator("#email").FillAsync("bruno@example.com");
        await page.GetByRole(AriaRole.Button, new() { Name = "Invite" }).ClickAsync();
        await Expect(page.GetByText("bruno@example.com")).ToBeVisibleAsync();
        await seller.LooksRightAsync();
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public async Task A_product_is_listed_with_pictures_priced_paused_and_sold_by_others(bool phone, bool dark)
    {
        Assert.SkipUnless(Converter.IsHere, "vipsthumbnail is missing");
        await using var seller = await OperationsPageTests.EnterAsync(street, chromium, Roles.Buyer, phone, dark);
        var page = seller.Page;
        var (store, mark) = (Guid.NewGuid(), $"{Guid.NewGuid():N}"[..8]);
        await street.SqlAsync($"""
            insert into stores.store (id, slug, name, country, currency, status)
            values ('{store}', 'lamps-{mark}', 'Lamps {mark}', 'US', 'USD', 'approved');
            insert into stores.staff (store_id, account_id, role)
            select '{store}', id, 'owner' from accounts.account order by created_at desc limit 1
            """);
        await page.GotoAsync($"/sell/{store}/listings");
        await Expect(page.GetByText("Nothing listed yet")).ToBeVisibleAsync();
        await seller.LooksRightAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "List a product" }).ClickAsync();
        await page.Locator("#title").FillAsync("kettle");
        await page.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
        await seller.LooksRightAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Another category" }).ClickAsync();

        await page.Locator("#title").FillAsync($"Soapstone lamp {mark}");
        await page.Locator("#description").FillAsync("Turned by hand in **Ouro Preto**.\n\n- one of a kind");
        await page.Locator("#files").SetInputFilesAsync(new FilePayload[]
        {
            new() { Name = "../front.png", MimeType = "image/png", Buffer = Samples.Png(900, 700, 40) },
            new() { Name = "side.png", MimeType = "image/png", Buffer = Samples.Png(700, 900, 90) },
        });
        await page.GetByRole(AriaRole.Button, new() { Name = "Send pictures" }).ClickAsync();
        await Expect(page.Locator(".pictures img")).ToHaveCountAsync(2);
        await page.Locator("[id='sku.0']").FillAsync($"LAMP-{mark}");
        await page.Locator("[id='price.0']").FillAsync("a lot");
        await page.GetByRole(AriaRole.Button, new() { Name = "Put it up for sale" }).ClickAsync();
        await Expect(page.GetByText("Write the price of")).ToBeVisibleAsync();
        await Expect(page.Locator("#title")).ToHaveValueAsync($"Soapstone lamp {mark}");
        await Expect(page.Locator(".pictures img")).ToHaveCountAsync(2);
        await seller.LooksRightAsync();
        await page.Locator("[id='price.0']").FillAsync("129.90");
        await page.Locator("[id='stock.0']").FillAsync("12");
        await page.Locator("[id='fact.0']").FillAsync("Height");
        await page.Locator("[id='value.0']").FillAsync("40");
        await page.Locator("[id='unit.0']").FillAsync("cm");
        await page.GetByRole(AriaRole.Button, new() { Name = "Put it up for sale" }).ClickAsync();

        await Expect(page.GetByText("It is for sale.")).ToBeVisibleAsync();
        await seller.LooksRightAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "See its page" }).ClickAsync();
        await Expect(page.Locator(".prose strong")).ToHaveTextAsync("Ouro Preto");
        await Expect(page.Locator(".shots img").First).ToHaveJSPropertyAsync("naturalWidth", 800);
        await seller.LooksRightAsync();
        await page.GoBackAsync();
        await page.Locator("[name='price.0']").FillAsync("99.90");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save prices" }).ClickAsync();
        await Expect(page.GetByText("One price was changed.")).ToBeVisibleAsync();
        await Expect(page.Locator("[name='price.0']").Last).ToHaveValueAsync("99.90");
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(page.Locator("[name='price.0']")).ToHaveValueAsync("129.90");
        await page.GetByRole(AriaRole.Button, new() { Name = "Pause Soapstone" }).ClickAsync();
        await Expect(page.GetByText("Paused: nobody can buy it")).ToBeVisibleAsync();
        await seller.LooksRightAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sell again: Soapstone" }).ClickAsync();
        await Expect(page.GetByText("It is for sale again.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = $"Soapstone lamp {mark}" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a variant" }).ClickAsync();
        await Expect(page.Locator("[id='sku.1']")).ToBeVisibleAsync();
        await page.Locator("#options").FillAsync("Colour");
        await page.Locator("[id='choice.0']").FillAsync("Grey");
        await page.Locator("[id='choice.1']").FillAsync("Black");
        await page.Locator("[id='sku.1']").FillAsync($"LAMP-{mark}-B");
        await seller.LooksRightAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Expect(page.GetByText($"LAMP-{mark}-B")).ToBeVisibleAsync();
    }

    internal static async Task ApproveAsync(Visitor manager, string name)
    {
        var page = manager.Page;
        await page.GotoAsync("/operations/stores");
        await manager.LooksRightAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = name }).ClickAsync();
        await manager.LooksRightAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "I saw proof" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "I saw proof" })).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Suspend" })).ToBeVisibleAsync();
    }
}
