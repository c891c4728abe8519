using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Feria.Accounts;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Feria.Browser.Tests;

/// <summary>An order from the desk of who sends it to the page of who waits for it.</summary>
public sealed class FulfilmentPageTests(Street street, Chromium chromium) : IClassFixture<Street>
{
    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task An_order_is_sent_in_two_parcels_and_its_buyer_follows_them(bool phone, bool dark)
    {
        await using var buyer = await OperationsPageTests.EnterAsync(street, chromium, Roles.Buyer, phone, dark);
        await using var seller = await OperationsPageTests.EnterAsync(street, chromium, Roles.Buyer, phone, dark);
        var store = await HireAsync(street, seller);
        var page = seller.Page;
        await page.GotoAsync($"/sell/{store}/orders?status=refunded");
        await Expect(page.GetByText("No orders here")).ToBeVisibleAsync();
        await seller.LooksRightAsync();
        var (order, number) = await BuyAsync(street, buyer);

        await page.GotoAsync($"/sell/{store}");
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Taller Ñandú" })
            .GetByRole(AriaRole.Link, new() { Name = "Orders" }).ClickAsync();
        await seller.LooksRightAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = number }).ClickAsync();
        await Expect(page.GetByText("Rua das Flores 12")).ToBeVisibleAsync();
        await seller.LooksRightAsync();
        await page.Locator("#units-0").FillAsync("1");
        await page.Locator("#units-1").FillAsync("0");
        await page.Locator("#trackingNumber").FillAsync("BR123456789BR");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send the parcel" }).ClickAsync();
        await Expect(page.Locator("#carrier-error")).ToBeVisibleAsync();
        await Expect(page.Locator("#units-1")).ToHaveValueAsync("0");
        await page.Locator("#carrier").FillAsync("Correios");
        await page.Locator("#trackingUrl").FillAsync("https://track.example/BR123456789BR");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send the parcel" }).ClickAsync();
        await Expect(page.GetByText("The parcel is sent; the buyer gets a letter.")).ToBeVisibleAsync();
        await seller.LooksRightAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Send the parcel" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Parcel 2" })).ToBeVisibleAsync();

        await page.GetByText("Say where it is").First.ClickAsync();
        await page.Locator("select[name=status]").First.SelectOptionAsync("delivered");
        await page.Locator("input[name=note]").First.FillAsync("With the neighbour.");
        await seller.LooksRightAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Tell the buyer" }).First.ClickAsync();
        await Expect(page.GetByText("Parcel 1: Delivered")).ToBeVisibleAsync();

        await buyer.Page.GotoAsync($"/orders/{order}");
        await Expect(buyer.Page.GetByText("With the neighbour.")).ToBeVisibleAsync();
        await Expect(buyer.Page.GetByRole(AriaRole.Link, new() { Name = "BR123456789BR" }))
            .ToHaveAttributeAsync("href", "https://track.example/BR123456789BR");
        await buyer.LooksRightAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "Packing slip" }).ClickAsync();
        await Expect(page.GetByText("Print this page")).ToBeVisibleAsync();
        await seller.LooksRightAsync();
        await page.EmulateMediaAsync(new() { Media = Microsoft.Playwright.Media.Print });
        await Expect(page.GetByText("Print this page")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_store_says_why_it_cancels_and_the_buyer_reads_it()
    {
        await using var buyer = await OperationsPageTests.EnterAsync(street, chromium, Roles.Buyer, true, true);
        await using var seller = await OperationsPageTests.EnterAsync(street, chromium, Roles.Buyer, false, false);
        var store = await HireAsync(street, seller);
        var (order, _) = await BuyAsync(street, buyer);

        await seller.Page.GotoAsync($"/es/sell/{store}/orders/{order}");
        await seller.Page.GetByText("Cancelar el pedido").First.ClickAsync();
        await seller.Page.Locator("#why").SelectOptionAsync("cannot_supply");
        await seller.LooksRightAsync();
        await seller.Page.GetByRole(AriaRole.Button, new() { Name = "Cancelar el pedido" }).ClickAsync();

        await Expect(seller.Page.GetByText("No lo podemos conseguir")).ToBeVisibleAsync();
        await buyer.Page.GotoAsync($"/orders/{order}");
        await Expect(buyer.Page.GetByText("The store could not supply it")).ToBeVisibleAsync();
    }

    internal static async Task<Guid> HireAsync(Street street, Visitor seller)
    {
        var me = await AskAsync(street, seller, HttpMethod.Get, "/api/v1/me", null);
        return (Guid)(await street.SqlAsync($"""
            insert into stores.staff (store_id, account_id, role)
            select id, '{me.GetProperty("id").GetGuid()}', 'clerk' from stores.store where slug = 'taller-nandu'
            returning store_id
            """))!;
    }

    internal static async Task<(Guid Order, string Number)> BuyAsync(Street street, Visitor buyer)
    {
        var items = new List<object>();
        foreach (var (sku, quantity) in new[] { ("NL-1", 2), ("T-2", 1) })
        {
            var offer = await street.SqlAsync($"select id from catalog.offer where sku = '{sku}'");
            items.Add(new { offer, quantity });
        }

        var bought = await AskAsync(street, buyer, HttpMethod.Post, "/api/v1/checkouts", new
        {
            address = new
            {
                line1 = "Rua das Flores 12", city = "São Paulo", region = "SP", postalCode = "01310-100",
                country = "BR",
            },
            payment = new { method = "cash_on_delivery" },
            items,
        });
        var order = bought.GetProperty("orders")[0];
        return (order.GetProperty("id").GetGuid(), order.GetProperty("number").GetString()!);
    }

    internal static async Task<JsonElement> AskAsync(
        Street street, Visitor visitor, HttpMethod method, string path, object? body)
    {
        var cookies = await visitor.Page.Context.CookiesAsync();
        using var message = new HttpRequestMessage(method, path);
        message.Headers.Authorization = new AuthenticationHeaderValue(
            "Bearer", cookies.Single(cookie => cookie.Name == "feria").Value);
        if (body is not null) message.Content = JsonContent.Create(body);
        using var answer = await street.Http.SendAsync(message);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
