using System.Text.Json;
using Feria.Accounts;
using Feria.Media.Tests;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Feria.Browser.Tests;

/// <summary>What buyers and stores say to each other and to everybody, on a phone and at a desk.</summary>
public sealed class TalkTests(Street street, Chromium chromium) : IClassFixture<Street>
{
    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task A_buyer_reviews_asks_and_writes_and_the_store_answers(bool phone, bool dark)
    {
        await using var buyer = await OperationsPageTests.EnterAsync(street, chromium, Roles.Buyer, phone, dark);
        await using var seller = await OperationsPageTests.EnterAsync(street, chromium, Roles.Buyer, phone, dark);
        await using var manager = await OperationsPageTests.EnterAsync(
            street, chromium, Roles.Administrator, phone, dark);
        var store = await WorkAsync(seller);
        foreach (var room in new[] { "reviews", "questions", "messages" })
        {
            await seller.Page.GotoAsync($"/sell/{store}/{room}");
            await LooksRightAsync(seller, $"empty-{room}");
        }

        var order = await BuyAsync(buyer, manager);
        await ReviewAsync(buyer, seller, order, store);
        await AskAsync(buyer, seller, store);
        await TalkAsync(buyer, seller, order, store);
    }

    async Task ReviewAsync(Visitor buyer, Visitor seller, Guid order, Guid store)
    {
        var page = buyer.Page;
        await page.GotoAsync($"/orders/{order}");
        await LooksRightAsync(buyer, "order");
        await page.GetByRole(AriaRole.Link, new() { Name = "Review it: Brass reading lamp" }).ClickAsync();
        await LooksRightAsync(buyer, "review");
        await page.Locator("#rating").SelectOptionAsync("4");
        await page.Locator("#title").FillAsync("Warm light");
        await page.Locator("#body").FillAsync("It stands by my bed.\nI would buy it again.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Publish" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Warm light" }).First).ToBeVisibleAsync();

        await seller.Page.GotoAsync($"/sell/{store}/reviews?unanswered=true");
        var card = seller.Page.Locator("article").Filter(new() { HasText = "It stands by my bed." }).First;
        await card.GetByText("Reply", new() { Exact = true }).ClickAsync();
        await card.Locator("textarea").FillAsync("Thank you! Enjoy it.");
        await card.GetByRole(AriaRole.Button, new() { Name = "Publish the reply" }).ClickAsync();
        await Expect(seller.Page.GetByText("Thank you! Enjoy it.").First).ToBeVisibleAsync();
        await LooksRightAsync(seller, "reviews");

        await page.GotoAsync($"/product/{Street.Lamp}?stars=4");
        await Expect(page.GetByText("Thank you! Enjoy it.").First).ToBeVisibleAsync();
        await seller.Page.GotoAsync($"/product/{Street.Lamp}");
        var review = seller.Page.Locator("article.review").Filter(new() { HasText = "It stands by my bed." }).First;
        await review.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(review.GetByRole(AriaRole.Button)).ToContainTextAsync("1");
        await LooksRightAsync(seller, "product");

        await page.GotoAsync($"/orders/{order}");
        await page.GetByRole(AriaRole.Link, new() { Name = "Your review: Brass reading lamp" }).ClickAsync();
        await Expect(page.Locator("#title")).ToHaveValueAsync("Warm light");
        await page.GetByText("Take it back").ClickAsync();
        await LooksRightAsync(buyer, "review-again");
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove the review" }).ClickAsync();
        await Expect(page.Locator("#reviews-head")).ToBeVisibleAsync();
    }

    async Task AskAsync(Visitor buyer, Visitor seller, Guid store)
    {
        var page = buyer.Page;
        var question = $"Does it fit a bulb of {Random.Shared.Next(20, 2000)} watts?";
        await page.GotoAsync($"/product/{Street.Lamp}");
        await page.GetByRole(AriaRole.Link, new() { Name = "Ask a question" }).ClickAsync();
        await LooksRightAsync(buyer, "ask");
        await page.Locator("#text").FillAsync(question);
        await page.GetByRole(AriaRole.Button, new() { Name = "Ask", Exact = true }).ClickAsync();
        await Expect(page.GetByText(question)).ToBeVisibleAsync();

        await seller.Page.GotoAsync($"/sell/{store}/questions");
        var card = seller.Page.Locator("article").Filter(new() { HasText = question });
        await LooksRightAsync(seller, "questions");
        await card.Locator("textarea").FillAsync("It does.");
        await card.GetByRole(AriaRole.Button, new() { Name = "Publish the answer" }).ClickAsync();
        await Expect(card.Locator("blockquote")).ToContainTextAsync("It does.");

        await page.GotoAsync($"/product/{Street.Lamp}");
        await Expect(page.Locator("#questions article").Filter(new() { HasText = question }).Locator("blockquote"))
            .ToContainTextAsync("It does.");
        await LooksRightAsync(buyer, "product-questions");
    }

    async Task TalkAsync(Visitor buyer, Visitor seller, Guid order, Guid store)
    {
        var page = buyer.Page;
        await page.GotoAsync($"/orders/{order}");
        await page.GetByRole(AriaRole.Link, new() { Name = "Messages" }).ClickAsync();
        await LooksRightAsync(buyer, "talk-empty");
        await page.Locator("#text").FillAsync("Is it blue? Call me: +55 11 91234-5678.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        await Expect(page.GetByText("Is it blue? Call me: •••.")).ToBeVisibleAsync();

        await seller.Page.GotoAsync($"/sell/{store}/messages?unread=true");
        await LooksRightAsync(seller, "conversations");
        await seller.Page.Locator("article").Filter(new() { HasText = "Is it blue?" }).GetByRole(AriaRole.Link)
            .First.ClickAsync();
        await Expect(seller.Page.GetByText("Is it blue? Call me: •••.")).ToBeVisibleAsync();
        await page.Locator("#text").FillAsync("And while I type,");
        await seller.Page.Locator("#text").FillAsync("It is brass.");
        var colour = new FilePayload { Name = "colour.png", MimeType = "image/png", Buffer = Samples.Png(400, 300) };
        var note = new FilePayload { Name = "care.pdf", MimeType = "application/pdf", Buffer = "no PDF"u8.ToArray() };
        await seller.Page.Locator("#files").SetInputFilesAsync([colour, note]);
        await seller.Page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        await Expect(seller.Page.Locator("#files-error")).ToContainTextAsync("Send pictures as JPEG, PNG or WebP");
        await Expect(seller.Page.GetByLabel("colour.png")).ToBeCheckedAsync();
        await LooksRightAsync(seller, "conversation-refused");
        await seller.Page.Locator("#files").SetInputFilesAsync(new FilePayload
        {
            Name = note.Name, MimeType = note.MimeType, Buffer = "%PDF-1.7\n%%EOF"u8.ToArray(),
        });
        await seller.Page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        await Expect(seller.Page.GetByText("It is brass.")).ToBeVisibleAsync();
        await LooksRightAsync(seller, "conversation");

        // Told by the server: nothing is reloaded, and what is being typed stays.
        await Expect(page.GetByText("It is brass.")).ToBeVisibleAsync();
        await Expect(page.Locator("#text")).ToHaveValueAsync("And while I type,");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "care.pdf" })).ToBeVisibleAsync();
        var picture = page.GetByRole(AriaRole.Img, new() { Name = "colour.png" });
        await picture.ScrollIntoViewIfNeededAsync();
        await Expect(picture).ToHaveJSPropertyAsync("naturalWidth", 400);
        await LooksRightAsync(buyer, "talk");
        await page.Locator("li.message").Filter(new() { HasText = "It is brass." }).GetByText("Report", new()
        {
            Exact = true,
        }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Report it" }).ClickAsync();
        await Expect(page.GetByText("Thank you: the platform's staff will look at it.")).ToBeVisibleAsync();
        await page.GotoAsync("about:blank");
        await seller.Page.GotoAsync("about:blank");
    }

