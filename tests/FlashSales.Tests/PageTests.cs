using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Feria.Contracts;
using Feria.Orders.Tests;

namespace Feria.FlashSales.Tests;

/// <summary>The pages, as a browser without a script walks them.</summary>
public sealed partial class PageTests(Bazaar bazaar) : IClassFixture<Bazaar>
{
    [Fact]
    public async Task At_the_worst_instant_everybody_gets_the_same_bytes()
    {
        var (sale, slug) = await GatherAsync();
        await bazaar.StartAsync(sale);
        var pages = await Task.WhenAll(Enumerable.Range(0, 300).Select(async i =>
        {
            using var visitor = i % 2 == 0 ? bazaar.AsGuest() : bazaar.As(Id.New());
            // Whatever else stands in the address is not written into a page others get.
            var answer = await visitor.GetAsync($"/flash/{slug}?mine={i}");
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal("public, max-age=1", answer.Headers.CacheControl!.ToString());
            return await answer.Content.ReadAsStringAsync();
        }));

        // Drawn once a second, however many ask.
        Assert.InRange(pages.Distinct().Count(), 1, 20);
        Assert.All(pages, page => Assert.DoesNotContain("mine=", page));
        Assert.Equal(HttpStatusCode.NotFound, (await bazaar.Http.GetAsync("/flash/no-such-sale")).StatusCode);
    }

    [Fact]
    public async Task Without_a_script_a_guest_waits_buys_and_sees_it()
    {
        var (sale, slug) = await GatherAsync();
        var browser = bazaar.NewBrowser(followsRedirects: false);
        var page = await browser.GetStringAsync($"/flash/{slug}");
        Assert.Contains("<noscript><meta http-equiv=\"refresh\"", page);

        var joined = await browser.PostAsync($"/flash/{slug}/line", null);
        Assert.Equal((HttpStatusCode.SeeOther, $"/flash/{slug}/line"),
            (joined.StatusCode, joined.Headers.Location!.ToString()));
        Assert.Contains("You are in", await browser.GetStringAsync($"/flash/{slug}/line"));
        Assert.Equal(HttpStatusCode.SeeOther, (await browser.GetAsync($"/flash/{slug}/checkout")).StatusCode);

        await bazaar.StartAsync(sale);
        await UntilAsync(browser, $"/flash/{slug}/line", "It is your turn");
        var checkout = await browser.GetStringAsync($"/flash/{slug}/checkout?quantity=2");
        Assert.Contains("name=\"quantity\" value=\"2\"", checkout);
        Assert.DoesNotContain("value=\"transfer\"", checkout);
        var bought = await browser.PostAsync($"/flash/{slug}/checkout", new FormUrlEncodedContent(Filled(checkout)));
        Assert.Equal(HttpStatusCode.SeeOther, bought.StatusCode);
        Assert.StartsWith("/checkout/", bought.Headers.Location!.ToString());
        Assert.Contains("You got it", await browser.GetStringAsync($"/flash/{slug}/line"));

        // The same form again is the same purchase.
        var again = await browser.PostAsync($"/flash/{slug}/checkout", new FormUrlEncodedContent(Filled(checkout)));
        Assert.Equal(bought.Headers.Location, again.Headers.Location);
        Assert.Equal(1L, await bazaar.SqlAsync($"select count(*) from flashsales.taking where sale_id = '{sale}'"));
    }

