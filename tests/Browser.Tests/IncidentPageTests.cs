using Feria.Accounts;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Feria.Browser.Tests;

/// <summary>What broke and what is set, as those see it who run the installation.</summary>
public sealed class IncidentPageTests(Street street, Chromium chromium) : IClassFixture<Street>
{
    [Theory]
    [InlineData(true, false, "One")]
    [InlineData(false, true, "Two")]
    public async Task What_broke_is_found_cared_for_and_put_right(bool phone, bool dark, string name)
    {
        await BreakAsync($"Lamp{name}Exception", 3);
        await BreakAsync($"Fuse{name}Exception", 1);
        await using var visitor = await OperationsPageTests.EnterAsync(street, chromium, Roles.Dba, phone, dark);
        var page = visitor.Page;
        await page.GotoAsync("/operations/health");
        await page.GetByRole(AriaRole.Link, new() { Name = "Look at incidents" }).ClickAsync();
        await visitor.LooksRightAsync();
        await page.GetByLabel("How bad at least").SelectOptionAsync("error");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = $"Lamp{name}Exception" }).ClickAsync();
        await Expect(page.GetByText("The bulb of ‹e-mail› broke.")).ToBeVisibleAsync();
        await visitor.LooksRightAsync();

        await page.GetByLabel("Note").FillAsync("A new bulb is on its way.");
        await page.GetByRole(AriaRole.Button, new() { Name = "I am at it" }).ClickAsync();
        await Expect(page.GetByText("You are at it; nobody else is told again.")).ToBeVisibleAsync();
        await Expect(page.GetByText("A new bulb is on its way.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "It is put right" }).ClickAsync();
        await Expect(page.GetByText("It is resolved. Should it come back, that is a new one.")).ToBeVisibleAsync();
        await visitor.LooksRightAsync();

        await BreakAsync($"Lamp{name}Exception", 1);
        await page.GotoAsync("/operations/incidents");
        await Expect(page.GetByText("it came back").First).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData(true, false, "Three")]
    [InlineData(false, true, "Four")]
    public async Task What_somebody_likes_to_see_is_kept_and_taken_along_as_they_see_it(
        bool phone, bool dark, string name)
    {
        await BreakAsync($"Door{name}Exception", 1);
        await using var visitor = await OperationsPageTests.EnterAsync(street, chromium, Roles.Dba, phone, dark);
        var page = visitor.Page;
        await page.GotoAsync("/operations/incidents");
        await Expect(page.GetByText("Keep this view")).ToHaveCountAsync(0);
        await page.GetByLabel("From where").SelectOptionAsync("error");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show", Exact = true }).ClickAsync();
        await page.GetByText("Keep this view").ClickAsync();
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Its name" }).FillAsync($"Broken {name}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Keep", Exact = true }).ClickAsync();
        await visitor.LooksRightAsync();

        await page.GotoAsync("/operations/incidents?state=resolved");
        await page.GetByRole(AriaRole.Link, new() { Name = $"Broken {name}" }).ClickAsync();
        await Expect(page.GetByLabel("From where")).ToHaveValueAsync("error");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = $"Door{name}Exception" })).ToBeVisibleAsync();
        var download = await page.RunAndWaitForDownloadAsync(
            () => page.GetByRole(AriaRole.Link, new() { Name = "As a file (CSV)" }).ClickAsync());
        Assert.Equal("incidents.csv", download.SuggestedFilename);
        var rows = (await File.ReadAllTextAsync((await download.PathAsync())!)).Split("\r\n")[1..^1];
        Assert.Single(rows, row => row.StartsWith($"Door{name}Exception,", StringComparison.Ordinal));
        Assert.All(rows, row => Assert.Contains(",error,", row));
    }

    [Theory]
    [InlineData(true, false, "orders.return-days", "21")]
    [InlineData(false, true, "orders.hold-for-transfer", "4")]
    public async Task A_setting_is_found_set_and_taken_back(bool phone, bool dark, string key, string value)
    {
        await using var visitor = await OperationsPageTests.EnterAsync(
            street, chromium, Roles.PlatformManager, phone, dark);
        var page = visitor.Page;
        await page.GotoAsync("/operations/settings");
        await visitor.LooksRightAsync();
        await page.GetByRole(AriaRole.Searchbox, new() { Name = "Search settings" }).FillAsync(key);
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { Name = "Search" }).ClickAsync();
        await page.Locator(".knobs a").ClickAsync();
        await visitor.LooksRightAsync();

        await page.GetByLabel("Value").FillAsync("many");
        await page.Locator("#why").FillAsync("The law asks for it.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.GetByText("The setting cannot be that. Look at what it can be.")).ToBeVisibleAsync();
        await Expect(page.GetByLabel("Value")).ToHaveValueAsync("many");
        await page.GetByLabel("Value").FillAsync(value);
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.GetByText("It is set.")).ToBeVisibleAsync();
        await Expect(page.GetByText($"{value} days").First).ToBeVisibleAsync();
        await Expect(page.GetByText("Olga Operator ·")).ToBeVisibleAsync();
        await visitor.LooksRightAsync();

        await page.GetByText("Take this change back…").ClickAsync();
        await page.Locator("#undo-why").FillAsync("It does not.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Take it back" }).ClickAsync();
        await Expect(page.GetByText("The last change is taken back.")).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData("community.reviews")]
    [InlineData("site.banner")]
    [InlineData("site.maintenance")]
    [InlineData("site.banner-from")]
    [InlineData("incidents.tell-from")]
    [InlineData("orders.countries")]
    public async Task Every_kind_of_setting_can_be_set_on_a_phone(string key)
    {
        await using var visitor = await OperationsPageTests.EnterAsync(
            street, chromium, Roles.PlatformManager, phone: true, dark: false);
        await visitor.Page.GotoAsync("/es/operations/settings/" + key);
        await visitor.LooksRightAsync();
    }

    [Fact]
    public async Task An_announcement_and_a_name_stand_on_every_page_and_fit()
    {
        await street.SqlAsync($$"""
            insert into operations.setting (key, version, value, effective_at, account_id, why) values
                ('site.name', 1, '{"en": "Mercado Sol"}', now(), '{{Id.New()}}', 'Ours.'),
                ('site.banner', 1, '{"en": "On Sunday the market is closed from noon on."}', now(),
                    '{{Id.New()}}', 'So.')
            """);
        await using (var tx = await street.Database.WriteAsync())
        {
            tx.Append(new Contracts.SettingChanged("site.banner", 1));
            await tx.CommitAsync();
        }

        foreach (var phone in new[] { true, false })
        {
            await using var visitor = await chromium.VisitAsync(street, phone: phone, dark: !phone);
            await Launched.UntilAsync(async () =>
            {
                await visitor.Page.GotoAsync("/");
                return await visitor.Page.GetByText("On Sunday the market is closed").CountAsync() == 1;
            }, "nobody reads the announcement");
            await Expect(visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Mercado Sol, to the home page" }))
                .ToBeVisibleAsync();
            await visitor.LooksRightAsync();
        }
    }

    async Task BreakAsync(string kind, int times)
    {
        for (var i = 0; i < times; i++)
            street.Database.Mishaps.Note(
                new(Mishap.Error, kind, "orders", "PlaceCheckout Orders.Buying.DraftAsync", Severity.Error),
                "The bulb of ana@example.com broke.");
        await Launched.UntilAsync(async () => (long)(await street.SqlAsync(
            $"select count(*) from operations.incident where kind = '{kind}' and resolved_at is null"))! == 1,
            "nobody wrote it down");
    }
}
