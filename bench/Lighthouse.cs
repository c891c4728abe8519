using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Feria.Demo;
using Feria.Launch;

namespace Feria.Bench;

/// <summary>What a first visit to the pages most people meet costs, on a phone and at a desk.</summary>
static class Lighthouse
{
    const int Visits = 3, Warming = 25;

    // Its own profile and no talk with anyone: only the page is measured.
    const string Chromium = "--chrome-flags=--headless=new --no-sandbox --disable-quic --no-first-run "
        + "--disable-background-networking --disable-component-update --disable-sync";

    public static readonly Command Command = Make();

    /// <param name="Performance">0 to 100, the median visit's, as are the others.</param>
    /// <param name="LcpMs">Until the largest thing in view is painted.</param>
    /// <param name="TbtMs">For how long the page could not answer a tap.</param>
    /// <param name="Cls">How much of the page moved while it loaded.</param>
    /// <param name="Load">Programs that wanted the processors in the minute before.</param>
    sealed record Figures(
        string Page, string Device, double Performance, double LcpMs, double TbtMs, double Cls, double Bytes,
        double Load);

    static Command Make()
    {
        var json = new Option<FileInfo?>("--json") { Description = "Writes the figures to this file too." };
        var command = new Command(
            "lighthouse", "Performance of home, search and product page of the demo marketplace in a browser.")
        {
            json,
        };
        command.SetAction((parsed, stop) => RunAsync(parsed.GetValue(json), stop));
        return command;
    }

    static async Task<int> RunAsync(FileInfo? json, CancellationToken stop)
    {
        var checkout = Checkout.Find();
        await LighthouseAudit.Packages.InstallAsync(checkout);
        var folder = LighthouseAudit.Packages.Folder(checkout);
        if (!Directory.Exists(folder)) throw new CannotLaunch("Lighthouse comes by npm: sudo apt-get install npm");

        await using var installation = await Installation.OpenAsync();
        await DemoMarketplace.SeedAsync(installation.Services, stop: stop);
        var product = (string)(await installation.SqlAsync(ProductSql))!;

        var all = new List<Figures>();
        Console.WriteLine(
            $"{"page",-8} {"device",-8} {"performance",11} {"LCP ms",7} {"TBT ms",7} {"CLS",6} {"bytes",8} {"load",6}");
        foreach (var (page, path) in new[]
            { ("home", "/"), ("search", "/search?q=headphones"), ("product", $"/product/{product}") })
        {
            for (var i = 0; i < Warming; i++) await installation.Http.GetByteArrayAsync(path, stop);
            foreach (var device in new[] { "phone", "desktop" })
            {
                var one = await VisitAsync(page, device, folder, new(installation.Http.BaseAddress!, path));
                all.Add(one);
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{one.Page,-8} {one.Device,-8} {one.Performance,11:0} {one.LcpMs,7:0} {one.TbtMs,7:0} "
                    + $"{one.Cls,6:0.000} {one.Bytes,8:0} {one.Load,6:0.0}"));
            }
        }

        if (json is not null)
            await File.WriteAllTextAsync(json.FullName, JsonSerializer.Serialize(all, Json.Options) + "\n", stop);
        return 0;
    }

    static async Task<Figures> VisitAsync(string page, string device, string folder, Uri address)
    {
        var load = await File.ReadAllTextAsync("/proc/loadavg");
        string[] preset = device == "desktop" ? ["--preset=desktop"] : [];
        var reports = new List<JsonElement>();
        for (var i = 0; i < Visits; i++)
            reports.Add(await LighthouseAudit.RunAsync(
                folder, address, [Chromium, "--only-categories=performance", .. preset]));

        double Median(Func<JsonElement, double> of) =>
            Math.Round(reports.Select(of).Order().ElementAt(Visits / 2), 3);
        double Value(string audit) => Median(report =>
            report.GetProperty("audits").GetProperty(audit).GetProperty("numericValue").GetDouble());
        return new(
            page, device,
            Median(report =>
                100 * report.GetProperty("categories").GetProperty("performance").GetProperty("score").GetDouble()),
            Value("largest-contentful-paint"), Value("total-blocking-time"), Value("cumulative-layout-shift"),
            Value("total-byte-weight"), double.Parse(load.Split(' ')[0], CultureInfo.InvariantCulture));
    }

    // The most reviewed: the page that has most to show.
    const string ProductSql = """
        select p.slug
        from catalog.product p
        join community.rating r on r.product_id = p.id
        order by r.count desc, p.slug
        limit 1
        """;
}
