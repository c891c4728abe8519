namespace Feria.Browser.Tests;

/// <summary>What holds for every page, on a phone and at a desk, light and dark.</summary>
public sealed class EveryPageTests(Street street, Chromium chromium) : IClassFixture<Street>
{
    static readonly string[] Open =
    [
        "/", "/categories", "/search?q=lamp", "/search?q=zzzz", "/category/kitchen?rating=4",
        $"/product/{Street.Lamp}", "/store/taller-nandu", "/cart", "/sign-in", "/sign-up",
        "/forgot-password", "/verify-email?token=x", "/reset-password?token=x", "/unsubscribe?token=x", "/orders",
        "/demo/mailbox", "/developers", "/sell", "/es/sell", "/pt/", "/pt/checkout", "/pt/search?q=lamp",
        "/nothing-here",
    ];

    // Small and light, large and dark: each page in each size and each light, at half the price of all four.
    public static TheoryData<string, bool, bool> Pages => new(
        from path in Open
        from phone in new[] { true, false }
        select (path, phone, !phone));

    [Theory, MemberData(nameof(Pages))]
    public async Task A_page_fits_and_axe_finds_no_serious_fault(string path, bool phone, bool dark)
    {
        await using var visitor = await chromium.VisitAsync(street, phone: phone, dark: dark);
        await visitor.Page.GotoAsync(path);

        Assert.False(await visitor.SticksOutAsync());
        Assert.Empty(await Axe.FaultsAsync(visitor.Page));
    }
}
