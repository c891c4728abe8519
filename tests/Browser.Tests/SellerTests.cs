using Feria.Accounts;
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
        await LooksRightAsync(seller);
        await page.GetByRole(AriaRole.Link, new() { Name = "Open a store" }).ClickAsync();
        await LooksRightAsync(seller);
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
        await LooksRightAsync(seller);
        await page.GetByRole(AriaRole.Button, new() { Name = "Apply for approval" }).ClickAsync();
        await Expect(page.GetByText("Some of what is asked of a store is still missing.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Fill in" }).ClickAsync();
        await page.Locator("#about").FillAsync("Lamps made by hand in Minas Gerais, one at a time.");
        await page.Locator("#city").FillAsync("Ouro Preto");
        await page.Locator("#delivery").FillAsync("15.00");
        await LooksRightAsync(seller);
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
        await LooksRightAsync(seller);
        await page.GetByRole(AriaRole.Link, new() { Name = "The store's page" }).ClickAsync();
        await Expect(page.GetByText("At the beach.")).ToBeVisibleAsync();
        await page.GoBackAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "People" }).ClickAsync();
        await page.Locator("#email").FillAsync("bruno@example.com");
        await page.GetByRole(AriaRole.Button, new() { Name = "Invite" }).ClickAsync();
        await Expect(page.GetByText("bruno@example.com")).ToBeVisibleAsync();
        await LooksRightAsync(seller);
    }

    static async Task ApproveAsync(Visitor manager, string name)
    {
        var page = manager.Page;
        await page.GotoAsync("/operations/stores");
        await LooksRightAsync(manager);
        await page.GetByRole(AriaRole.Link, new() { Name = name }).ClickAsync();
        await LooksRightAsync(manager);
        await page.GetByRole(AriaRole.Button, new() { Name = "I saw proof" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "I saw proof" })).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Suspend" })).ToBeVisibleAsync();
    }

    static async Task LooksRightAsync(Visitor visitor)
    {
        Assert.False(await visitor.SticksOutAsync());
        Assert.Empty(await Axe.FaultsAsync(visitor.Page));
    }
}
