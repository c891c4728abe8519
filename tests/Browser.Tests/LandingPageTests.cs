using Feria.Accounts;
using Feria.Media.Tests;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Feria.Browser.Tests;

/// <summary>A page of marketing's own: composed of blocks without a script, looked at, published, seen, restored.
/// </summary>
public sealed class LandingPageTests(Street street, Chromium chromium) : IClassFixture<Street>
{
    static string Soon(double hours) => DateTime.UtcNow.AddHours(hours).ToString("yyyy-MM-dd'T'HH:mm");

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task A_page_is_composed_looked_at_published_and_restored(bool phone, bool dark)
    {
        await using var specialist = await OperationsPageTests.EnterAsync(
            street, chromium, Roles.MarketingSpecialist, phone, dark);
        var (page, slug) = (specialist.Page, phone ? "pocket-lamps" : "desk-lamps");
        ILocator Press(string name) => page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });
        await page.GotoAsync("/operations/landing-pages");
        await specialist.LooksRightAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "New page" }).ClickAsync();
        await page.Locator("#name").FillAsync($"Lamps {slug}");
        await page.Locator("#slug").FillAsync(slug);
        await page.Locator("#until").FillAsync(Soon(48));
        await page.Locator("#title-en").FillAsync("All our lamps");
        await page.Locator("#title-pt").FillAsync("Todas as luminárias");
        await page.Locator("#description-en").FillAsync("Lamps until Sunday.");
        await page.Locator("#b0-text-en").FillAsync("Light for **every** table.");
        await Press("products").ClickAsync();
        await page.Locator("#b1-source").SelectOptionAsync("query");
        await page.Locator("#b1-of").FillAsync("lamp");
        await page.Locator("#b1-most").FillAsync("4");
        await page.Locator("#b1-text-en").FillAsync("Lamps now");
        await Press("countdown").ClickAsync();
        await page.Locator("#b2-until").FillAsync(Soon(24));
        await Press("picture").ClickAsync();
        await page.Locator("#b3-files").SetInputFilesAsync(new FilePayload
        {
            Name = "lamp.png", MimeType = "image/png", Buffer = Samples.Png(900, 500, phone ? 21 : 22),
        });
        await page.Locator("#b3-text-en").FillAsync("A lamp on a table");
        await page.Locator("#b3-link").FillAsync("/categories");
        await Press("Move Block 4 up").ClickAsync();
        await Expect(page.Locator("#block-3 img")).ToHaveCountAsync(1);
        // The clock does not say yet what it counts down to.
        await Press("Save").ClickAsync();
        await Expect(page.GetByText("Block 4: A block lacks")).ToBeVisibleAsync();
        await specialist.LooksRightAsync();
        await page.Locator("#b3-text-en").FillAsync("Until the doors close");
        await Press("Save").ClickAsync();
        await Expect(page.Locator("h1 + p .badge")).ToHaveTextAsync("Draft");
        await specialist.LooksRightAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Preview" }).ClickAsync();
        await Expect(page.GetByText("This is a preview.")).ToBeVisibleAsync();
        await specialist.LooksRightAsync();
        await page.GoBackAsync();

        await using var stranger = await chromium.VisitAsync(street, phone: phone, dark: dark);
        var shop = stranger.Page;
        await Press("Publish").ClickAsync();
        await Expect(page.Locator("h1 + p .badge")).ToHaveTextAsync("Shown");
        await shop.GotoAsync($"/l/{slug}");
        await Expect(shop.Locator("h1")).ToHaveTextAsync("All our lamps");
        await Expect(shop.Locator(".landing .prose strong")).ToHaveTextAsync("every");
        await Expect(shop.Locator(".landing .cards .card").First).ToBeVisibleAsync();
        await Expect(shop.Locator(".landing [data-clock]")).ToContainTextAsync(":");
        await stranger.LooksRightAsync();
        await shop.GotoAsync($"/pt/l/{slug}");
        await Expect(shop.Locator("h1")).ToHaveTextAsync("Todas as luminárias");
        await shop.GetByRole(AriaRole.Link, new() { Name = "A lamp on a table" }).ClickAsync();
        await Expect(shop).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/pt/categories"));

        await page.GetByRole(AriaRole.Link, new() { Name = "Edit" }).ClickAsync();
        await Press("Take block 1 away").ClickAsync();
        await page.Locator("#title-en").FillAsync("Fewer lamps");
        await Press("Save").ClickAsync();
        await Expect(page.GetByText("Version 1 is shown; later ones are not published.")).ToBeVisibleAsync();
        await shop.GotoAsync($"/l/{slug}");
        await Expect(shop.Locator("h1")).ToHaveTextAsync("All our lamps");
        await Press("Publish").ClickAsync();
        await shop.ReloadAsync();
        await Expect(shop.Locator("h1")).ToHaveTextAsync("Fewer lamps");
        await Press("Restore version 1").ClickAsync();
        await Expect(page.GetByText("Version 2 is shown; later ones are not published.")).ToBeVisibleAsync();
        await specialist.LooksRightAsync();
        await Press("Publish").ClickAsync();
        await shop.ReloadAsync();
        await Expect(shop.Locator("h1")).ToHaveTextAsync("All our lamps");
        await Press("Take back").ClickAsync();
        await Expect(page.Locator("h1 + p .badge")).ToHaveTextAsync("Draft");
        await page.GotoAsync("/operations/landing-pages");
        await specialist.LooksRightAsync();
    }
}
