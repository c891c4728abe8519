using System.Text.RegularExpressions;
using Feria.Storefront;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Feria.Browser.Tests;

/// <summary>From home to an order that is followed: each language, each way to pay, with and without script.</summary>
public sealed class JourneyTests(Street street, Chromium chromium) : IClassFixture<Street>
{
    // English goes every way, the other languages one each: script and markup are the same in all of them.
    public static TheoryData<string, string, bool> Ways => new(
        from method in Methods.Index()
        from script in new[] { true, false }
        from language in new[] { "en", script == (method.Index % 2 == 0) ? "es" : "pt" }
        select (language, method.Item, script));

    static readonly string[] Methods = ["card", "transfer", "cash_on_delivery"];

    [Theory, MemberData(nameof(Ways))]
    public async Task A_guest_buys_and_follows_the_order(string language, string method, bool script)
    {
        await using var visitor = await chromium.VisitAsync(street, script, phone: true, locale: LocaleOf(language));
        var page = visitor.Page;
        await PutLampInCartAsync(page, language);

        await page.Locator("aside a.button.loud").ClickAsync();
        await page.Locator("#fullName").FillAsync("Ana Souza");
        await page.Locator("#email").FillAsync("ana@example.com");
        await FillAddressAsync(page);
        await PayAsync(page, method);

        await FollowAsync(page, language, method);
    }

    [Theory, MemberData(nameof(Ways))]
    public async Task A_registered_buyer_brings_the_guests_cart_along(string language, string method, bool script)
    {
        await using var visitor = await chromium.VisitAsync(street, script, locale: LocaleOf(language));
        var page = visitor.Page;
        await PutLampInCartAsync(page, language);

        await SignUpAsync(page, language, $"ana.{Guid.NewGuid():N}@example.com");
        await page.GotoAsync(PathOf(language, "/cart"));
        await page.Locator("aside a.button.loud").ClickAsync();
        await Expect(page.Locator("#fullName")).ToHaveCountAsync(0);
        await Expect(page.Locator(".choice .name").First).ToHaveTextAsync("Rua das Flores, 12");
        await PayAsync(page, method);

        await FollowAsync(page, language, method);
    }

    [Fact]
    public async Task A_form_that_is_wrong_says_so_beside_the_field_and_loses_nothing()
    {
        await using var visitor = await chromium.VisitAsync(street, phone: true);
        var page = visitor.Page;
        await PutLampInCartAsync(page, "en");
        await page.GotoAsync("/checkout");
        await page.EvaluateAsync("document.querySelector('form.counter').noValidate = true");
        await page.Locator("#fullName").FillAsync("Ana Souza");
        await page.Locator("#email").FillAsync("ana at home");
        await page.Locator("#coupon").FillAsync("FREE");
        await page.Locator("input[value=cash_on_delivery]").CheckAsync();
        await page.Locator("aside button.loud").ClickAsync();

        await Expect(page.Locator("#email-error")).ToHaveTextAsync("Write an e-mail address, such as ana@example.com.");
        await Expect(page.Locator("#line1-error")).ToHaveTextAsync("Write the street and number.");
        await Expect(page.Locator("#email")).ToBeFocusedAsync();
        await Expect(page.Locator("[data-in-cart]")).ToHaveTextAsync("1");
        await Expect(page.Locator("#fullName")).ToHaveValueAsync("Ana Souza");
        await Expect(page.Locator("#coupon")).ToHaveValueAsync("FREE");
        await Expect(page.Locator("input[value=cash_on_delivery]")).ToBeCheckedAsync();
        Assert.Empty(await Axe.FaultsAsync(page));
    }

    [Fact]
    public async Task A_declined_card_may_be_followed_by_a_good_one()
    {
        await using var visitor = await chromium.VisitAsync(street);
        var page = visitor.Page;
        await PutLampInCartAsync(page, "en");
        await page.GotoAsync("/checkout");
        await page.Locator("#fullName").FillAsync("Ana Souza");
        await page.Locator("#email").FillAsync("ana@example.com");
        await FillAddressAsync(page);
        await page.Locator("input[value=card]").CheckAsync();
        await page.Locator("aside button.loud").ClickAsync();
        await FillCardAsync(page, "4000000000009995");
        await page.Locator(".back a").ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("The card was not accepted");

        await page.Locator(".thanks a.button").ClickAsync();
        await FillCardAsync(page, "4242424242424242");

        await Expect(page.Locator("h1")).ToHaveTextAsync("Thank you. It is yours.");
    }

