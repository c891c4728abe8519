using System.Text.RegularExpressions;
using Feria.Accounts;
using Feria.Storefront;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Feria.Browser.Tests;

/// <summary>Whoever buys or sells in another language than the first reads nothing of the first.</summary>
public sealed partial class OneLanguageTests(Street street, Chromium chromium) : IClassFixture<Street>
{
    static readonly string[] OfGuests =
    [
        "/", "/categories", "/category/kitchen?rating=4", "/search?q=lamp", "/search?q=zzzz", "/store/taller-nandu",
        $"/product/{Street.Lamp}", "/cart", "/orders", "/sell", "/sign-up", "/forgot-password", "/verify-email?token=x",
        "/reset-password?token=x", "/back-in-stock?token=x", "/nothing-here",
    ];

    static readonly string[] OfBuyers =
    [
        "/account", "/account/addresses", "/account/security", "/account/lists", "/account/notices",
        "/account/notifications", "/account/waiting", "/orders", "/sell",
    ];

    static readonly string[] OfStaff =
    [
        "/operations", "/operations/find?q=x", "/operations/orders", "/operations/audit", "/operations/stores",
        "/operations/stock", "/operations/promotions", "/operations/returns", "/operations/money",
        "/operations/money/books", "/operations/money/disputes", "/operations/money/fees", "/operations/money/files",
        "/operations/flash-sales",
    ];

    [Theory]
    [InlineData("pt", "pt-BR")]
    [InlineData("es", "es-MX")]
    public async Task From_the_shop_to_the_letter_of_an_order(string language, string locale)
    {
        await using var visitor = await chromium.VisitAsync(street, phone: true, locale: locale);
        var page = visitor.Page;
        await ReadAllAsync(page, language, OfGuests);

        await page.GotoAsync($"/{language}/product/{Street.Lamp}");
        await page.Locator(".deal button.loud").ClickAsync();
        await Expect(page.Locator("[data-in-cart]")).ToHaveTextAsync("1");
        await page.GotoAsync($"/{language}/cart");
        await ReadAsync(page, language);
        await page.Locator("aside a.button.loud").ClickAsync();
        await ReadAsync(page, language);
        await page.EvaluateAsync("document.querySelector('form.counter').noValidate = true");
        await page.Locator("input[value=card]").CheckAsync();
        await page.Locator("aside button.loud").ClickAsync();
        await Expect(page.Locator("#line1-error")).ToBeVisibleAsync();
        await ReadAsync(page, language);

        await page.Locator("#fullName").FillAsync("Ana Souza");
        await page.Locator("#email").FillAsync("ana@example.com");
        await JourneyTests.FillAddressAsync(page);
        await page.Locator("aside button.loud").ClickAsync();
        await Expect(page.Locator("input[name=number]")).ToBeVisibleAsync();
        Assert.Equal(language, await page.Locator("html").GetAttributeAsync("lang"));
        await JourneyTests.FillCardAsync(page, "4242424242424242");
        await Expect(page.Locator("h1")).ToHaveTextAsync(Words.Find(language)!.SayIfKnown("placed.title")!);
        await ReadAsync(page, language);
        await page.Locator(".order header a").ClickAsync();
        await ReadAsync(page, language);
        await ReadAllAsync(page, language, "/orders");

        await street.SettleAsync();
        await page.GotoAsync($"/{language}/demo/mailbox");
        await ReadAsync(page, language);
        await Expect(page.Locator("main")).ToContainTextAsync(language == "pt" ? "Olá, Ana Souza," : "Hola, Ana Souza:");
        await Expect(page.Locator("main")).ToContainTextAsync(language == "pt" ? "Total com frete" : "Total con envío");
    }

    [Fact]
    public async Task Rooms_of_an_account_and_of_the_back_office()
    {
        await using (var buyer = await EnterAsync(Roles.Buyer)) await ReadAllAsync(buyer.Page, "pt", OfBuyers);
        await using var staff = await EnterAsync(Roles.Administrator);
        await ReadAllAsync(staff.Page, "pt", OfStaff);
    }

    Task<Visitor> EnterAsync(string role) =>
        OperationsPageTests.EnterAsync(street, chromium, role, phone: false, dark: false);

    static async Task ReadAllAsync(IPage page, string language, params string[] paths)
    {
        foreach (var path in paths)
        {
            await page.GotoAsync($"/{language}{path}");
            await ReadAsync(page, language);
        }
    }

    // What stands on the page and what is read out of it: none of it is what the first language would have said.
    static async Task ReadAsync(IPage page, string language)
    {
        Assert.Equal(language, await page.Locator("html").GetAttributeAsync("lang"));
        var foreign = ForeignTo(language);
        var said = await page.EvaluateAsync<string[]>("""
            () => {
              const said = [document.title.replace(/ · Feria$/, '')];
              const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
              while (walk.nextNode()) {
                const { parentElement: around, data } = walk.currentNode;
                if (around.closest('[lang]') === document.documentElement && !around.closest('script')) said.push(data);
              }
              for (const name of ['aria-label', 'placeholder', 'title'])
                for (const one of document.querySelectorAll(`[${name}]`)) said.push(one.getAttribute(name));
              return said.map((text) => text.trim().replace(/\s+/g, ' ')).filter(Boolean);
            }
            """);
        var found = said.Where(text => foreign.IsMatch(text)).Distinct();
        Assert.Equal($"{page.Url}: ", $"{page.Url}: {string.Join(" | ", found)}");
    }

    static Regex ForeignTo(string language)
    {
        var (first, own) = (Words.Languages[0], Words.Find(language)!);
        var ours = own.Keys.Select(key => own.SayIfKnown(key)!).ToHashSet();
        var theirs = first.Keys.Select(key => first.SayIfKnown(key)!)
            .Where(said => !ours.Contains(said) && said.Any(char.IsAsciiLetterLower))
            .Select(said => Number().Replace(Regex.Escape(said), "[\\d.,]+"))
            // What has a name in it could be the name itself.
            .Where(said => !said.Contains(@"\{", StringComparison.Ordinal));
        return new Regex($"^(?:{string.Join('|', theirs.Distinct())})$");
    }

    [GeneratedRegex(@"\\\{\d:[^}]*\}")]
    private static partial Regex Number();
}
