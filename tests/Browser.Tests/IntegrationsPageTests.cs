using Feria.Accounts;
using Feria.Integrations.Tests;
using Feria.Kernel;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Feria.Browser.Tests;

/// <summary>The street, and receivers that stand for all of the public internet.</summary>
public sealed class HookedStreet : Street
{
    internal Receiver Receiver { get; } = new();

    protected override void Configure(WebApplicationBuilder builder) =>
        builder.Services.AddSingleton(Receiver.Roads);

    protected override async Task PrepareAsync()
    {
        await Receiver.StartAsync();
        await base.PrepareAsync();
    }
}

/// <summary>An owner lets programs in and has them told what happens.</summary>
public sealed class IntegrationsPageTests(HookedStreet street, Chromium chromium) : IClassFixture<HookedStreet>
{
    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task A_key_is_made_shown_once_and_revoked_and_a_webhook_is_added_tried_looked_at_and_turned_off(
        bool phone, bool dark)
    {
        await using var seller = await OperationsPageTests.EnterAsync(street, chromium, Roles.Buyer, phone, dark);
        var page = seller.Page;
        var (store, mark) = (Guid.NewGuid(), $"{Guid.NewGuid():N}"[..8]);
        await street.SqlAsync($"""
            insert into stores.store (id, slug, name, country, currency, status)
            values ('{store}', 'lamps-{mark}', 'Lamps {mark}', 'US', 'USD', 'approved');
            insert into stores.staff (store_id, account_id, role)
            select '{store}', id, 'owner' from accounts.account order by created_at desc limit 1
            """);
        await page.GotoAsync($"/sell/{store}");
        await page.GetByRole(AriaRole.Link, new() { Name = "Integrations" }).ClickAsync();
        await seller.LooksRightAsync();

        // A key that may nothing is no key; what was typed stays.
        await page.GetByText("Make a key").First.ClickAsync();
        await page.GetByLabel("Name").FillAsync("Stock room");
        await page.GetByLabel("Look").UncheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Make a key" }).ClickAsync();
        await Expect(page.GetByText("Choose at least one thing it may do.")).ToBeVisibleAsync();
        await Expect(page.GetByLabel("Name")).ToHaveValueAsync("Stock room");
        await seller.LooksRightAsync();
        await page.GetByLabel("Orders and stock").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Make a key" }).ClickAsync();
        var token = await page.Locator(".secret").InnerTextAsync();
        Assert.Matches("^feria_sk_[A-Za-z0-9_-]{43}$", token);
        await seller.LooksRightAsync();
        await page.GotoAsync($"/sell/{store}/integrations");
        Assert.DoesNotContain(token, await page.ContentAsync());
        await Expect(page.GetByText("Not used yet")).ToBeVisibleAsync();

        await AddAsync(page, "well-" + mark);
        Assert.StartsWith("whsec_", await page.Locator(".secret").InnerTextAsync());
        await Expect(page.GetByText("Nothing yet")).ToBeVisibleAsync();
        await seller.LooksRightAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Send a test" }).ClickAsync();
        await street.Receiver.OfAsync("well-" + mark, 1);
        await UntilAsync(page, "heard");
        await seller.LooksRightAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "A test" }).ClickAsync();
        await Expect(page.GetByText("204", new() { Exact = true })).ToBeVisibleAsync();
        await seller.LooksRightAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Send it again" }).ClickAsync();
        Assert.Single((await street.Receiver.OfAsync("well-" + mark, 2)).DistinctBy(one => one.Id));

        // One that is gone turns itself off, and can be turned on again.
        await page.GotoAsync($"/sell/{store}/integrations");
        await AddAsync(page, "gone-" + mark);
        street.Receiver.Answers("gone-" + mark, 410);
        await page.GetByRole(AriaRole.Button, new() { Name = "Send a test" }).ClickAsync();
        await UntilAsync(page, "it answered that it is gone");
        await seller.LooksRightAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Turn on" }).ClickAsync();
        await Expect(page.GetByText("It is saved.")).ToBeVisibleAsync();

        await page.GetByText("Change it").ClickAsync();
        await page.GetByLabel("Address").FillAsync("http://127.0.0.1/");
        await page.GetByLabel("An offer runs low").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.GetByText("Only http or https addresses on the public internet")).ToBeVisibleAsync();
        await Expect(page.GetByLabel("An offer runs low")).ToBeCheckedAsync();
        await seller.LooksRightAsync();
        await page.GetByLabel("Address").FillAsync(Receiver.AddressOf("moved-" + mark));
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.GetByText("It is saved.")).ToBeVisibleAsync();
        await page.GetByText("Remove it", new() { Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Yes, remove it" }).ClickAsync();
        await Expect(page.GetByText("moved-" + mark)).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Button, new() { Name = "Revoke Stock room" }).ClickAsync();
        await Expect(page.GetByText("Revoked keys")).ToBeVisibleAsync();
        await seller.LooksRightAsync();

        await page.GotoAsync($"/es/sell/{store}/integrations");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Integraciones" })).ToBeVisibleAsync();
        await seller.LooksRightAsync();
    }

    static async Task AddAsync(IPage page, string name)
    {
        if (!await page.GetByLabel("Address").IsVisibleAsync())
            await page.GetByText("Add a webhook").First.ClickAsync();
        await page.GetByLabel("Address").FillAsync(Receiver.AddressOf(name));
        await page.GetByLabel("A buyer wrote").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a webhook" }).ClickAsync();
        await Expect(page.Locator(".secret")).ToBeVisibleAsync();
    }

    static async Task UntilAsync(IPage page, string text)
    {
        for (var tries = 0; tries < 50; tries++, await Task.Delay(200))
        {
            if ((await page.Locator("main").InnerTextAsync()).Contains(text, StringComparison.OrdinalIgnoreCase)
                && !(text == "heard" && await page.Locator("tbody .badge.good").CountAsync() == 0)) return;
            await page.GotoAsync(page.Url.Split('?')[0]);
        }

        Assert.Fail($"The page never said: {text}");
    }
}
