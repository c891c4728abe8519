using Feria.Accounts;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Feria.Browser.Tests;

/// <summary>What a buyer keeps for later: by the heart, on lists, and out of the cart.</summary>
public sealed class ListPageTests(Street street, Chromium chromium) : IClassFixture<Street>
{
    [Theory]
    [InlineData(true, false, "T-2", "olive-wood-chopping-board", "Olive wood chopping board")]
    [InlineData(false, true, "T-0", "enamel-coffee-pot", "Enamel coffee pot")]
    public async Task A_buyer_keeps_something_sees_it_fall_and_shows_it_to_somebody(
        bool phone, bool dark, string sku, string slug, string title)
    {
        await using var buyer = await OperationsPageTests.EnterAsync(street, chromium, Roles.Buyer, phone, dark);
        var page = buyer.Page;
        await page.GotoAsync($"/product/{slug}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Keep on a list" }).ClickAsync();
        await Expect(page.Locator(".toast")).ToContainTextAsync("Kept on your list.");
        await page.ReloadAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "On your list", Pressed = true }))
            .ToBeVisibleAsync();
        await buyer.LooksRightAsync();
        await street.SqlAsync($"update catalog.offer set price_minor = price_minor - 500 where sku = '{sku}'");

        await page.GotoAsync("/account/lists");
        await Expect(page.Locator(".changed")).ToContainTextAsync("Cheaper: it was");
        await page.GetByPlaceholder("A new list").FillAsync("For Ana");
        await page.GetByRole(AriaRole.Button, new() { Name = "Begin a list" }).ClickAsync();
        await Expect(page.GetByText("Nothing is on this list")).ToBeVisibleAsync();
        await buyer.LooksRightAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Favourites 1" }).ClickAsync();
        await page.GetByText("Note", new() { Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Textbox, new() { Name = $"Your note on {title}" }).FillAsync("for my mother");
        await page.GetByRole(AriaRole.Button, new() { Name = "Keep the note" }).ClickAsync();
        await page.GetByLabel($"Move {title} to another list").SelectOptionAsync("For Ana");
        await Expect(page.GetByText("Nothing is on this list")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "For Ana 1" }).ClickAsync();
        await Expect(page.GetByText("for my mother").First).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Share by a link" }).ClickAsync();
        await Expect(page.Locator("a.address")).ToBeVisibleAsync();
        await buyer.LooksRightAsync();
        var link = (await page.Locator("a.address").TextContentAsync())!;

        await using var friend = await chromium.VisitAsync(street, phone: phone, dark: dark);
        await friend.Page.GotoAsync(link);
        await Expect(friend.Page.GetByRole(AriaRole.Link, new() { Name = title })).ToBeVisibleAsync();
        await Expect(friend.Page.GetByText("for my mother")).ToHaveCountAsync(0);
        await friend.LooksRightAsync();
        await friend.Page.GetByRole(AriaRole.Button, new() { Name = "Keep on a list" }).ClickAsync();
        await Expect(friend.Page.Locator("#email")).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Take the link back" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Share by a link" })).ToBeVisibleAsync();
        Assert.Equal(404, (await friend.Page.GotoAsync(link))!.Status);
        await page.GetByRole(AriaRole.Button, new() { Name = $"Remove {title}" }).ClickAsync();
        await Expect(page.GetByText("Nothing is on this list")).ToBeVisibleAsync();
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_guest_saves_a_lamp_for_later_and_puts_it_back(bool phone)
    {
        await using var visitor = await chromium.VisitAsync(street, script: !phone, phone: phone);
        var page = visitor.Page;
        await page.GotoAsync($"/product/{Street.Lamp}");
        await page.Locator("#quantity").SelectOptionAsync("2");
        await page.Locator(".deal").GetByRole(AriaRole.Button, new() { Name = "Add to cart" }).ClickAsync();
        await Expect(page.Locator("[data-in-cart]")).ToHaveTextAsync("2");
        await page.GotoAsync("/cart");

        await page.GetByRole(AriaRole.Button, new() { Name = "Save for later: Brass reading lamp" }).ClickAsync();
        await Expect(page.GetByText("Your cart is empty")).ToBeVisibleAsync();
        await Expect(page.GetByText("2 units")).ToBeVisibleAsync();
        Assert.False(await visitor.SticksOutAsync());

        await page.GetByRole(AriaRole.Button, new() { Name = "Back to the cart: Brass reading lamp" }).ClickAsync();
        await Expect(page.Locator(".line .sum .price")).ToHaveTextAsync("R$259.80");
        Assert.False(await visitor.SticksOutAsync());
    }
}
