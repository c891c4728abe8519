using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Feria.Browser.Tests;

public sealed class CartTests(Street street, Chromium chromium) : IClassFixture<Street>
{
    [Theory, InlineData(true), InlineData(false)]
    public async Task A_guest_puts_a_lamp_in_the_cart_takes_it_out_and_thinks_again(bool script)
    {
        await using var visitor = await chromium.VisitAsync(street, script);
        var page = visitor.Page;
        await page.GotoAsync("/");
        await page.GetByRole(AriaRole.Link, new() { Name = "Brass reading lamp" }).First.ClickAsync();
        await Expect(page.Locator(".deal .price")).ToHaveTextAsync("R$129.90");
        await page.Locator("#quantity").SelectOptionAsync("2");
        await page.Locator(".deal").GetByRole(AriaRole.Button, new() { Name = "Add to cart" }).ClickAsync();
        await Expect(page.Locator(".toast")).ToContainTextAsync("Added to the cart.");
        await Expect(page.Locator("[data-in-cart]")).ToHaveTextAsync("2");

        await page.GotoAsync("/cart");
        await Expect(page.Locator(".line .sum .price")).ToHaveTextAsync("R$259.80");
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove Brass reading lamp" }).ClickAsync();
        await Expect(page.GetByText("Your cart is empty")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(page.Locator(".line .sum .price")).ToHaveTextAsync("R$259.80");
    }

    [Fact]
    public async Task A_price_that_changed_is_told_in_the_cart()
    {
        await using var visitor = await chromium.VisitAsync(street, locale: "es-CL");
        var page = visitor.Page;
        await page.GotoAsync("/es/product/paper-lantern");
        await page.GetByRole(AriaRole.Button, new() { Name = "Agregar al carrito" }).First.ClickAsync();
        await Expect(page.Locator(".toast")).ToContainTextAsync("Agregado al carrito.");
        await street.SqlAsync("update catalog.offer set price_minor = price_minor + 500 where sku = 'T-6'");

        await page.GotoAsync("/es/cart");

        await Expect(page.Locator(".changed")).ToHaveTextAsync("Costaba R$128,70 cuando lo agregaste.");
        await Expect(page.Locator(".line .sum .price")).ToHaveTextAsync("R$133,70");
    }
}
