using Feria.Accounts;
using Feria.Media;
using Feria.Media.Tests;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Feria.Browser.Tests;

/// <summary>
/// A seller's whole first hour on a phone, every step by its page: apply, be approved, list with pictures, be asked,
/// sell, send, be reviewed, see what became of it, be paid. Only time is helped along.
/// </summary>
public sealed class FirstHourTests(Street street, Chromium chromium) : IClassFixture<Street>
{
    readonly string mark = $"{Guid.NewGuid():N}"[..8];

    string Shop => $"Lanterns {mark}";

    string Product => $"Tin lantern {mark}";

    [Fact]
    public async Task A_seller_opens_a_store_sells_and_is_paid()
    {
        Assert.SkipUnless(Converter.IsHere, "vipsthumbnail is missing");
        await using var seller = await OperationsPageTests.EnterAsync(street, chromium, Roles.Buyer, true, false);
        await using var buyer = await OperationsPageTests.EnterAsync(street, chromium, Roles.Buyer, true, true);
        await using var staff = await OperationsPageTests.EnterAsync(
            street, chromium, Roles.Administrator, false, false);

        await OpenAsync(seller.Page);
        await SellerTests.ApproveAsync(staff, Shop);
        await ListAsync(seller.Page);
        await AskAsync(buyer.Page, seller.Page);
        await BuyAsync(buyer.Page);
        await SendAsync(seller.Page);
        await ReviewAsync(buyer.Page, seller.Page);
        await CountAsync(seller.Page);
        await PayAsync(seller.Page, staff.Page);
    }

    async Task OpenAsync(IPage page)
    {
        await street.SqlAsync("update accounts.account set status = 'active' where status = 'pending'");
        await page.GotoAsync("/sell");
        await Link(page, "Open a store").ClickAsync();
        await page.Locator("#name").FillAsync(Shop);
        await page.Locator("#currency").FillAsync("BRL");
        await Button(page, "Open a store").ClickAsync();
        await Link(page, "Fill in").ClickAsync();
        await page.Locator("#about").FillAsync("Lanterns of tin, cut and folded by hand.");
        await page.Locator("#city").FillAsync("Tiradentes");
        await page.Locator("#delivery").FillAsync("10.00");
        await Button(page, "Save").ClickAsync();
        foreach (var _ in (int[])[1, 2]) await Button(page, "I confirm:").First.ClickAsync();
        await Button(page, "Apply for approval").ClickAsync();
        await Expect(page.GetByText("Thank you: we will look at it soon.")).ToBeVisibleAsync();
    }

    async Task ListAsync(IPage page)
    {
        await RoomAsync(page, "Listings");
        await Link(page, "List a product").ClickAsync();
        await page.Locator("#title").FillAsync("lamp");
        await Button(page, "Go on").ClickAsync();
        await Link(page, "Lamps & light").ClickAsync();
        await page.Locator("#title").FillAsync(Product);
        await page.Locator("#description").FillAsync("Throws stars on the wall.");
        await page.Locator("#files").SetInputFilesAsync(new FilePayload
        {
            Name = "lantern.png", MimeType = "image/png", Buffer = Samples.Png(900, 700, 40),
        });
        await Button(page, "Send pictures").ClickAsync();
        await Expect(page.Locator(".pictures img")).ToHaveCountAsync(1);
        await page.Locator("[id='sku.0']").FillAsync($"TIN-{mark}");
        await page.Locator("[id='price.0']").FillAsync("100.00");
        await page.Locator("[id='stock.0']").FillAsync("3");
        await Button(page, "Put it up for sale").ClickAsync();
        await Expect(page.GetByText("It is for sale.")).ToBeVisibleAsync();
    }

    async Task AskAsync(IPage buyer, IPage seller)
    {
        await Link(seller, "See its page").ClickAsync();
        await buyer.GotoAsync(seller.Url);
        await Link(buyer, "Ask a question").ClickAsync();
        await buyer.Locator("#text").FillAsync("Does the tin rust?");
        await Button(buyer, "Ask").ClickAsync();
        await Expect(buyer.GetByText("Does the tin rust?")).ToBeVisibleAsync();

        await RoomAsync(seller, "Questions");
        await seller.Locator("article textarea").FillAsync("Not indoors.");
        await Button(seller, "Publish the answer").ClickAsync();
        await Expect(seller.Locator("article blockquote")).ToContainTextAsync("Not indoors.");
    }

