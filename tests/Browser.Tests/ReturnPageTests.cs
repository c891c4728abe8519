using Feria.Accounts;
using Microsoft.Playwright;
using static Feria.Browser.Tests.FulfilmentPageTests;
using static Microsoft.Playwright.Assertions;

namespace Feria.Browser.Tests;

/// <summary>Something goes back, from the page of who bought it to the desk of who sold it.</summary>
public sealed class ReturnPageTests(Street street, Chromium chromium) : IClassFixture<Street>
{
    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task What_a_buyer_sends_back_the_store_receives_and_the_money_is_shown(bool phone, bool dark)
    {
        await using var buyer = await OperationsPageTests.EnterAsync(street, chromium, Roles.Buyer, phone, dark);
        await using var seller = await OperationsPageTests.EnterAsync(street, chromium, Roles.Buyer, phone, dark);
        var store = await HireAsync(street, seller);
        var (order, number) = await DeliveredAsync(buyer, seller, store);

        // The buyer asks.
        var page = buyer.Page;
        await page.GotoAsync($"/orders/{order}");
        await page.GetByRole(AriaRole.Link, new() { Name = "Return or report a problem" }).ClickAsync();
        await buyer.LooksRightAsync();
        await page.Locator("#units-0").FillAsync("1");
        await page.GetByText("It is damaged or does not work").ClickAsync();
        await page.Locator("#words").FillAsync("The shade is dented.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send to the store" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = $"Return {number}-R1" })).ToBeVisibleAsync();
        await Expect(page.GetByText("If it does not, the platform decides.")).ToBeVisibleAsync();
        await buyer.LooksRightAsync();
        var path = new Uri(page.Url).AbsolutePath;

        // The store takes it back.
        var desk = seller.Page;
        await desk.GotoAsync($"/sell/{store}/returns");
        await seller.LooksRightAsync();
        await desk.GetByRole(AriaRole.Link, new() { Name = $"{number}-R1" }).ClickAsync();
        await Expect(desk.GetByText("The shade is dented.")).ToBeVisibleAsync();
        await seller.LooksRightAsync();
        await desk.Locator("#accept-words").FillAsync("To Rua Augusta 5; the label is in the box.");
        await desk.GetByRole(AriaRole.Button, new() { Name = "Let it be sent back" }).ClickAsync();
        await Expect(desk.GetByText("The buyer has until")).ToBeVisibleAsync();

        // The buyer sends it.
        await page.ReloadAsync();
        await Expect(page.GetByText("To Rua Augusta 5; the label is in the box.")).ToBeVisibleAsync();
        await buyer.LooksRightAsync();
        await page.Locator("#trackingNumber").FillAsync("BR9");
        await page.GetByRole(AriaRole.Button, new() { Name = "I have sent it" }).ClickAsync();
        await Expect(page.Locator("#carrier-error")).ToBeVisibleAsync();
        await page.Locator("#carrier").FillAsync("Correios");
        await page.GetByRole(AriaRole.Button, new() { Name = "I have sent it" }).ClickAsync();
        await Expect(page.GetByText("It travels back with Correios")).ToBeVisibleAsync();

        // The store keeps a part only with a reason, then gives all.
        await desk.ReloadAsync();
        await desk.Locator("#receive-amount").FillAsync("100.00");
        await seller.LooksRightAsync();
        await desk.GetByRole(AriaRole.Button, new() { Name = "Received" }).ClickAsync();
        await Expect(desk.GetByRole(AriaRole.Alert)).ToContainTextAsync("Say why: the buyer reads it.");
        await desk.Locator("#receive-amount").FillAsync("129.90");
        await desk.GetByRole(AriaRole.Button, new() { Name = "Received" }).ClickAsync();
        await Expect(desk.GetByText("There is nothing left to do.")).ToBeVisibleAsync();
        await seller.LooksRightAsync();

        // The buyer sees the money.
        await page.GotoAsync(path);
        await Expect(page.GetByText("There is nothing left to do.")).ToBeVisibleAsync();
        await buyer.LooksRightAsync();
        await page.GotoAsync($"/orders/{order}");
        await Expect(page.GetByText("Given by the store the way it was paid")).ToBeVisibleAsync();
        await buyer.LooksRightAsync();
        await page.GotoAsync("/es" + path);
        await Expect(page.GetByText("Dinero devuelto · la tienda")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Refused_it_is_escalated_and_decided_by_the_platform()
    {
        await using var buyer = await OperationsPageTests.EnterAsync(street, chromium, Roles.Buyer, true, true);
        await using var seller = await OperationsPageTests.EnterAsync(street, chromium, Roles.Buyer, true, false);
        await using var judge = await OperationsPageTests.EnterAsync(
            street, chromium, Roles.Administrator, false, false);
        var store = await HireAsync(street, seller);
        var (order, number) = await DeliveredAsync(buyer, seller, store);

        await buyer.Page.GotoAsync($"/orders/{order}/returns/new");
        await buyer.Page.GetByRole(AriaRole.Button, new() { Name = "Send to the store" }).ScrollIntoViewIfNeededAsync();
        await buyer.Page.GetByText("It did not come").ClickAsync();
        await buyer.Page.Locator("#units-1").FillAsync("1");
        await buyer.Page.GetByRole(AriaRole.Button, new() { Name = "Send to the store" }).ClickAsync();
        await Expect(buyer.Page.GetByText("Asked for").First).ToBeVisibleAsync();

        await seller.Page.GotoAsync($"/sell/{store}/returns");
        await seller.Page.GetByRole(AriaRole.Link, new() { Name = $"{number}-R1" }).ClickAsync();
        await seller.LooksRightAsync();
        await seller.Page.GetByText("Say no").ClickAsync();
        await seller.Page.Locator("#refuse-words").FillAsync("The carrier says it came.");
        await seller.Page.GetByRole(AriaRole.Button, new() { Name = "Refuse" }).ClickAsync();
        await Expect(seller.Page.GetByText("You said no.")).ToBeVisibleAsync();

        await buyer.Page.ReloadAsync();
        await buyer.LooksRightAsync();
        await buyer.Page.Locator("#words").FillAsync("Nobody was at home that day.");
        await buyer.Page.GetByRole(AriaRole.Button, new() { Name = "Let the platform decide" }).ClickAsync();
        await Expect(buyer.Page.GetByText("both sides get a letter")).ToBeVisibleAsync();

        await judge.Page.GotoAsync("/operations/returns");
        await judge.LooksRightAsync();
        await judge.Page.GetByRole(AriaRole.Link, new() { Name = $"{number}-R1" }).ClickAsync();
        await Expect(judge.Page.GetByText("Nobody was at home that day.")).ToBeVisibleAsync();
        await judge.Page.GetByText("The buyer gets the money").ClickAsync();
        await judge.Page.Locator("#words").FillAsync("There is no signature.");
        await judge.LooksRightAsync();
        await judge.Page.GetByRole(AriaRole.Button, new() { Name = "Decide so" }).ClickAsync();
        await Expect(judge.Page.GetByText("Money given back · the platform")).ToBeVisibleAsync();

        // What a store gives by itself.
        await seller.Page.GotoAsync($"/sell/{store}/orders/{order}");
        await seller.Page.GetByText("Give money back").ClickAsync();
        await seller.LooksRightAsync();
        await seller.Page.GetByRole(AriaRole.Button, new() { Name = "Give it back" }).ClickAsync();
        await Expect(seller.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Say how many units or how much.");
        await seller.Page.GetByText("Give money back").ClickAsync();
        await seller.Page.Locator("#amount").FillAsync("5");
        await seller.Page.GetByRole(AriaRole.Button, new() { Name = "Give it back" }).ClickAsync();
        await Expect(seller.Page.GetByText("Saved.")).ToBeVisibleAsync();
        await Expect(seller.Page.GetByText("Goodwill").First).ToBeVisibleAsync();
    }

    async Task<(Guid Order, string Number)> DeliveredAsync(Visitor buyer, Visitor seller, Guid store)
    {
        var (order, number) = await BuyAsync(street, buyer);
        var path = $"/api/v1/store/{store}/orders/{order}/shipments";
        var sent = await AskAsync(street, seller, HttpMethod.Post, path, new
        {
            lines = new[] { new { line = 0, quantity = 2 }, new { line = 1, quantity = 1 } },
        });
        var parcel = sent.GetProperty("shipments")[0].GetProperty("id").GetGuid();
        await AskAsync(street, seller, HttpMethod.Post, $"{path}/{parcel}/status", new { status = "delivered" });
        return (order, number);
    }
}
