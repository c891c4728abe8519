using Feria.Accounts;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Feria.Browser.Tests;

/// <summary>A store's money from the owner's desk to the platform's books.</summary>
public sealed class MoneyPageTests(Street street, Chromium chromium) : IClassFixture<Street>
{
    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task An_owner_is_paid_answers_a_dispute_and_the_platform_sends_the_file_and_sees_every_cent(
        bool phone, bool dark)
    {
        await using var owner = await OperationsPageTests.EnterAsync(street, chromium, Roles.Buyer, phone, dark);
        var page = owner.Page;
        var store = Guid.CreateVersion7();
        await street.SqlAsync($"""
            insert into stores.store (id, slug, name, country, currency, status)
            values ('{store}', 'money-{store}', 'Lamps {store:N}', 'US', 'BRL', 'approved');
            insert into stores.staff (store_id, account_id, role)
            select '{store}', id, 'owner' from accounts.account order by created_at desc limit 1
            """);
        await page.GotoAsync($"/sell/{store}");
        await page.GetByRole(AriaRole.Link, new() { Name = "Money" }).ClickAsync();
        await Expect(page.GetByText("Nothing in these days")).ToBeVisibleAsync();
        await owner.LooksRightAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "Say where your money goes" }).ClickAsync();
        await page.Locator("#holder").FillAsync("Ana Lamps");
        await page.Locator("#bank").FillAsync("DEUTDEFF");
        await page.Locator("#account").FillAsync("DE89 3704 0044 0532 0130 01");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.GetByText("check the number")).ToBeVisibleAsync();
        await Expect(page.Locator("#holder")).ToHaveValueAsync("Ana Lamps");
        await owner.LooksRightAsync();
        await page.Locator("#account").FillAsync("DE89 3704 0044 0532 0130 00");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.GetByText("The account is saved.")).ToBeVisibleAsync();

        var dispute = await EarnAsync(store);
        await page.GotoAsync($"/sell/{store}/money");
        await Expect(page.Locator(".measures li").First).ToContainTextAsync("90.00");
        await page.GetByRole(AriaRole.Button, new() { Name = "out now" }).ClickAsync();
        await Expect(page.GetByText("The account is new")).ToBeVisibleAsync();
        await street.SqlAsync(
            $"update payments.payout_account set changed_at = now() - interval '2 days' where store_id = '{store}'");
        await page.GetByRole(AriaRole.Button, new() { Name = "out now" }).ClickAsync();
        await Expect(page.GetByText("The money is on its way.")).ToBeVisibleAsync();
        await Expect(page.GetByText("Waits for the bank")).ToBeVisibleAsync();
        await owner.LooksRightAsync();
        var download = await page.RunAndWaitForDownloadAsync(() =>
            page.GetByRole(AriaRole.Link, new() { Name = "Download these lines" }).ClickAsync());
        Assert.Equal(3, (await File.ReadAllLinesAsync(await download.PathAsync())).Length);

        await page.GetByRole(AriaRole.Link, new() { Name = "Say what speaks for you" }).ClickAsync();
        await page.Locator("#evidence").FillAsync("Signed for on Tuesday.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add it" }).ClickAsync();
        await Expect(page.GetByText("Signed for on Tuesday.")).ToBeVisibleAsync();
        await owner.LooksRightAsync();

        await using var staff = await OperationsPageTests.EnterAsync(
            street, chromium, Roles.Administrator, phone, dark);
        await ByThePlatformAsync(staff, dispute);
        await page.GotoAsync($"/es/sell/{store}/money");
        await Expect(page.Locator("td .badge").First).ToHaveTextAsync("Pagado");
        await owner.LooksRightAsync();
    }

    static async Task ByThePlatformAsync(Visitor staff, Guid dispute)
    {
        var page = staff.Page;
        await page.GotoAsync("/operations/money");
        await staff.LooksRightAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "List (CSV)" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "The bank paid it" }).First).ToBeVisibleAsync();
        await staff.LooksRightAsync();
        var file = await page.RunAndWaitForDownloadAsync(
            () => page.Locator("a[download][href*='/money/files/']").First.ClickAsync());
        Assert.Contains("DE89370400440532013000", await File.ReadAllTextAsync(await file.PathAsync()));
        await page.GetByRole(AriaRole.Button, new() { Name = "The bank paid it" }).First.ClickAsync();
        await Expect(page.GetByText("No payouts here")).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "Disputes" }).ClickAsync();
        await Expect(page.GetByText("The goods did not come").First).ToBeVisibleAsync();
        await staff.LooksRightAsync();
        await page.GotoAsync($"/operations/money/disputes/{dispute}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send all of it" }).ClickAsync();
        await Expect(page.GetByText("Sent to the gateway")).ToBeVisibleAsync();
        await staff.LooksRightAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "Fees", Exact = true }).ClickAsync();
        var name = $"fee_{Guid.NewGuid():N}"[..20];
        await page.Locator("#name").FillAsync(name);
        await page.Locator("#currency").FillAsync("JPY");
        await page.Locator("#share").FillAsync("a lot");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make it" }).ClickAsync();
        await Expect(page.Locator("#share-error")).ToBeVisibleAsync();
        await page.Locator("#share").FillAsync("2.5");
        await page.Locator("#sum").FillAsync("30");
        await page.Locator("#store").FillAsync("nobody-here");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make it" }).ClickAsync();
        await Expect(page.Locator("#store-error")).ToHaveTextAsync("There is no store at that address.");
        await page.Locator("#store").FillAsync("casa-farol");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make it" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = name })).ToContainTextAsync("Casa Farol");
        await staff.LooksRightAsync();
        await page.GetByRole(AriaRole.Row, new() { Name = name })
            .GetByRole(AriaRole.Button, new() { Name = "End it" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = name })).ToHaveCountAsync(0);

        await page.GetByRole(AriaRole.Link, new() { Name = "Books", Exact = true }).ClickAsync();
        await Expect(page.GetByText("the books balance")).ToBeVisibleAsync();
        await page.Locator("#reference").FillAsync($"bank {Guid.NewGuid():N}");
        await page.Locator("#amount").FillAsync("12.50");
        await page.Locator("#currency").FillAsync("BRL");
        await page.GetByRole(AriaRole.Button, new() { Name = "Book it" }).ClickAsync();
        await Expect(page.GetByText("From the gateway").First).ToBeVisibleAsync();
        await staff.LooksRightAsync();
    }

    // What selling, delivering and the time of protection lead to, and a payment that is disputed.
    async Task<Guid> EarnAsync(Guid store)
    {
        var (journal, payment, dispute) = (Id.New(), Id.New(), Id.New());
        await street.SqlAsync($"""
            insert into payments.ledger_account (region, name, owner, currency)
            values ('main', 'store', '{store}', 'BRL'), ('main', 'payable', '{store}', 'BRL');
            insert into payments.journal (region, id, kind) values ('main', '{journal}', 'release');
            insert into payments.entry (region, journal_id, position, account, owner, currency, amount_minor)
            values ('main', '{journal}', 0, 'store', '{store}', 'BRL', 9000),
                ('main', '{journal}', 1, 'payable', '{store}', 'BRL', -9000);
            insert into payments.payment (region, id, checkout_id, method, currency, amount_minor, gateway_id)
            values ('main', '{payment}', '{Id.New()}', 'card', 'BRL', 5000, 'pi_unknown');
            insert into payments.dispute (
                region, id, payment_id, status, reason, currency, amount_minor, due_by, opened_at)
            values ('main', '{dispute}', '{payment}', 'needs_response', 'product_not_received', 'BRL', 5000,
                now() + interval '9 days', now());
            insert into payments.dispute_order (region, dispute_id, order_id, store_id, amount_minor)
            values ('main', '{dispute}', '{Id.New()}', '{store}', 5000)
            """);
        return dispute;
    }
}