    async Task PutLampInCartAsync(IPage page, string language)
    {
        await page.GotoAsync(PathOf(language, "/"));
        await page.Locator(".card .name a", new() { HasText = "Brass reading lamp" }).First.ClickAsync();
        await page.Locator(".deal button.loud").ClickAsync();
        await Expect(page.Locator("[data-in-cart]")).ToHaveTextAsync("1");
        await page.GotoAsync(PathOf(language, "/cart"));
    }

    static async Task SignUpAsync(IPage page, string language, string email)
    {
        await page.GotoAsync(PathOf(language, "/sign-up"));
        await page.Locator("#fullName").FillAsync("Ana Souza");
        await page.Locator("#email").FillAsync(email);
        await page.Locator("#phone").FillAsync("+55 11 91234-5678");
        await page.Locator("#idNumber").FillAsync("529.982.247-25");
        await page.Locator("#password").FillAsync("correct horse battery");
        await FillAddressAsync(page);
        await page.Locator("main button.loud").ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/account"));
    }

    internal static async Task FillAddressAsync(IPage page)
    {
        await page.Locator("#line1").FillAsync("Rua das Flores, 12");
        await page.Locator("#city").FillAsync("São Paulo");
        await page.Locator("#region").FillAsync("SP");
        await page.Locator("#postalCode").FillAsync("01310-100");
        await page.Locator("#country").SelectOptionAsync("BR");
    }

    internal static async Task PayAsync(IPage page, string method)
    {
        await page.Locator($"input[value={method}]").CheckAsync();
        await page.Locator("aside button.loud").ClickAsync();
        if (method == "card") await FillCardAsync(page, "4242424242424242");
        if (method != "transfer") return;
        await page.Locator(".thanks a.button").ClickAsync();
        await page.Locator("form[action*=transfer] button").ClickAsync();
    }

    internal static async Task FillCardAsync(IPage page, string number)
    {
        await page.Locator("input[name=number]").FillAsync(number);
        await page.Locator("input[name=expiry]").FillAsync("12/40");
        await page.Locator("input[name=cvc]").FillAsync("123");
        await page.Locator("input[name=holder]").FillAsync("Ana Souza");
        await page.Locator("form button").First.ClickAsync();
    }

    async Task FollowAsync(IPage page, string language, string method)
    {
        string Say(string key) => Words.Find(language)!.SayIfKnown(key)!;
        await Expect(page.Locator("h1")).ToHaveTextAsync(Say("placed.title"));
        Assert.StartsWith(PathOf(language, "/checkout/"), new Uri(page.Url).AbsolutePath, StringComparison.Ordinal);
        await Expect(page.Locator("aside .total .price")).ToHaveTextAsync(language == "en" ? "R$144.90" : "R$144,90");

        await page.Locator(".order header a").ClickAsync();
        var status = Say(method == "cash_on_delivery" ? "status.preparing" : "status.paid");
        await Expect(page.Locator(".trail .now .what")).ToHaveTextAsync(status);
        await Expect(page.Locator(".trail .done .what").First).ToHaveTextAsync(Say("order.made"));
        // The sign stands apart where the region writes it so; within the loud total the style sets it apart.
        await Expect(page.Locator("aside .sums dd")).ToContainTextAsync(language switch
        {
            "en" => ["R$129.90", "R$15.00", "R$144.90"],
            "es" => ["R$129,90", "R$15,00", "R$144,90"],
            _ => new[] { "R$ 129,90", "R$ 15,00", "R$144,90" },
        });
        await page.GotoAsync(PathOf(language, "/orders"));
        await Expect(page.Locator(".order .badge").First).ToHaveTextAsync(status);
        await page.GotoAsync(PathOf(language, "/cart"));
        await Expect(page.Locator("main .empty")).ToBeVisibleAsync();
    }

    static string PathOf(string language, string path) => language == "en" ? path : "/" + language + path;

    static string LocaleOf(string language) => language switch { "en" => "en-US", "es" => "es-CL", _ => "pt-BR" };
}