    // Works in the store the lamp is bought of.
    async Task<Guid> WorkAsync(Visitor seller)
    {
        var me = await AnswerAsync(await seller.Page.APIRequest.GetAsync("/api/v1/me"));
        await street.SqlAsync($"""
            insert into stores.staff (store_id, account_id, role)
            select id, '{me.GetProperty("id").GetGuid()}', 'clerk' from stores.store where slug = 'taller-nandu'
            """);
        return (Guid)(await street.SqlAsync("select id from stores.store where slug = 'taller-nandu'"))!;
    }

    async Task<Guid> BuyAsync(Visitor buyer, Visitor manager)
    {
        var offer = await street.SqlAsync("select id from catalog.offer where sku = 'NL-1'");
        var bought = await AnswerAsync(await buyer.Page.APIRequest.PostAsync("/api/v1/checkouts", new()
        {
            DataObject = new
            {
                address = new
                {
                    line1 = "Rua 1", city = "São Paulo", region = "SP", postalCode = "01000-000", country = "BR",
                },
                payment = new { method = "cash_on_delivery" },
                items = new[] { new { offer, quantity = 1 } },
            },
        }));
        var order = bought.GetProperty("orders")[0].GetProperty("id").GetGuid();
        foreach (var status in new[] { "shipped", "delivered" })
            await AnswerAsync(await manager.Page.APIRequest.PostAsync(
                $"/api/v1/admin/orders/{order}/status", new() { DataObject = new { status } }));
        return order;
    }

    static async Task<JsonElement> AnswerAsync(IAPIResponse answer)
    {
        Assert.True(answer.Ok, await answer.TextAsync());
        return (await answer.JsonAsync())!.Value;
    }

    static async Task LooksRightAsync(Visitor visitor, string name)
    {
        Assert.False(await visitor.SticksOutAsync(), name);
        Assert.Empty(await Axe.FaultsAsync(visitor.Page));
    }
}
