using System.Net;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace Feria.Storefront.Tests;

public sealed class PageTests(FeriaHost host) : IClassFixture<FeriaHost>
{
    [Fact]
    public async Task The_home_page_is_in_the_language_of_its_address()
    {
        var english = await PageAsync("/");
        var spanish = await PageAsync("/es/");
        var portuguese = await PageAsync("/pt/");

        Assert.Equal("en", english.DocumentElement.GetAttribute("lang"));
        Assert.Equal("The whole street is open.", english.QuerySelector("h1")!.TextContent);
        Assert.Equal("es", spanish.DocumentElement.GetAttribute("lang"));
        Assert.Equal("Toda la calle está abierta.", spanish.QuerySelector("h1")!.TextContent);
        Assert.Equal("/es/cart", spanish.QuerySelector("nav.links a:last-child")!.GetAttribute("href"));
        Assert.Equal("pt", portuguese.DocumentElement.GetAttribute("lang"));
        Assert.Equal("A rua inteira está aberta.", portuguese.QuerySelector("h1")!.TextContent);
        Assert.Equal("/pt/cart", portuguese.QuerySelector("nav.links a:last-child")!.GetAttribute("href"));
    }

    [Fact]
    public async Task A_page_names_its_one_address_and_its_other_languages()
    {
        var page = await PageAsync("/es/?utm=x");

        Assert.Equal($"{Site}/es/", page.QuerySelector("link[rel=canonical]")!.GetAttribute("href"));
        Assert.Equal(
            [("en", $"{Site}/"), ("es", $"{Site}/es/"), ("pt", $"{Site}/pt/"), ("x-default", $"{Site}/")],
            page.QuerySelectorAll("link[rel=alternate]")
                .Select(link => (link.GetAttribute("hreflang")!, link.GetAttribute("href")!)));
    }

    [Fact]
    public async Task Nothing_inline_can_run_or_be_styled()
    {
        var answer = await GetAsync("/");
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();

        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        var page = await ReadAsync(answer);
        Assert.Empty(page.QuerySelectorAll("[style], [onclick], style"));
        Assert.Empty(page.QuerySelectorAll("script:not([src]):not([type='application/ld+json'])"));
    }

    [Theory]
    [InlineData("/nothing-here", "en", "This stall has moved on")]
    [InlineData("/es/nada-por-aqui", "es", "Este puesto ya no está")]
    [InlineData("/pt/nada-por-aqui", "pt", "Esta barraca mudou de lugar")]
    public async Task An_unknown_address_is_a_404_page_in_the_visitors_language(
        string path, string language, string heading)
    {
        var answer = await GetAsync(path);
        var page = await ReadAsync(answer);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal(language, page.DocumentElement.GetAttribute("lang"));
        Assert.Equal(heading, page.QuerySelector("h1")!.TextContent);
        Assert.NotNull(page.QuerySelector("meta[name=robots][content=noindex]"));
    }

    [Fact]
    public async Task A_program_gets_the_same_404_as_a_problem()
    {
        var answer = await host.Http.GetAsync("/nothing-here");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task A_fingerprinted_asset_is_kept_for_ever_and_an_old_name_is_gone()
    {
        var page = await PageAsync("/");
        var style = page.QuerySelector("link[rel=stylesheet]")!.GetAttribute("href")!;
        var answer = await host.Http.GetAsync(style);

        Assert.Matches("^/assets/feria\\.[0-9a-f]{12}\\.css$", style);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("public, max-age=31536000, immutable", answer.Headers.CacheControl!.ToString());
        Assert.Equal(HttpStatusCode.NotFound, (await host.Http.GetAsync("/assets/feria.000000000000.css")).StatusCode);
    }

    [Fact]
    public async Task Robots_are_told_where_the_sitemap_is_and_it_lists_every_language()
    {
        var robots = await host.Http.GetStringAsync("/robots.txt");
        Assert.Contains("\nSitemap: http://localhost:8080/sitemap.xml\n", robots, StringComparison.Ordinal);
        Assert.Equal(
            ["Disallow: /es/search?", "Allow: /es/search?q=", "Disallow: /es/search?q=*&"],
            robots.Split('\n').Where(line => line.Contains(" /es/search", StringComparison.Ordinal)));

        var files = System.Xml.Linq.XDocument.Parse(await host.Http.GetStringAsync("/sitemap.xml"));
        var first = files.Descendants().First(node => node.Name.LocalName == "loc").Value;
        Assert.Equal($"http://localhost:8080/sitemap-{Guid.Empty}.xml", first);
        var map = System.Xml.Linq.XDocument.Parse(await host.Http.GetStringAsync(new Uri(first).AbsolutePath));
        var places = map.Descendants().Where(node => node.Name.LocalName == "loc").Select(node => node.Value);
        Assert.Equal(["http://localhost:8080/", "http://localhost:8080/es/"], places.Take(2));
    }

    [Theory]
    [InlineData("/", "br")]
    [InlineData("/search", "br")]
    [InlineData("/pictures/lamp-1-d9c6a3-28e8.svg", "br")]
    [InlineData("/cart", null)]
    [InlineData("/sign-in", null)]
    public async Task What_anybody_may_see_travels_compressed_and_nothing_else(string path, string? encoding)
    {
        var answer = await host.Http.SendAsync(
            new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Accept-Encoding", "gzip, br" } } });

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(encoding, answer.Content.Headers.ContentEncoding.SingleOrDefault());
    }

    [Fact]
    public async Task The_API_page_lists_every_call_of_the_document()
    {
        var page = await PageAsync("/developers");
        var document = System.Text.Json.JsonDocument.Parse(await host.Http.GetStringAsync("/openapi/v1.json"));
        var paths = document.RootElement.GetProperty("paths").EnumerateObject().Select(path => path.Name);

        var shown = page.QuerySelectorAll(".endpoint summary code").Select(code => code.TextContent);
        Assert.Equal(paths.Order(), shown.Distinct().Order());
    }

    string Site => host.Address.ToString().TrimEnd('/');

    async Task<IHtmlDocument> PageAsync(string path)
    {
        var answer = await GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await ReadAsync(answer);
    }

    Task<HttpResponseMessage> GetAsync(string path) => host.Http.SendAsync(
        new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Accept", "text/html" } } });

    static async Task<IHtmlDocument> ReadAsync(HttpResponseMessage answer) =>
        new HtmlParser().ParseDocument(await answer.Content.ReadAsStringAsync());
}
