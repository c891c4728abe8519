using System.Text;
using Feria.Accounts;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Feria.Browser.Tests;

/// <summary>A store changes what it sells by a file and many at once, and takes it back.</summary>
public sealed class SheetPageTests(Street street, Chromium chromium) : IClassFixture<Street>
{
    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task A_file_is_sent_looked_at_applied_put_right_and_undone(bool phone, bool dark)
    {
        await using var seller = await OperationsPageTests.EnterAsync(street, chromium, Roles.Buyer, phone, dark);
        var page = seller.Page;
        var (store, mark) = (Guid.NewGuid(), $"{Guid.NewGuid():N}"[..6]);
        await street.SqlAsync($"""
            insert into stores.store (id, slug, name, country, currency, status)
            values ('{store}', 'sheets-{mark}', 'Sheets {mark}', 'US', 'USD', 'approved');
            insert into stores.staff (store_id, account_id, role)
            select '{store}', id, 'owner' from accounts.account order by created_at desc limit 1
            """);
        await page.GotoAsync($"/sell/{store}/listings");
        await page.GetByRole(AriaRole.Link, new() { Name = "Import and export" }).ClickAsync();
        await Expect(page.GetByText("No file yet")).ToBeVisibleAsync();
        await seller.LooksRightAsync();
        var template = await page.RunAndWaitForDownloadAsync(() =>
            page.GetByRole(AriaRole.Link, new() { Name = "Download a template" }).ClickAsync());
        // What the template says can be put up for sale as it is.
        await SendAsync(page, "template.csv", await File.ReadAllTextAsync(await template.PathAsync()));
        await Expect(page.Locator("#field-1")).ToHaveValueAsync("sku");
        await page.GetByRole(AriaRole.Button, new() { Name = "See what it would do" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Apply 3 rows" }).ClickAsync();
        await Expect(page.Locator("h1 + .badge")).ToHaveTextAsync("Applied");

        await page.GotoAsync($"/sell/{store}/sheets");
        await SendAsync(
            page, "prices.csv", "Code;Precio;Nombre;Nota\r\nLAMP-1;99,90;Lamp;x\r\nNEW-1;5;;\r\nSHIRT-S;59,00;;\r\n");
        await seller.LooksRightAsync();
        await page.Locator("#field-0").SelectOptionAsync("sku");
        await page.GetByRole(AriaRole.Button, new() { Name = "See what it would do" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Apply one row" })).ToBeVisibleAsync();
        await Expect(page.Locator("tbody tr").Nth(0)).ToContainTextAsync("129.00");
        await Expect(page.Locator("tbody tr").Nth(1)).ToContainTextAsync("A new listing needs a title.");
        await seller.LooksRightAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Apply one row" }).ClickAsync();
        await Expect(page.Locator("h1 + .badge")).ToHaveTextAsync("Applied");
        var failed = await page.RunAndWaitForDownloadAsync(() =>
            page.GetByRole(AriaRole.Link, new() { Name = "Download the failed rows" }).ClickAsync());
        Assert.Equal(
            "NEW-1,5,,,3,row_title_missing: title", (await File.ReadAllLinesAsync(await failed.PathAsync()))[1]);
        Assert.Equal(9_990L, await PriceAsync(store));
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo", Exact = true }).ClickAsync();
        await Expect(page.Locator("h1 + .badge")).ToHaveTextAsync("Undone");
        await seller.LooksRightAsync();
        Assert.Equal(12_900L, await PriceAsync(store));

        await page.GotoAsync($"/sell/{store}/listings");
        await page.GetByLabel("Change Soapstone lamp with others").PressAsync("Space");
        await page.Locator("#change").FillAsync("-10");
        await seller.LooksRightAsync();
        await page.Locator("#bulk").GetByRole(AriaRole.Button).ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("Bulk edit: Price");
        await page.GetByRole(AriaRole.Button, new() { Name = "Apply one row" }).ClickAsync();
        await Expect(page.Locator("h1 + .badge")).ToHaveTextAsync("Applied");
        Assert.Equal(11_610L, await PriceAsync(store));
        await page.GotoAsync($"/sell/{store}/sheets");
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(3);
        await seller.LooksRightAsync();
    }

    static async Task SendAsync(IPage page, string name, string csv)
    {
        await page.Locator("#file").SetInputFilesAsync(
            new FilePayload { Name = name, MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(csv) });
        await page.GetByRole(AriaRole.Button, new() { Name = "Send the file" }).ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync(name);
    }

    async Task<object?> PriceAsync(Guid store) => await street.SqlAsync(
        $"select price_minor from catalog.offer where store_id = '{store}' and sku = 'LAMP-1'");
}
