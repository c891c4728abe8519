using AngleSharp;
using AngleSharp.Dom;

namespace Feria.SandboxGateway.Tests;

public sealed class PageTests(RunningGateway running) : IClassFixture<RunningGateway>
{
    readonly Gateway gateway = running.Gateway;
    readonly HttpClient browser = new(new SocketsHttpHandler { AllowAutoRedirect = false })
    {
        BaseAddress = running.Gateway.Address,
    };

    static async Task<IDocument> Read(HttpResponseMessage answer) => await BrowsingContext.New()
        .OpenAsync(async request => request.Content(await answer.Content.ReadAsStringAsync()));

    Task<HttpResponseMessage> Type(string intent, string number, string expiry = "12/34", string locale = "en") =>
        browser.PostAsync($"/pay/{intent}?locale={locale}", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["number"] = number, ["expiry"] = expiry, ["cvc"] = "123", ["holder"] = "Ana",
        }));

    [Fact]
    public async Task A_buyer_pays_by_card_and_returns_to_the_shop()
    {
        var intent = await gateway.Create();
        using var page = await browser.GetAsync($"/pay/{intent}?locale=en");
        var shown = await Read(page);
        Assert.Equal("BRL 129.90", shown.QuerySelector("h1")!.TextContent);
        Assert.Equal(TestCard.All.Count, shown.QuerySelectorAll(".cards a").Length);
        Assert.Empty(shown.QuerySelectorAll("script"));

        using var paid = await Type(intent, "4242 4242 4242 4242");
        Assert.Equal(303, (int)paid.StatusCode);
        Assert.Equal($"http://shop.test/back?order=7&intent={intent}", paid.Headers.Location!.AbsoluteUri);
        Assert.Equal("succeeded", await gateway.StatusOf(intent));
    }

    [Fact]
    public async Task Every_listed_test_card_fills_the_form_when_clicked()
    {
        var intent = await gateway.Create();
        using var page = await browser.GetAsync($"/pay/{intent}");
        var links = (await Read(page)).QuerySelectorAll(".cards a").Select(link => link.GetAttribute("href")!).ToList();
        Assert.Equal(TestCard.All.Count, links.Count);
        foreach (var (link, card) in links.Zip(TestCard.All))
        {
            using var chosen = await browser.GetAsync(link);
            var number = (await Read(chosen)).QuerySelector("input[name=number]")!.GetAttribute("value")!;
            Assert.Equal(card.Number, number.Replace(" ", ""));
        }
    }

    [Theory]
    [InlineData("es-AR", "es", "dinero real", "Rechaza: fondos insuficientes", "fondos suficientes")]
    [InlineData("pt-BR", "pt", "dinheiro de verdade", "Recusa: saldo insuficiente", "saldo suficiente")]
    public async Task A_language_is_complete_and_chosen_by_locale(
        string locale, string language, string real, string card, string funds)
    {
        var intent = await gateway.Create();
        using var page = await browser.GetAsync($"/pay/{intent}?locale={locale}");
        var shown = await Read(page);
        Assert.Equal(language, shown.DocumentElement.GetAttribute("lang"));
        Assert.Equal("BRL 129,90", shown.QuerySelector("h1")!.TextContent);
        Assert.Contains(real, shown.QuerySelector(".sandbox")!.TextContent);
        Assert.Contains(shown.QuerySelectorAll(".cards a span"), offered => offered.TextContent == card);

        using var declined = await Type(intent, "4000000000009995", locale: language);
        Assert.Equal(402, (int)declined.StatusCode);
        Assert.Contains(funds, (await Read(declined)).QuerySelector("[role=alert]")!.TextContent);
    }

    [Fact]
    public async Task A_mistyped_card_is_told_beside_its_field_and_nothing_is_charged()
    {
        var intent = await gateway.Create();
        using var answer = await Type(intent, "4012888888881881", expiry: "01/20");
        var shown = await Read(answer);

        Assert.Equal(422, (int)answer.StatusCode);
        Assert.Contains("test cards", shown.QuerySelector("#number-fault")!.TextContent);
        Assert.Equal("expiry-fault", shown.QuerySelector("input[name=expiry]")!.GetAttribute("aria-describedby"));
        Assert.Null(shown.QuerySelector("#cvc-fault"));
        Assert.Equal("requires_payment", await gateway.StatusOf(intent));
    }

    [Theory]
    [InlineData("4000000000003220", "yes", 303, "succeeded")]
    [InlineData("4000000000003220", "no", 200, "requires_payment")]
    [InlineData("4000008400001629", "yes", 200, "requires_payment")]
    public async Task The_second_step_decides(string number, string answer, int status, string ends)
    {
        var intent = await gateway.Create();
        using var asked = await Type(intent, number);
        var form = (await Read(asked)).QuerySelector("form")!;
        Assert.Equal($"/pay/{intent}/step?locale=en", form.GetAttribute("action"));
        Assert.Equal("requires_action", await gateway.StatusOf(intent));

        using var done = await browser.PostAsync($"/pay/{intent}/step?locale=en",
            new FormUrlEncodedContent(new Dictionary<string, string> { ["answer"] = answer }));
        Assert.Equal(status, (int)done.StatusCode);
        Assert.Equal(ends, await gateway.StatusOf(intent));
    }

    [Fact]
    public async Task A_transfer_is_made_on_its_page_and_by_the_operator()
    {
        var first = await gateway.Create(method: "bank_transfer");
        using var made = await browser.PostAsync($"/pay/{first}/transfer", null);
        Assert.Equal(303, (int)made.StatusCode);
        Assert.Equal("succeeded", await gateway.StatusOf(first));

        var second = await gateway.Create(method: "bank_transfer");
        using var page = await browser.GetAsync("/");
        Assert.Contains(second, await page.Content.ReadAsStringAsync());
        using var arrived = await browser.PostAsync($"/operator/transfers/{second}", null);
        Assert.Equal(302, (int)arrived.StatusCode);
        Assert.Equal("succeeded", await gateway.StatusOf(second));
    }

    [Fact]
    public async Task The_operator_page_is_closed_to_strangers_and_other_sites()
    {
        using var forwarded = new HttpRequestMessage(HttpMethod.Get, "/");
        forwarded.Headers.Add("X-Forwarded-For", "203.0.113.9");
        using var stranger = await browser.SendAsync(forwarded);
        Assert.Equal(401, (int)stranger.StatusCode);

        var intent = await gateway.Create(method: "bank_transfer");
        using var forged = new HttpRequestMessage(HttpMethod.Post, $"/operator/transfers/{intent}");
        forged.Headers.Add("Origin", "https://evil.test");
        using var refused = await browser.SendAsync(forged);
        Assert.Equal(403, (int)refused.StatusCode);
        Assert.Equal("awaiting_transfer", await gateway.StatusOf(intent));
    }

    [Fact]
    public async Task What_a_shop_writes_is_shown_as_text()
    {
        var (_, made) = await gateway.Post("/v1/payment_intents", new
        {
            amount = 1, currency = "KWD", method = "card", reference = "text",
            description = "<script>alert(1)</script>\"'&",
        });
        using var page = await browser.GetAsync($"/pay/{made.GetProperty("id").GetString()}?locale=en");
        var shown = await Read(page);

        Assert.Empty(shown.QuerySelectorAll("script"));
        Assert.Contains("<script>alert(1)</script>\"'&", shown.QuerySelector("header")!.TextContent);
        Assert.Equal("KWD 0.001", shown.QuerySelector("h1")!.TextContent);
        Assert.StartsWith("default-src 'none'", page.Headers.GetValues("Content-Security-Policy").Single());
    }

    [Fact]
    public async Task A_payment_nobody_knows_is_a_404_page()
    {
        using var page = await browser.GetAsync("/pay/pi_unknown");
        Assert.Equal(404, (int)page.StatusCode);
        using var posted = await Type("pi_unknown", "4242424242424242");
        Assert.Equal(404, (int)posted.StatusCode);
    }
}
