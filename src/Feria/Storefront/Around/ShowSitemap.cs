using System.Text;
using System.Xml;
using Feria.Contracts;

namespace Feria.Storefront;

/// <summary>What search engines may find: robots.txt, and every product and category in each language.</summary>
static class ShowSitemap
{
    const int PerFile = 10_000;

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/robots.txt", Robots).AllowAnyone();
        pages.MapGet("/sitemap.xml", Index).AllowAnyone();
        pages.MapGet("/sitemap-{file:int:min(1):max(5000)}.xml", File).AllowAnyone();
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

    static async Task<IResult> Index(Database db, IProductBook products, Settings settings, CancellationToken stop)
    {
        await using var read = await db.ReadAsync(stop);
        var files = (await products.CountAsync(read) + PerFile - 1) / PerFile;
        return Xml("sitemapindex", xml =>
        {
            for (var file = 1; file <= Math.Max(1, files); file++)
            {
                xml.WriteStartElement("sitemap");
                xml.WriteElementString("loc", $"{settings.PublicUrl.TrimEnd('/')}/sitemap-{file}.xml");
                xml.WriteEndElement();
            }
        });
    }

    static async Task<IResult> File(
        int file, Database db, IProductBook products, ICategoryBook categories, Settings settings,
        CancellationToken stop)
    {
        await using var read = await db.ReadAsync(stop);
        var slugs = await products.SlugsAsync(read, (file - 1) * PerFile, PerFile);
        var paths = slugs.Select(Shelf.PathOf);
        if (file == 1)
            paths = [.. (await categories.SlugsAsync(read)).Select(Shelf.CategoryPathOf).Prepend("/"), .. paths];
        else if (slugs.Count == 0) return KernelRefusals.NotFound.AsProblem();

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