    [Fact]
    public async Task Who_has_no_spot_is_led_to_the_page_and_who_may_not_come_is_told_why()
    {
        var (sale, slug) = await GatherAsync("accounts");
        var browser = bazaar.NewBrowser(followsRedirects: false);
        Assert.Equal($"/flash/{slug}", (await browser.GetAsync($"/flash/{slug}/line")).Headers.Location!.ToString());
        var joined = await browser.PostAsync($"/flash/{slug}/line", null);
        Assert.StartsWith("/sign-in?back=", joined.Headers.Location!.ToString());
        await bazaar.EndAsync(sale);
        using var buyer = bazaar.As(Id.New());
        var late = await buyer.PostAsync($"/flash/{slug}/line", null);
        Assert.Contains("has not begun, or is over", await late.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Those_who_run_it_make_watch_stop_and_prove_it()
    {
        var offer = await bazaar.OfferAsync(await bazaar.OpenStoreAsync(), 1000, 10);
        using var manager = bazaar.As(Id.New(), Permission.ManageFlashSales);
        var slug = $"made-{Guid.NewGuid():N}";
        var form = new Dictionary<string, string>
        {
            ["name"] = "Made by hand", ["slug"] = slug, ["offer"] = offer.ToString(), ["units"] = "4",
            ["price"] = "500", ["currency"] = "BRL", ["perBuyer"] = "1", ["audience"] = "anyone", ["hasLine"] = "yes",
            ["turnSeconds"] = "120", ["paySeconds"] = "300",
            ["opensAt"] = $"{DateTime.UtcNow.AddHours(1):yyyy-MM-ddTHH:mm}",
            ["startsAt"] = $"{DateTime.UtcNow.AddHours(2):yyyy-MM-ddTHH:mm}",
            ["endsAt"] = $"{DateTime.UtcNow.AddHours(3):yyyy-MM-ddTHH:mm}",
        };
        var unread = new Dictionary<string, string>(form) { ["units"] = "x" };
        var wrong = await manager.PostAsync("/operations/flash-sales", new FormUrlEncodedContent(unread));
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        Assert.Contains("Made by hand", await wrong.Content.ReadAsStringAsync());

        var made = await manager.PostAsync("/operations/flash-sales", new FormUrlEncodedContent(form));
        // Where it was sent on to; a client keeps its authorisation to itself on the way.
        var path = made.RequestMessage!.RequestUri!.AbsolutePath;
        Assert.Contains("Made by hand", await manager.GetStringAsync("/operations/flash-sales"));
        Assert.Contains("Let in a second", await manager.GetStringAsync(path));
        Assert.Equal(new Units(10, 4, 0), await bazaar.UnitsAsync(offer));
        Assert.Contains("name=\"paySeconds\" type=\"text\" value=\"300\"", await manager.GetStringAsync(path));
        form["units"] = "6";
        await manager.PostAsync(path, new FormUrlEncodedContent(form));
        Assert.Equal(new Units(10, 6, 0), await bazaar.UnitsAsync(offer));
        form["units"] = "11";
        var tooMany = await manager.PostAsync(path, new FormUrlEncodedContent(form));
        Assert.Equal(HttpStatusCode.Conflict, tooMany.StatusCode);
        Assert.Contains("not enough free units", await tooMany.Content.ReadAsStringAsync());

        await manager.PostAsync(path + "/stop", null);
        await bazaar.UntilClosedAsync(Guid.Parse(path.Split('/')[^1]));
        Assert.Contains("It was stopped", await manager.GetStringAsync(path));
        Assert.Contains("Everything holds.", await manager.GetStringAsync(path + "/proof"));
        var file = await manager.GetAsync(path + "/proof.json");
        Assert.Equal(new MediaTypeHeaderValue("application/json"), file.Content.Headers.ContentType);
        Assert.Equal("attachment", file.Content.Headers.ContentDisposition!.DispositionType);
        Assert.True((await file.JsonAsync()).GetProperty("holds").GetBoolean());
    }

    async Task<(Guid Sale, string Slug)> GatherAsync(string audience = "anyone")
    {
        var (sale, _) = await bazaar.GatherAsync(4, perBuyer: 2, audience: audience);
        return (sale, (string)(await bazaar.SqlAsync($"select slug from flashsales.sale where id = '{sale}'"))!);
    }

    static async Task UntilAsync(HttpClient browser, string path, string words)
    {
        for (var i = 0; i < 600; i++, await Task.Delay(100))
            if ((await browser.GetStringAsync(path)).Contains(words, StringComparison.Ordinal)) return;
        throw new TimeoutException($"{path} never said {words}.");
    }

    static Dictionary<string, string> Filled(string page)
    {
        var form = Hidden().Matches(page).ToDictionary(field => field.Groups[1].Value, field => field.Groups[2].Value);
        foreach (var (name, value) in new Dictionary<string, string>
        {
            ["fullName"] = "Ana Souza", ["email"] = "ana@example.com", ["line1"] = "Rua das Flores 12",
            ["city"] = "São Paulo", ["region"] = "SP", ["postalCode"] = "01310-100", ["country"] = "BR",
            ["method"] = "cash_on_delivery",
        })
            form[name] = value;
        return form;
    }

    [GeneratedRegex("<input type=\"hidden\" name=\"(\\w+)\" value=\"([^\"]*)\"")]
    private static partial Regex Hidden();
}
