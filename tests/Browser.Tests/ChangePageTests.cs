using Feria.Accounts;
using Feria.Media.Tests;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Feria.Browser.Tests;

/// <summary>A store makes another product of its listing, and a moderator looks at that first.</summary>
public sealed class ChangePageTests(Street street, Chromium chromium) : IClassFixture<Street>
{
    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task A_risky_edit_waits_is_approved_and_stands_in_its_history(bool phone, bool dark)
    {
        await using var seller = await OperationsPageTests.EnterAsync(street, chromium, Roles.Buyer, phone, dark);
        var page = seller.Page;
        var (store, mark) = (Guid.NewGuid(), $"{Guid.NewGuid():N}"[..6]);
        await street.SqlAsync($"""
            insert into stores.store (id, slug, name, country, currency, status)
            values ('{store}', 'changes-{mark}', 'Changes {mark}', 'US', 'USD', 'approved');
            insert into stores.staff (store_id, account_id, role)
            select '{store}', id, 'owner' from accounts.account order by created_at desc limit 1
            """);
        await page.GotoAsync($"/sell/{store}/listings/new?title=Soapstone%20lamp%20{mark}&category=");
        await page.Locator("#description").FillAsync("Turned by hand in Ouro Preto, one at a time.");
        await page.Locator("#brand").FillAsync("Pedra");
        await page.Locator("[id='sku.0']").FillAsync($"LAMP-{mark}");
        await page.Locator("[id='price.0']").FillAsync("129.00");
        await page.Locator("[id='stock.0']").FillAsync("5");
        await page.Locator("#files").SetInputFilesAsync(Picture("old.png", 3));
        await page.GetByRole(AriaRole.Button, new() { Name = "Put it up for sale" }).ClickAsync();
        await Expect(page.GetByText("It is for sale.")).ToBeVisibleAsync();
        var product = (Guid)(await street.SqlAsync($"""
            select v.product_id from catalog.offer o join catalog.variant v on v.id = o.variant_id
            where o.store_id = '{store}'
            """))!;

        await page.GotoAsync($"/sell/{store}/listings/{product}");
        await page.Locator("#title").FillAsync("Garden hose, green, 20 m");
        await page.Locator("#description").FillAsync("Turned by machine in Ouro Preto, a thousand at a time.");
        await page.Locator("#brand").FillAsync("Manguera");
        await page.Locator("[id='price.0']").FillAsync("139.00");
        await page.Locator("[name='url-gone.0']").CheckAsync();
        await page.Locator("#files").SetInputFilesAsync(Picture("new.png", 5));
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.GetByText("Sent for approval.")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Waiting for approval since" }))
            .ToBeVisibleAsync();
        await Expect(page.Locator("#title")).ToHaveValueAsync($"Soapstone lamp {mark}");
        await Expect(page.Locator("[id='price.0']")).ToHaveValueAsync("139.00");
        await seller.LooksRightAsync();
        await LookAsync(seller, "listing");
        await street.SettleAsync();

        await using var moderator = await OperationsPageTests.EnterAsync(
            street, chromium, Roles.Moderator, phone, dark);
        var desk = moderator.Page;
        await desk.GotoAsync("/operations/moderation?kind=change");
        await moderator.LooksRightAsync();
        await desk.GetByRole(AriaRole.Link, new() { Name = $"Soapstone lamp {mark}" }).ClickAsync();
        await Expect(desk.Locator(".changed ins").First).ToContainTextAsync("Garden hose, green, 20 m");
        await Expect(desk.GetByText("The brand is another, or no longer named.")).ToBeVisibleAsync();
        await desk.GetByRole(AriaRole.Button, new() { Name = "Take this case" }).ClickAsync();
        await moderator.LooksRightAsync();
        await LookAsync(moderator, "change-case");
        await desk.GetByText("Approve", new() { Exact = true }).ClickAsync();
        await desk.GetByLabel("Why", new() { Exact = true }).FillAsync("Fine, the store told us.");
        await desk.GetByRole(AriaRole.Button, new() { Name = "Decide", Exact = true }).ClickAsync();
        await Expect(desk.GetByRole(AriaRole.Heading, new() { Name = "Approved" })).ToBeVisibleAsync();
        await desk.GetByRole(AriaRole.Link, new() { Name = "What happened to this product" }).ClickAsync();
        await Expect(desk.GetByText("Fine, the store told us.")).ToBeVisibleAsync();
        await moderator.LooksRightAsync();
        await LookAsync(moderator, "product-history");

        await page.GotoAsync($"/es/sell/{store}/listings/{product}/changes");
        await Expect(page.GetByText("Aprobado", new() { Exact = true })).ToBeVisibleAsync();
        await seller.LooksRightAsync();
        await LookAsync(seller, "changes");
        await page.GotoAsync($"/sell/{store}/listings/{product}");
        await Expect(page.Locator("#title")).ToHaveValueAsync("Garden hose, green, 20 m");

        // What is proposed next is taken back.
        await page.Locator("[id='price.0']").FillAsync("13.90");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.GetByText("The price is far from what it was.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Withdraw it" }).ClickAsync();
        await Expect(page.GetByText("Withdrawn: the listing stays as it is.")).ToBeVisibleAsync();
        await Expect(page.Locator("[id='price.0']")).ToHaveValueAsync("139.00");
        await seller.LooksRightAsync();
    }

    static FilePayload Picture(string name, int seed) =>
        new() { Name = name, MimeType = "image/png", Buffer = Samples.Png(400, 400, seed) };

    static Task LookAsync(Visitor visitor, string name) =>
        Environment.GetEnvironmentVariable("FERIA_SHOTS") is { } folder
            ? visitor.Page.ScreenshotAsync(new()
            {
                FullPage = true, Path = Path.Combine(folder, $"{name}-{visitor.Page.ViewportSize!.Width}.png"),
            })
            : Task.CompletedTask;
}
