using Feria.Accounts;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Feria.Browser.Tests;

/// <summary>A review is reported, taken out of sight with a reason, appealed, and put back.</summary>
public sealed class ModerationPageTests(Street street, Chromium chromium) : IClassFixture<Street>
{
    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task What_is_reported_is_decided_told_appealed_and_decided_by_another(bool phone, bool dark)
    {
        await using var author = await OperationsPageTests.EnterAsync(street, chromium, Roles.Buyer, phone, dark);
        var review = await WriteAsync();
        await using var reporter = await OperationsPageTests.EnterAsync(street, chromium, Roles.Buyer, phone, dark);
        await using var first = await OperationsPageTests.EnterAsync(street, chromium, Roles.Moderator, phone, dark);
        await using var second = await OperationsPageTests.EnterAsync(street, chromium, Roles.Moderator, phone, dark);

        await reporter.Page.GotoAsync($"/product/{Street.Lamp}?stars=1");
        await reporter.LooksRightAsync();
        await reporter.Page.Locator($"#review-{review}").GetByRole(AriaRole.Link, new() { Name = "Report" })
            .ClickAsync();
        await reporter.LooksRightAsync();
        await LookAsync(reporter, "report");
        await reporter.Page.GetByLabel("It insults or threatens").CheckAsync();
        await reporter.Page.GetByLabel("In your words").FillAsync("<b>Look</b> at this.");
        await reporter.Page.GetByRole(AriaRole.Button, new() { Name = "Report it" }).ClickAsync();
        await Expect(reporter.Page.GetByText("Thank you for telling us.")).ToBeVisibleAsync();
        await reporter.LooksRightAsync();

        var page = first.Page;
        await page.GotoAsync("/operations/moderation?kind=review");
        await first.LooksRightAsync();
        await LookAsync(first, "queue");
        await page.GetByRole(AriaRole.Link, new() { Name = $"Thieves {review.ToString()[^6..]}" }).ClickAsync();
        await Expect(page.GetByText("<b>Look</b> at this.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Take this case" }).ClickAsync();
        await first.LooksRightAsync();
        await LookAsync(first, "case");
        await page.GetByText("Take out of sight, with a strike").ClickAsync();
        await page.GetByLabel("Why", new() { Exact = true }).FillAsync("It insults the people of the store.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Decide", Exact = true }).ClickAsync();
        await Expect(page.GetByText("Out of sight", new() { Exact = true })).ToBeVisibleAsync();
        await first.LooksRightAsync();
        await reporter.Page.GotoAsync($"/product/{Street.Lamp}?stars=1");
        await Expect(reporter.Page.Locator($"#review-{review}")).ToHaveCountAsync(0);

        await author.Page.GotoAsync("/account/decisions");
        await Expect(author.Page.GetByText("It insults the people of the store.")).ToBeVisibleAsync();
        await author.LooksRightAsync();
        await author.Page.GetByText("Appeal this decision").ClickAsync();
        await author.Page.GetByLabel("What did we get wrong?").FillAsync("It is true.");
        await LookAsync(author, "decisions");
        await author.Page.GetByRole(AriaRole.Button, new() { Name = "Send the appeal" }).ClickAsync();
        await Expect(author.Page.GetByText("somebody else looks at it")).ToBeVisibleAsync();
        await author.LooksRightAsync();

        await second.Page.GotoAsync("/es/operations/moderation?which=appeals");
        await second.LooksRightAsync();
        await second.Page.GotoAsync("/operations/moderation?which=appeals");
        await second.Page.GetByRole(AriaRole.Link, new() { Name = $"Thieves {review.ToString()[^6..]}" }).ClickAsync();
        await second.Page.GetByRole(AriaRole.Button, new() { Name = "Take this case" }).ClickAsync();
        await second.LooksRightAsync();
        await LookAsync(second, "appeal");
        await second.Page.GetByText("Overturn").ClickAsync();
        await second.Page.GetByLabel("Why", new() { Exact = true }).FillAsync("We were wrong.");
        await second.Page.GetByRole(AriaRole.Button, new() { Name = "Decide", Exact = true }).ClickAsync();
        await Expect(second.Page.GetByRole(AriaRole.Heading, new() { Name = "Overturned" })).ToBeVisibleAsync();
        await second.Page.GotoAsync("/operations/moderation/rules");
        await second.LooksRightAsync();
        await LookAsync(second, "rules");
        await reporter.Page.GotoAsync($"/product/{Street.Lamp}?stars=1");
        await Expect(reporter.Page.Locator($"#review-{review}")).ToBeVisibleAsync();
        await author.Page.GotoAsync("/account/decisions");
        await Expect(author.Page.GetByText("We were wrong.")).ToBeVisibleAsync();
    }

    // By whoever came in last.
    async Task<Guid> WriteAsync()
    {
        var review = Id.New();
        await street.SqlAsync($"""
            insert into community.review (id, product_id, account_id, author, rating, title, body, language)
            select '{review}', p.id, a.id, 'Ana S.', 1, 'Thieves {review.ToString()[^6..]}', 'All of them.', 'en'
            from (select id from catalog.product where slug = '{Street.Lamp}') p,
                (select id from accounts.account order by created_at desc limit 1) a
            """);
        street.ForgetCopies();
        return review;
    }

    static Task LookAsync(Visitor visitor, string name) =>
        Environment.GetEnvironmentVariable("FERIA_SHOTS") is { } folder
            ? visitor.Page.ScreenshotAsync(new()
            {
                FullPage = true, Path = Path.Combine(folder, $"{name}-{visitor.Page.ViewportSize!.Width}.png"),
            })
            : Task.CompletedTask;
}
