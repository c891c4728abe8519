using Feria.Accounts;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Feria.Browser.Tests;

/// <summary>What marketing shows in the shop: made at the desk, seen and followed by strangers, counted.</summary>
public sealed class ShowingPageTests(Street street, Chromium chromium) : IClassFixture<Street>
{
    static string Soon(double hours) => DateTime.UtcNow.AddHours(hours).ToString("yyyy-MM-dd'T'HH:mm");

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task An_offer_is_sponsored_seen_first_and_a_program_is_not_charged_for(bool phone, bool dark)
    {
        await using var specialist = await OperationsPageTests.EnterAsync(
            street, chromium, Roles.MarketingSpecialist, phone, dark);
        var page = specialist.Page;
        await page.GotoAsync("/operations/sponsored");
        await specialist.LooksRightAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "New sponsorship" }).ClickAsync();
        var (name, slug, words) = phone
            ? ("Stools first", "folding-stool", "stool")
            : ("Trowels first", "garden-trowel", "trowel");
        await page.Locator("#name").FillAsync(name);
        await page.Locator("#offers").FillAsync($"http://localhost/product/{slug}\ncasa-farol NONE-1");
        await page.Locator("#currency").FillAsync("BRL");
        await page.Locator("#budget").FillAsync("20");
        await page.Locator("#bid").FillAsync("0.50");
        await page.Locator("#until").FillAsync(Soon(0.9));
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.Locator("#offers-error")).ToContainTextAsync("casa-farol NONE-1");
        await specialist.LooksRightAsync();
        await page.Locator("#offers").FillAsync($"http://localhost/product/{slug}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.Locator("h1 + p .badge")).ToHaveTextAsync("Running");

        await using (var stranger = await chromium.VisitAsync(street, phone: phone, dark: dark))
        {
            var shop = stranger.Page;
            await shop.GotoAsync($"/search?q={words}");
            var card = shop.Locator(".card[data-shown]").First;
            await Expect(card).ToContainTextAsync("Sponsored");
            await Expect(shop.Locator(".listing .card").First).ToContainTextAsync("Sponsored");
            await stranger.LooksRightAsync();
            await card.Locator("a").ClickAsync();
            await Expect(shop).ToHaveURLAsync(new System.Text.RegularExpressions.Regex($"/product/{slug}"));
        }

        await page.GetByRole(AriaRole.Link, new() { Name = "Edit" }).ClickAsync();
        await Expect(page.Locator("#budget")).ToHaveValueAsync("20");
        await page.Locator("#budget").FillAsync("30");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        // A browser without a head says so, and is charged to nobody.
        await Expect(page.Locator("dl.facts")).ToContainTextAsync("R$0.00 of R$30.00");
        await specialist.LooksRightAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "End for good" }).ClickAsync();
        await Expect(page.Locator("h1 + p .badge")).ToHaveTextAsync("Ended");
        await page.GotoAsync("/operations/sponsored");
        await specialist.LooksRightAsync();
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public async Task A_banner_is_made_seen_on_the_front_page_and_ended(bool phone, bool dark)
    {
        await using var specialist = await OperationsPageTests.EnterAsync(
            street, chromium, Roles.MarketingSpecialist, phone, dark);
        var (page, title) = (specialist.Page, $"Lamps for {(phone ? "pockets" : "desks")}");
        await page.GotoAsync("/operations/banners");
        await specialist.LooksRightAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "New banner" }).ClickAsync();
        await page.Locator("#name").FillAsync(title);
        await page.Locator("#priority").FillAsync(phone ? "5" : "9");
        await page.Locator("#until").FillAsync(Soon(24));
        await page.Locator("#linkA").FillAsync("/categories");
        await page.Locator("[id=titleA-en]").FillAsync(title);
        await page.Locator("[id=textA-en]").FillAsync("Until Sunday.");
        await page.Locator("[id=titleA-pt]").FillAsync($"Luminárias {title}");
        await page.Locator("#shareA").FillAsync("60");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.GetByText("come to a hundred percent").First).ToBeVisibleAsync();
        await specialist.LooksRightAsync();
        await page.Locator("#shareA").FillAsync("100");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.Locator("h1 + p .badge")).ToHaveTextAsync("Running");
        await specialist.LooksRightAsync();

        await using (var stranger = await chromium.VisitAsync(street, phone: phone, dark: dark))
        {
            var shop = stranger.Page;
            await shop.GotoAsync("/");
            await Expect(shop.Locator(".poster")).ToContainTextAsync(title);
            await stranger.LooksRightAsync();
            await shop.GotoAsync("/pt/");
            await Expect(shop.Locator(".poster")).ToContainTextAsync("Luminárias");
            await shop.Locator(".poster a").ClickAsync();
            await Expect(shop).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/pt/categories"));
        }

        await page.GetByRole(AriaRole.Button, new() { Name = "End for good" }).ClickAsync();
        await Expect(page.Locator("h1 + p .badge")).ToHaveTextAsync("Ended");
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task What_is_to_be_had_for_less_stands_on_the_front_page_with_a_clock(bool phone, bool dark)
    {
        await street.SqlAsync("""
            insert into marketing.promotion (region, id, owner_id, name, funded_by, currency, from_at, until_at, scope,
                least_items_minor, least_units, effect, percent_basis_points, amount_minor, priority)
            select 'main', gen_random_uuid(), s.id, 'Days of ' || s.name, 'seller', 'BRL', now(),
                now() + interval '5 hours', 'all', 0, 0, 'percent', 1500, 0, 0
            from stores.store s
            where not exists (select from marketing.promotion)
            """);
        street.ForgetCopies();
        await using var stranger = await chromium.VisitAsync(street, phone: phone, dark: dark);
        await stranger.Page.GotoAsync("/");
        await Expect(stranger.Page.Locator(".for-less li")).ToHaveCountAsync(2);
        await Expect(stranger.Page.Locator(".for-less li").First).ToContainTextAsync("15% off");
        await Expect(stranger.Page.Locator(".for-less [data-clock]").First).ToContainTextAsync("4:59:");
        await stranger.LooksRightAsync();
    }
}
