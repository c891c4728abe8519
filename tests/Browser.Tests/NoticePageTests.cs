using Feria.Accounts;
using Feria.Contracts;
using Feria.Kernel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Feria.Browser.Tests;

/// <summary>The bell rings while somebody looks, and they choose what it rings for.</summary>
public sealed class NoticePageTests(Street street, Chromium chromium) : IClassFixture<Street>
{
    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task The_bell_rings_is_looked_at_and_falls_silent_and_what_is_wished_is_kept(bool phone, bool dark)
    {
        await using var visitor = await OperationsPageTests.EnterAsync(street, chromium, Roles.Buyer, phone, dark);
        var page = visitor.Page;
        var account = (Guid)(await street.SqlAsync(
            "select id from accounts.account order by created_at desc limit 1"))!;
        await page.GotoAsync("/account/notices");
        await Expect(page.GetByText("Nothing yet")).ToBeVisibleAsync();
        await visitor.LooksRightAsync();

        await page.GotoAsync($"/product/{Street.Lamp}");
        await TellAsync(account, "F-1");
        await TellAsync(account, "F-2");
        await Expect(page.Locator("[data-unread]")).ToHaveTextAsync("2");
        await Expect(page.GetByLabel("Notices, 2 not read")).ToBeVisibleAsync();
        await visitor.LooksRightAsync();
        await page.GetByLabel("Notices, 2 not read").ClickAsync();
        await Expect(page.GetByText("Order F-2 from Casa Farol is confirmed")).ToBeVisibleAsync();
        await visitor.LooksRightAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Order F-2" }).ClickAsync();
        await page.WaitForURLAsync("**/orders");
        await Expect(page.Locator("[data-unread]")).ToHaveTextAsync("1");
        await page.GotoAsync("/account/notices");
        await page.GetByRole(AriaRole.Button, new() { Name = "Mark all as read" }).ClickAsync();
        await Expect(page.Locator("[data-unread]")).ToHaveTextAsync("");

        await page.GotoAsync("/account/notifications");
        await visitor.LooksRightAsync();
        await page.GetByLabel("Parcels: By letter").UncheckAsync();
        await page.GetByLabel("One letter a day").CheckAsync();
        await page.GetByLabel("Quiet from").FillAsync("22:00");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.GetByText("Quiet hours have a beginning and another end.")).ToBeVisibleAsync();
        await Expect(page.GetByLabel("Parcels: By letter")).Not.ToBeCheckedAsync();
        await visitor.LooksRightAsync();
        await page.GetByLabel("until").FillAsync("07:00");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.GetByText("It is saved.")).ToBeVisibleAsync();
        await page.GotoAsync("/es/account/notifications");
        await Expect(page.GetByLabel("Paquetes: Por carta")).Not.ToBeCheckedAsync();
        await Expect(page.GetByLabel("Silencio desde")).ToHaveValueAsync("22:00");
        await visitor.LooksRightAsync();
    }

    async Task TellAsync(Guid account, string number)
    {
        await using var tx = await street.Database.WriteAsync();
        await street.Services.GetRequiredService<INoticeBoard>().PostAsync(tx,
        [
            new(account, NoticeTopic.Orders, "order-confirmed",
                new Dictionary<string, string> { ["number"] = number, ["store"] = "Casa Farol" }, "/orders", number),
        ]);
        await tx.CommitAsync();
    }
}
