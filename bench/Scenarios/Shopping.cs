using System.Diagnostics;

namespace Feria.Bench;

/// <summary>Shop traffic: mostly looking, some searching, a few who buy.</summary>
static class Shopping
{
    static readonly TimeSpan ThinkTime = TimeSpan.FromSeconds(8);
    static readonly TimeSpan Settling = TimeSpan.FromSeconds(8);
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);
    const double SlowestP99Ms = 200;
    const double MostIdleMb = 150;
    const double MostLoadedMb = 600;

    /// <summary>Asks for one address, again and again.</summary>
    public static Act Get(string path)
    {
        var request = Wire.Request("GET", path, null);
        return async (wire, _, stop) => await wire.AskAsync(request, stop) == 200;
    }

    public static async Task<IReadOnlyList<Figure>> IdleAsync(Street street, CancellationToken stop)
    {
        // What the start took is given back once little is done any more.
        var (least, at) = (street.Meter.ResidentMb(), Stopwatch.StartNew());
        for (var settled = Stopwatch.StartNew(); settled.Elapsed < Settling && at.Elapsed < Patience;)
        {
            await Task.Delay(500, stop);
            if (street.Meter.ResidentMb() is var now && now < least - 1) (least, settled) = (now, Stopwatch.StartNew());
        }

        return [Figure.AtMost("memory", street.Meter.ResidentMb(), "MB", MostIdleMb)];
    }

    public static async Task<IReadOnlyList<Figure>> MixedAsync(Street street, CancellationToken stop) =>
        [await Trial.RunAsync(street, "mixed", Mixed(street), null, target: null, stop)];

    /// <summary>Of a hundred requests: 60 product, 25 search and list, 10 cart, 5 checkout.</summary>
    public static Act Mixed(Street street)
    {
        var zipf = new Zipf(street.Products.Count);
        byte[][] products = [.. street.Products.Select(one => Read($"/api/v1/products/{one.Id}"))];
        byte[][] pages = [.. street.Products.Select(one => Read($"/product/{one.Slug}"))];
        byte[][] lists = [.. street.Categories.Select(one => Read(Street.ListOf(one)))];
        byte[][] searches =
        [
            .. Goods.Things.SelectMany(thing => Goods.Traits.Select(trait => $"{trait}+{thing}").Append(thing))
                .Select(words => Read($"/api/v1/products?limit=20&q={words}")),
        ];
        var (put, buy) = (Buying.PutInCart(street), Buying.Checkout(street, street.Offers));
        return async (wire, chance, stop) => chance.Below(100) switch
        {
            < 30 => await wire.AskAsync(products[zipf.Draw(chance)], stop) == 200,
            < 60 => await wire.AskAsync(pages[zipf.Draw(chance)], stop) == 200,
            < 75 => await wire.AskAsync(chance.Of(searches), stop) == 200,
            < 85 => await wire.AskAsync(chance.Of(lists), stop) == 200,
            < 95 => await put(wire, chance, stop),
            _ => await buy(wire, chance, stop),
        };

        static byte[] Read(string path) => Wire.Request("GET", path, null);
    }

    /// <summary>
    /// Each keeps its connection. Together they ask as often as so many with such a think time do; each request counts
    /// from the instant it was due.
    /// </summary>
    public static async Task<IReadOnlyList<Figure>> ShoppersAsync(Street street, CancellationToken stop)
    {
        var wanted = street.Plan.Shoppers;
        // Each is a socket here and one there, and both have other files open.
        var most = (int)Math.Min(int.MaxValue, OpenFiles() - 1000);
        var shoppers = Math.Min(wanted, most);
        var perSecond = shoppers / ThinkTime.TotalSeconds;
        var act = Mixed(street);
        await Trial.WarmUpAsync(street, act, stop);
        var before = await street.Meter.ReadAsync();
        var open = await Loads.OpenAsync(
            street.Shop, act, perSecond, shoppers, street.Plan.Run * 3, stop);
        var cost = await street.Meter.ReadAsync() - before;
        var weight = await street.Meter.WeighAsync();
        var done = Math.Max(1, open.Times.Count);
        var figure = Figure.AtMost("shoppers", open.At(.99), "ms, p99", SlowestP99Ms) with
        {
            P50Ms = open.At(.5),
            P99Ms = open.At(.99),
            P999Ms = open.At(.999),
            OpenPerSecond = perSecond,
            CpuUsApp = Math.Round(cost.AppMicroseconds / done, 1),
            CpuUsPostgres = Math.Round(cost.PostgresMicroseconds / done, 1),
            AllocatedBytes = Math.Round(cost.AllocatedBytes / done),
            Statements = Math.Round((double)cost.Statements / done, 2),
            Errors = open.Errors,
            More = new Dictionary<string, double> { ["connected"] = shoppers },
            Note = shoppers < wanted
                ? $"Only {shoppers} of {wanted}: a process may open {OpenFiles()} files. Raise it by ulimit -n."
                : null,
        };
        return
        [
            figure with { Met = figure.Met is true && open.Errors == 0 },
            Figure.AtMost("memory-loaded", weight.ResidentMb, "MB", MostLoadedMb),
        ];
    }

    static long OpenFiles()
    {
        var line = File.ReadLines("/proc/self/limits").Single(one => one.StartsWith("Max open files"));
        return line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3] is var soft && soft == "unlimited"
            ? int.MaxValue
            : long.Parse(soft);
    }
}
