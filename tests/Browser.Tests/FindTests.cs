using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Feria.Browser.Tests;

/// <summary>The field everybody searches by, before anything is typed in it and while something is.</summary>
public sealed class FindTests(Street street, Chromium chromium) : IClassFixture<Street>
{
    [Fact]
    public async Task What_people_search_for_is_offered_while_nothing_is_typed_and_chosen_by_the_arrows()
    {
        // Ten people each, as the sketch has it.
        await street.SqlAsync("""
            insert into search.term_day
            select (now() at time zone 'UTC')::date, 'en', query, query, searches,
                decode(repeat('01', 10) || repeat('00', 246), 'hex'), 10, 0, 3, 0, now()
            from (values ('lamp', 50), ('lantern', 30)) asked(query, searches)
            """);
        street.ForgetCopies();
        await using var visitor = await chromium.VisitAsync(street);
        var page = visitor.Page;
        await page.GotoAsync("/");
        var rising = page.GetByRole(AriaRole.Navigation, new() { Name = "What people search for" });
        await Expect(rising.GetByRole(AriaRole.Link)).ToHaveTextAsync(["lamp", "lantern"]);

        var field = page.GetByRole(AriaRole.Combobox, new() { Name = "Search" }).First;
        await field.FocusAsync();
        var offered = page.GetByRole(AriaRole.Option);
        await Expect(offered).ToHaveTextAsync(["lamp · Searched for these days", "lantern · Searched for these days"]);
        await page.Keyboard.PressAsync("Escape");
        await Expect(offered).ToHaveCountAsync(0);

        await field.FillAsync("lant");
        await Expect(offered.First).ToContainTextAsync("lantern");
        await field.FillAsync("");
        await Expect(offered).ToHaveCountAsync(2);
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/search?q=lantern");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "lantern", Exact = true })).ToBeVisibleAsync();
    }
}
