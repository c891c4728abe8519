using System.Text.RegularExpressions;
using Feria.Contracts;
using Feria.FlashSales;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Feria.Browser.Tests;

/// <summary>A flash sale as a shopper sees it: the countdown, the line, the turn, the purchase.</summary>
public sealed class FlashSaleTests(Street street, Chromium chromium) : IClassFixture<Street>
{
    [Fact]
    public async Task A_shopper_is_counted_down_waits_and_buys_and_never_reloads()
    {
        var (sale, slug) = await OpenAsync(1, TimeSpan.FromMinutes(30));
        // Somebody has the only unit first, and is long in deciding.
        await street.SqlAsync($"""
            insert into flashsales.spot (region, id, sale_id, guest, per_buyer, arrived_at, round, lot, number)
            select 'main', s.id, '{sale}', 'somebody quicker', 1, now(), 1, sha256(e.seed || uuid_send(s.id)), 1
            from (select gen_random_uuid() as id) s join flashsales.sale e on e.id = '{sale}'
            """);
        await street.SqlAsync(
            $"update flashsales.sale set round = 1, last_number = 1, drawn_at = now() where id = '{sale}'");
        await using var visitor = await chromium.VisitAsync(street, phone: true);
        var page = visitor.Page;
        await page.GotoAsync($"/flash/{slug}");
        await Assertions.Expect(page.GetByRole(AriaRole.Timer)).ToHaveTextAsync(new Regex("^(29|30):\\d\\d$"));
        Assert.Empty(await Axe.FaultsAsync(page));
        Assert.False(await visitor.SticksOutAsync());

        await page.GetByRole(AriaRole.Button, new() { Name = "Take a spot in the line" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Your number is drawn when it starts")).ToBeVisibleAsync();
        Assert.Empty(await Axe.FaultsAsync(page));
        await page.EvaluateAsync("document.title = 'the same document'");

        await street.SqlAsync($"update flashsales.sale set starts_at = now() where id = '{sale}'");
        street.Services.GetRequiredService<Lines>().Forget(sale);
        // What a page asks before the start it asks seldom: here it is made to.
        await page.ReloadAsync();
        await Assertions.Expect(Headline(page, "Your position in line")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("[data-position]")).ToHaveTextAsync("1");
        Assert.Empty(await Axe.FaultsAsync(page));
        await page.EvaluateAsync("document.title = 'the same document'");

        await street.SqlAsync(
            $"update flashsales.spot set turn_ends_at = now() where sale_id = '{sale}' and number = 1");
        await Assertions.Expect(Headline(page, "It is your turn")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Timer)).ToHaveTextAsync(new Regex("^[12]:\\d\\d$"));
        Assert.Equal("the same document", await page.TitleAsync());
        Assert.Empty(await Axe.FaultsAsync(page));

        await page.GetByRole(AriaRole.Button, new() { Name = "Buy for" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Timer)).ToBeVisibleAsync();
        Assert.Empty(await Axe.FaultsAsync(page));
        Assert.False(await visitor.SticksOutAsync());
        await page.GetByLabel("Full name").FillAsync("Ana Souza");
        await page.GetByLabel("E-mail").FillAsync("ana@example.com");
        await page.Locator("[name=line1]").FillAsync("Rua das Flores 12");
        await page.Locator("[name=city]").FillAsync("São Paulo");
        await page.Locator("[name=region]").FillAsync("SP");
        await page.Locator("[name=postalCode]").FillAsync("01310-100");
        await page.Locator("[name=country]").SelectOptionAsync("BR");
        await page.Locator("[value=cash_on_delivery]").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Place" }).ClickAsync();
        await page.WaitForURLAsync("**/checkout/*-*");
        await page.GotoAsync($"/es/flash/{slug}/line");
        await Assertions.Expect(Headline(page, "Lo conseguiste")).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task The_rooms_of_those_who_run_it_fit_and_axe_finds_no_serious_fault(bool phone, bool dark)
    {
        var (sale, _) = await OpenAsync(3, TimeSpan.FromMinutes(30));
        var (announced, _) = await OpenAsync(3, TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(20));
        await using var visitor = await OperationsPageTests.EnterAsync(
            street, chromium, Accounts.Roles.MarketingSpecialist, phone, dark);
        foreach (var path in new[] { "", $"/{sale}", $"/{sale}/proof", $"/{announced}" })
        {
            await visitor.Page.GotoAsync("/operations/flash-sales" + path);
            await Assertions.Expect(visitor.Page.Locator("h1")).ToBeVisibleAsync();
            if (path == $"/{announced}") await visitor.Page.GetByText("Change its terms").First.ClickAsync();
            Assert.False(await visitor.SticksOutAsync());
            Assert.Empty(await Axe.FaultsAsync(visitor.Page));
        }
    }

    static ILocator Headline(IPage page, string words) =>
        page.GetByRole(AriaRole.Heading, new() { Name = words });

    async Task<(Guid Sale, string Slug)> OpenAsync(int units, TimeSpan startsIn, TimeSpan opensIn = default)
    {
        var (sale, slug, now) = (Id.New(), $"drop-{Guid.NewGuid():N}", DateTime.UtcNow);
        await using var tx = await street.Database.WriteAsync();
        var offer = await tx.OneAsync<Guid>("select id from catalog.offer where sku = 'T-4'");
        var refusal = await PutFlashSale.RunAsync(
            tx, street.Services.GetRequiredService<IOfferBook>(), street.Services.GetRequiredService<IStock>(), sale,
            new(slug, "The lantern drop", offer, units, 990, "BRL", 1, "anyone", true, now + opensIn, now + startsIn,
                now.AddHours(2)), null);
        Assert.Null(refusal);
        await tx.CommitAsync();
        return (sale, slug);
    }
}
