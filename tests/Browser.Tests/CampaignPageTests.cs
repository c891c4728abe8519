using Feria.Accounts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Feria.Browser.Tests;

/// <summary>From a segment to a campaign and what it brought; and how a reader ends such letters.</summary>
public sealed class CampaignPageTests(Street street, Chromium chromium) : IClassFixture<Street>
{
    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task A_campaign_is_written_tried_started_and_looked_at(bool phone, bool dark)
    {
        await using var specialist = await OperationsPageTests.EnterAsync(
            street, chromium, Roles.MarketingSpecialist, phone, dark);
        await street.SettleAsync();
        await street.SqlAsync("""
            update marketing.person set is_verified = true;
            insert into notifications.wish (region, account_id, declined, zone, is_daily)
            select region, account_id, array[]::text[], 'UTC', false from marketing.person
            on conflict do nothing
            """);
        await street.SqlAsync("update accounts.account set status = 'active' where status = 'pending'");
        var (page, name) = (specialist.Page, $"Lamps {(phone ? "small" : "large")}");
        await page.GotoAsync("/operations/segments");
        await specialist.LooksRightAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "New segment" }).ClickAsync();
        await page.Locator("#name").FillAsync($"In Brazil {name}");
        await page.Locator("#value0").FillAsync("BR, AR");
        await page.Locator("#what1").SelectOptionAsync("ordered");
        await page.Locator("#value1").FillAsync("often");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.Locator("#value1-error")).ToHaveTextAsync("A number of days.");
        await Expect(page.Locator("#value0")).ToHaveValueAsync("BR, AR");
        await page.Locator("#value1").FillAsync("90");
        await page.Locator("[name=not1]").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Count" }).ClickAsync();
        await Expect(page.Locator(".notice, [role=status]").First).ToContainTextAsync("now");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.GetByText("lives in BR, AR and not: ordered within 90 days")).ToBeVisibleAsync();
        await specialist.LooksRightAsync();

        await page.GotoAsync("/operations/campaigns");
        await specialist.LooksRightAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "New campaign" }).ClickAsync();
        await page.Locator("#name").FillAsync(name);
        await page.Locator("#segment").SelectOptionAsync(new SelectOptionValue { Label = $"In Brazil {name}" });
        await page.Locator("#currency").FillAsync("BRL");
        await page.Locator("[id=subjectA-en]").FillAsync("Lamps are back");
        await page.Locator("[id=bodyA-en]").FillAsync("Hello {nobody}");
        await page.Locator("#linkA").FillAsync("/categories");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save the draft" }).ClickAsync();
        await Expect(page.GetByText("Of what stands in braces").First).ToBeVisibleAsync();
        await specialist.LooksRightAsync();
        await page.Locator("[id=bodyA-en]").FillAsync("Hello {name},\n\nthe lamps are here again.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save the draft" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Send it to me: text A" }).ClickAsync();
        await Expect(page.GetByText("on its way to your mailbox")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Start", Exact = true }).ClickAsync();
        await Expect(page.Locator("h1 + p .badge")).ToHaveTextAsync("Scheduled");

        var job = street.Services.GetServices<Job>().Single(one => one.Name == "marketing.run-campaigns");
        await job.RunAsync(default, default);
        await street.SettleAsync();
        await job.RunAsync(default, default);
        await page.ReloadAsync();
        await Expect(page.Locator("h1 + p .badge")).ToHaveTextAsync("Finished");
        await Expect(page.Locator("#brought")).ToBeVisibleAsync();
        await specialist.LooksRightAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Seen" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Seen" })).ToHaveCountAsync(0);

        await page.GotoAsync("/demo/mailbox");
        await page.Locator("a[href*='/unsubscribe?token=']").First.ClickAsync();
        await specialist.LooksRightAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "No more of these letters" }).ClickAsync();
        await Expect(page.GetByText("you are written no more about promotions")).ToBeVisibleAsync();
        await specialist.LooksRightAsync();
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public async Task Coupons_are_made_handed_on_and_revoked(bool phone, bool dark)
    {
        await using var specialist = await OperationsPageTests.EnterAsync(
            street, chromium, Roles.MarketingSpecialist, phone, dark);
        var (page, name) = (specialist.Page, $"Spring {(phone ? "small" : "large")}");
        await page.GotoAsync("/operations/promotions");
        await page.Locator("#name").FillAsync(name);
        await page.Locator("#value").FillAsync("10");
        await page.Locator("#until").FillAsync(DateTime.UtcNow.AddDays(2).ToString("yyyy-MM-dd'T'HH:mm"));
        await page.Locator("details summary", new() { HasText = "Conditions" }).ClickAsync();
        await page.Locator("[name=byCoupon]").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Make a promotion" }).ClickAsync();
        await Expect(page.Locator("tbody tr", new() { HasText = name })).ToContainTextAsync("by coupons in bulk");

        await page.GotoAsync("/operations/coupons");
        await specialist.LooksRightAsync();
        await page.Locator("#promotion").SelectOptionAsync(new SelectOptionValue { Label = name });
        await page.Locator("#name").FillAsync($"Codes {name}");
        await page.Locator("#many").FillAsync("25");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make coupons" }).ClickAsync();
        var row = page.Locator("tbody tr", new() { HasText = $"Codes {name}" });
        await Expect(row).ToContainTextAsync("25");
        await specialist.LooksRightAsync();
        var file = await page.RunAndWaitForDownloadAsync(
            () => row.GetByRole(AriaRole.Link, new() { Name = "Codes (CSV)" }).ClickAsync());
        Assert.Equal(27, (await File.ReadAllTextAsync(await file.PathAsync())).Split("\r\n").Length);
        await row.Locator("summary").ClickAsync();
        await Expect(row).ToContainTextAsync("Not used so far: 25.");
        await specialist.LooksRightAsync();
        await row.GetByRole(AriaRole.Button, new() { Name = "Yes, revoke them" }).ClickAsync();
        await Expect(row).ToContainTextAsync("revoked");
    }
}
