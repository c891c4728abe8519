using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Feria.Kernel;
using Feria.Operations;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Bench;

/// <summary>
/// What shoppers feel of an import, and of a copy being made again, at the pace an operator finds: latency at a fixed
/// rate, while orders go on, in a minute before each and during it.
/// </summary>
static class RebuildCost
{
    const int LooksPerSecond = 60;
    const int OrdersPerSecond = 5;
    const double MostRatio = 1.5;
    static readonly TimeSpan Warming = TimeSpan.FromSeconds(20);
    static readonly TimeSpan Before = TimeSpan.FromSeconds(60);

    /// <summary>A rebuild may be over at once while what it threw away comes back.</summary>
    static readonly TimeSpan Least = TimeSpan.FromSeconds(30);

    public static readonly Command Command = Make();

    /// <param name="Figures">Sums of each copy as it was and as it is made again.</param>
    sealed record Measured(
        string What, Shoppers.Figures Before, Shoppers.Figures During, double Ratio, bool Met, int OrderErrors,
        double Seconds, long Done, double PerSecond, IReadOnlyList<Rebuilds.Progress> Figures);

    /// <summary>What goes on beside the shoppers; gives how much of it was done, and what it tells of itself.</summary>
    delegate Task<(long Done, IReadOnlyList<Rebuilds.Progress> Figures)> Work(CancellationToken stop);

    static Command Make()
    {
        var products = new Option<FileInfo?>("--products")
        {
            Description = "CSV with product_id, title and perhaps description, brand, category, price; else made up.",
        };
        var orders = new Option<int>("--orders")
        {
            Description = "How many stand when it begins.", DefaultValueFactory = _ => 1_000_000,
        };
        var goods = new Option<int>("--goods")
        {
            Description = "How many products are made up where no file is given.", DefaultValueFactory = _ => 90_755,
        };
        var imported = new Option<int>("--import")
        {
            Description = "How many new products are imported meanwhile.", DefaultValueFactory = _ => 10_000,
        };
        var json = new Option<FileInfo?>("--json") { Description = "Writes the figures to this file too." };
        var command = new Command("rebuild", "What shoppers feel of an import and of copies made again.")
        {
            products, orders, goods, imported, json,
        };
        command.SetAction((parsed, stop) => RunAsync(
            parsed.GetValue(products), parsed.GetValue(goods), parsed.GetValue(orders), parsed.GetValue(imported),
            parsed.GetValue(json), stop));
        return command;
    }

    static async Task<int> RunAsync(
        FileInfo? file, int products, int orders, int imported, FileInfo? json, CancellationToken stop)
    {
        await using var installation = await Installation.PrepareAsync();
        if (file is not null)
        {
            await installation.StartAsync();
            await Shelf.FillAsync(installation.Services, file.FullName, sql => installation.SqlAsync(sql));
            await installation.StopAsync();
        }

        var size = new Size(Math.Max(50, orders / 20), products, orders, orders / 5, DateTime.UtcNow.Date);
        await World.LoadAsync(installation.Services, size, Console.Error, stop);
        await installation.ServeOutsideAsync(stop);
        await installation.SettleAsync(Console.Error, stop);

        var visits = await Visits.OpenAsync(installation);
        var (lookers, buyers) = (
            new Shoppers(LooksPerSecond, visits.LookAsync), new Shoppers(OrdersPerSecond, visits.BuyAsync));
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Task[] shopping = [lookers.RunAsync(over.Token), buyers.RunAsync(over.Token)];
        var all = new List<Measured>();
        await Task.Delay(Warming, stop);
        Console.WriteLine(
            $"{"meanwhile",-12} {"p50 before",10} {"during",8} {"p99 before",10} {"during",8} {"ratio",6} {"errors",6} "
            + $"{"seconds",8} {"done",8} {"a second",9}");
        await MeasureAsync("import", meanwhile => Imported.RunAsync(installation, imported, meanwhile));
        foreach (var what in new[] { "search", "statistics", "cache" })
            await MeasureAsync(what, meanwhile => RebuildAsync(installation, what, meanwhile));

        await over.CancelAsync();
        await Task.WhenAll(shopping);
        await installation.SettleAsync(Console.Error, stop);
        var faults = await Totals.CheckAsync(installation, stop);
        foreach (var fault in faults) Console.WriteLine($"NOT SO: {fault}");
        if (faults.Count == 0) Console.WriteLine("All copies are true, and their totals are those of the orders.");
        if (json is not null)
            await File.WriteAllTextAsync(
                json.FullName, JsonSerializer.Serialize(new { rebuilds = all, faults }, Json.Options) + "\n", stop);
        return faults.Count == 0 ? 0 : 1;

        async Task MeasureAsync(string what, Work work)
        {
            all.Add(await DuringAsync(what, work, lookers, buyers, stop));
            Tell(all[^1]);
        }
    }

    static async Task<(long Done, IReadOnlyList<Rebuilds.Progress> Figures)> RebuildAsync(
        Installation installation, string what, CancellationToken stop)
    {
        var orders = await installation.Services.GetRequiredService<Rebuilds>().OrderAsync(what, null, stop);
        var progress = await FollowAsync(installation, [.. orders], stop);
        return (progress.Sum(one => one.Done), progress);
    }

    static async Task<Measured> DuringAsync(
        string what, Work work, Shoppers lookers, Shoppers buyers, CancellationToken stop)
    {
        var quiet = Stopwatch.GetTimestamp();
        await Task.Delay(Before, stop);
        var begun = Stopwatch.GetTimestamp();
        var (done, figures) = await work(stop);
        var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        if (seconds < Least.TotalSeconds) await Task.Delay(Least - TimeSpan.FromSeconds(seconds), stop);
        var ended = Stopwatch.GetTimestamp();
        var before = await lookers.BetweenAsync(quiet, begun, stop);
        var during = await lookers.BetweenAsync(begun, ended, stop);
        var bought = await buyers.BetweenAsync(quiet, ended, stop);
        var ratio = Math.Round(during.P99Ms / before.P99Ms, 2);
        return new(
            what, before, during, ratio, ratio <= MostRatio, bought.Errors,
            Math.Round(seconds, 1), done, Math.Round(done / seconds, 1), figures);
    }

    static async Task<IReadOnlyList<Rebuilds.Progress>> FollowAsync(
        Installation installation, Guid[] orders, CancellationToken stop)
    {
        while (true)
        {
            await Task.Delay(200, stop);
            await using var session = await installation.Database.ReadFreshAsync(stop);
            var progress = await Rebuilds.ListAsync(session, orders, orders.Length);
            if (progress.Count == orders.Length && progress.All(one => one.FinishedAt is not null)) return progress;
        }
    }

    static void Tell(Measured one) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{one.What,-12} {one.Before.P50Ms,10:0.0} {one.During.P50Ms,8:0.0} {one.Before.P99Ms,10:0.0} "
        + $"{one.During.P99Ms,8:0.0} {one.Ratio,6:0.00} {one.Before.Errors + one.During.Errors + one.OrderErrors,6} "
        + $"{one.Seconds,8:0.0} {one.Done,8} {one.PerSecond,9:0.0}"));
}