    async Task BuyAsync(IPage page)
    {
        await page.ReloadAsync();
        await Expect(page.GetByText("Not indoors.")).ToBeVisibleAsync();
        await page.Locator(".deal button.loud").ClickAsync();
        await Expect(page.Locator("[data-in-cart]")).ToHaveTextAsync("1");
        await page.GotoAsync("/cart");
        await page.Locator("aside a.button.loud").ClickAsync();
        await JourneyTests.PayAsync(page, "card");
        await Expect(page.Locator("h1")).ToHaveTextAsync("Thank you. It is yours.");
    }

    async Task SendAsync(IPage page)
    {
        await street.SettleAsync();
        await RoomAsync(page, "Orders");
        await page.Locator("main table a, main article a").First.ClickAsync();
        await page.Locator("#carrier").FillAsync("Correios");
        await page.Locator("#trackingNumber").FillAsync("BR123456789BR");
        await Button(page, "Send the parcel").ClickAsync();
        await Expect(page.GetByText("The parcel is sent; the buyer gets a letter.")).ToBeVisibleAsync();
        await page.GetByText("Say where it is").First.ClickAsync();
        await page.Locator("select[name=status]").First.SelectOptionAsync("delivered");
        await Button(page, "Tell the buyer").First.ClickAsync();
        await Expect(page.GetByText("Parcel 1: Delivered")).ToBeVisibleAsync();
    }

    async Task ReviewAsync(IPage buyer, IPage seller)
    {
        await buyer.GotoAsync("/orders");
        await buyer.Locator(".order header a").First.ClickAsync();
        await Link(buyer, $"Review it: {Product}").ClickAsync();
        await buyer.Locator("#rating").SelectOptionAsync("5");
        await buyer.Locator("#body").FillAsync("Stars on my wall.");
        await Button(buyer, "Publish").ClickAsync();
        await Expect(buyer.GetByText("Stars on my wall.").First).ToBeVisibleAsync();

        await RoomAsync(seller, "Reviews");
        await Expect(seller.GetByText("Stars on my wall.")).ToBeVisibleAsync();
    }

    async Task CountAsync(IPage page)
    {
        await street.SettleAsync();
        await RoomAsync(page, "Statistics");
        await Expect(page.Locator("tbody tr").Filter(new() { HasText = Product }).First).ToBeVisibleAsync();
        await Expect(page.Locator("main")).ToContainTextAsync("R$100.00");
    }

    // A payment's time of protection and a new account's day are helped along.
    async Task PayAsync(IPage page, IPage staff)
    {
        await RoomAsync(page, "Money");
        await Link(page, "Say where your money goes").ClickAsync();
        await page.Locator("#holder").FillAsync("Ana Lanterns");
        await page.Locator("#bank").FillAsync("DEUTDEFF");
        await page.Locator("#account").FillAsync("DE89 3704 0044 0532 0130 00");
        await Button(page, "Save").ClickAsync();
        await Expect(page.GetByText("The account is saved.")).ToBeVisibleAsync();
        await street.SqlAsync($"""
            update payments.payout_account set changed_at = now() - interval '2 days'
            where store_id = (select id from stores.store where name = '{Shop}');
            update payments.sale set due_at = now()
            where store_id = (select id from stores.store where name = '{Shop}')
            """);
        await street.Services.GetServices<Job>().Single(job => job.Name == "payments.release-sales")
            .RunAsync(default, default);

        await RoomAsync(page, "Money");
        await Button(page, "out now").ClickAsync();
        await Expect(page.GetByText("The money is on its way.")).ToBeVisibleAsync();
        await staff.GotoAsync("/operations/money");
        await Button(staff, "List (CSV)").ClickAsync();
        await Button(staff, "The bank paid it").First.ClickAsync();
        await Expect(staff.GetByText("No payouts here")).ToBeVisibleAsync();
        await page.ReloadAsync();
        await Expect(page.Locator("td .badge").First).ToHaveTextAsync("Paid");
    }

    async Task RoomAsync(IPage page, string room)
    {
        var store = await street.SqlAsync($"select id from stores.store where name = '{Shop}'");
        await page.GotoAsync($"/sell/{store}");
        await page.GetByRole(AriaRole.Navigation, new() { Name = Shop })
            .GetByRole(AriaRole.Link, new() { Name = room }).ClickAsync();
    }

    static ILocator Link(IPage page, string name) => page.GetByRole(AriaRole.Link, new() { Name = name });

    static ILocator Button(IPage page, string name) => page.GetByRole(AriaRole.Button, new() { Name = name });
}
