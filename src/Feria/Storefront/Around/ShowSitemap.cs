using System.Text;
using System.Xml;
using Feria.Contracts;
using Feria.Marketing;

namespace Feria.Storefront;

/// <summary>What search engines may find: robots.txt, and every product, category and landing page in each
/// language.</summary>
static class ShowSitemap
{
    const int PerFile = 10_000;

    static readonly TimeSpan Fresh = TimeSpan.FromSeconds(10);

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/robots.txt", Robots).AllowAnyone();
        pages.MapGet("/sitemap.xml", Index).AllowAnyone();
        pages.MapGet("/sitemap-{after:guid}.xml", File).AllowAnyone();
    }

    static IResult Robots(Settings settings) => TypedResults.Text(
        string.Join('\n',
        [
            "User-agent: *",
            .. new[] { "/cart", "/checkout", "/orders", "/account" }.SelectMany(path => Everywhere("Disallow", path)),
            // Searches by words may be found, their countless narrowings not: the longest rule that fits counts.
            .. Everywhere("Disallow", "/search?"),
            .. Everywhere("Allow", "/search?q="),
            .. Everywhere("Disallow", "/search?q=*&"),
            "Disallow: /api/v1",
            $"Sitemap: {settings.PublicUrl.TrimEnd('/')}/sitemap.xml",
            "",
        ]));

    static IEnumerable<string> Everywhere(string rule, string path) =>
        Words.Languages.Select(language => $"{rule}: {language.Prefix}{path}");

    static async Task<IResult> Index(Cache cache, IProductBook products, Settings settings, CancellationToken stop)
    {
        var parts = (await cache.GetAsync("sitemap", Fresh, async session => new Cache.Filled<Page<Guid>>(
            new(await products.PartsAsync(session, PerFile), null), []), stop))!.Value;
        return Xml("sitemapindex", xml =>
        {
            foreach (var after in parts.Items.DefaultIfEmpty(Guid.Empty))
            {
                xml.WriteStartElement("sitemap");
                xml.WriteElementString("loc", $"{settings.PublicUrl.TrimEnd('/')}/sitemap-{after}.xml");
                xml.WriteEndElement();
            }
        });
    }

    static async Task<IResult> File(
        Guid after, Database db, IProductBook products, ICategoryBook categories, LandingPages landing,
        Settings settings, CancellationToken stop)
    {
        await using var read = await db.ReadAsync(stop);
        var slugs = await products.SlugsAsync(read, after, PerFile);
        var paths = (slugs ?? []).Select(Shelf.PathOf);
        if (after == Guid.Empty)
            paths =
            [
                .. (await categories.SlugsAsync(read)).Select(Shelf.CategoryPathOf).Prepend("/"),
                .. (await landing.SlugsAsync(read)).Select(ShowLanding.PathOf),
                .. paths,
            ];
        else if (slugs is null) return KernelRefusals.NotFound.AsProblem();

        var site = settings.PublicUrl.TrimEnd('/');
        return Xml("urlset", xml =>
        {
            foreach (var path in paths)
            foreach (var language in Words.Languages)
            {
                xml.WriteStartElement("url");
                xml.WriteElementString("loc", site + language.Prefix + path);
                foreach (var other in Words.Languages)
                {
                    xml.WriteStartElement("link", "http://www.w3.org/1999/xhtml");
                    xml.WriteAttributeString("rel", "alternate");
                    xml.WriteAttributeString("hreflang", other.Code);
                    xml.WriteAttributeString("href", site + other.Prefix + path);
                    xml.WriteEndElement();
                }

                xml.WriteEndElement();
            }
        });
    }

    static IResult Xml(string root, Action<XmlWriter> write)
    {
        using var text = new MemoryStream();
        using (var xml = XmlWriter.Create(text, new XmlWriterSettings { Encoding = new UTF8Encoding(false) }))
        {
            xml.WriteStartElement(root, "http://www.sitemaps.org/schemas/sitemap/0.9");
            write(xml);
            xml.WriteEndElement();
        }

        return TypedResults.Bytes(text.ToArray(), "application/xml");
    }
}
