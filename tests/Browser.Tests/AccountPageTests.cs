using System.Net.Http.Json;
using Feria.Accounts;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Feria.Browser.Tests;

/// <summary>Somebody looks where they are signed in, ends what they do not know, and leaves for good.</summary>
public sealed class AccountPageTests(Street street, Chromium chromium) : IClassFixture<Street>
{
    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Somebody_signs_out_elsewhere_and_closes_the_account(bool phone, bool dark)
    {
        await using var visitor = await OperationsPageTests.EnterAsync(street, chromium, Roles.Buyer, phone, dark);
        var page = visitor.Page;
        var me = await FulfilmentPageTests.AskAsync(street, visitor, HttpMethod.Get, "/api/v1/me", null);
        (await street.Http.PostAsJsonAsync("/api/v1/sessions", new
        {
            email = me.GetProperty("email").GetString(), password = "correct horse battery",
        })).EnsureSuccessStatusCode();
        await page.GotoAsync("/account");
        await page.GetByRole(AriaRole.Link, new() { Name = "See to it" }).ClickAsync();
        await Expect(page.Locator(".cells .badge")).ToHaveTextAsync("This one");
        await visitor.LooksRightAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out there" }).First.ClickAsync();
        await Expect(page.GetByText("It is signed out.")).ToBeVisibleAsync();

        await page.GetByText("Close the account…").ClickAsync();
        await page.Locator("#password").FillAsync("not this one");
        await page.GetByRole(AriaRole.Button, new() { Name = "Close it for good" }).ClickAsync();
        await Expect(page.Locator("#password-error")).ToBeVisibleAsync();
        await visitor.LooksRightAsync();
        await page.Locator("#password").FillAsync("correct horse battery");
        await page.GetByRole(AriaRole.Button, new() { Name = "Close it for good" }).ClickAsync();
        await Expect(page.GetByText("Your account is closed.")).ToBeVisibleAsync();
        await visitor.LooksRightAsync();
        await page.GotoAsync("/account");
        await Expect(page.Locator("#email")).ToBeVisibleAsync();
    }
}
