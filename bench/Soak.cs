using System.Collections.Concurrent;
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;

namespace Feria.Bench;

/// <summary>
/// Mixed traffic at three fifths of what the machine can do, for long: whether latency, memory and connections stay as
/// they are.
/// </summary>
static class Soak
{
    const double Load = .6;
    const double MostGrowth = 1.2;
    const int LeastLines = 6;

    public static readonly Command Command = Make();

    static Command Make()
    {
        var minutes = new Option<double>("--minutes") { DefaultValueFactory = _ => 30 };
        var wishes = new Wishes("1%");
        var command = new Command("soak", "Mixed traffic at 60 % load, a line a minute: whether all stays flat.")
        {
            minutes,
        };
        wishes.AddTo(command);
        command.SetAction((parsed, stop) => wishes.RunAsync(parsed, async (sizes, plan, json) =>
        {
            var during = TimeSpan.FromMinutes(parsed.GetValue(minutes));
            var report = await Measuring.OnStreetAsync(
                sizes[0], plan, null, street => RunAsync(street, during, stop), stop);
            report.TellInvariants();
            await report.WriteAsync(json);
            return report.ExitStatus;
        }));
        return command;
    }

    sealed record Line(double P99Ms, double Mb, double HeapMb, double Callers, double DatabaseConnections);

    static async Task<List<Figure>> RunAsync(Street street, TimeSpan during, CancellationToken stop)
    {
        var (act, plan) = (Shopping.Mixed(street), street.Plan);
        await Trial.WarmUpAsync(street, act, stop);
        var peak = (await Loads.ClosedAsync(street.Shop, act, plan.Clients, plan.Run, stop)).PerSecond;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"mixed {peak:0} a second at most; {peak * Load:0} a second for {during.TotalMinutes:0.#} minutes"));

        var times = new ConcurrentQueue<double>();
        var running = Loads.OpenAsync(
            street.Shop, act, peak * Load, Trial.Connections, during, stop, (_, milliseconds) =>
                times.Enqueue(milliseconds));
        var lines = await WatchAsync(street, during, () => Interlocked.Exchange(ref times, []), stop);
        var all = await running;
        return
        [
            new("soak", Math.Round(all.PerSecond, 1), "a second", Math.Round(peak, 1),
                Math.Round(all.PerSecond / peak, 2), Load, all.At(.5), all.At(.99), all.Errors == 0)
            {
                P999Ms = all.At(.999),
                Errors = all.Errors,
            },
            .. new (string Name, Func<Line, double> Of)[]
            {
                ("p99, ms", line => line.P99Ms), ("memory, MB", line => line.Mb), ("heap, MB", line => line.HeapMb),
                ("connections", line => line.Callers), ("of database", line => line.DatabaseConnections),
            }.Select(one => Flat(one.Name, [.. lines.Select(one.Of)])),
        ];
    }

    static async Task<List<Line>> WatchAsync(
        Street street, TimeSpan during, Func<ConcurrentQueue<double>> takeTimes, CancellationToken stop)
    {
        var every = TimeSpan.FromMinutes(Math.Min(1, during.TotalMinutes / LeastLines));
        Console.WriteLine($"{"minute",8} {"p99, ms",8} {"MB",8} {"heap MB",8} {"callers",8} {"database",8}");
        var lines = new List<Line>();
        var begun = Stopwatch.GetTimestamp();
        for (var at = every; at <= during; at += every)
        {
            await Loads.UntilAsync(begun + (long)(at.TotalSeconds * Stopwatch.Frequency), stop);
            var weight = await street.Meter.WeighAsync();
            double[] sorted = [.. takeTimes().Order()];
            lines.Add(new(
                ReadSide.Share(sorted, .99), weight.ResidentMb, weight.HeapMb, weight.Callers,
                weight.DatabaseConnections));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{at.TotalMinutes,8:0.0} {lines[^1].P99Ms,8:0.0} {weight.ResidentMb,8:0} {weight.HeapMb,8:0} "
                + $"{weight.Callers,8:0} {weight.DatabaseConnections,8:0}"));
        }

        return lines;
    }

    // The first third warms up; of the others the later is held against the earlier.
    static Figure Flat(string name, double[] values)
    {
        var third = Math.Max(1, values.Length / 3);
        var (second, last) = (values[^(2 * third)..^third].Average(), values[^third..].Average());
        var ratio = Math.Round(last / Math.Max(second, .001), 2);
        var figure = new Figure(
            $"soak-{name.Split(',')[0].Replace(' ', '-')}", Math.Round(last, 1), name, Math.Round(second, 1), ratio,
            MostGrowth, null, null, ratio <= MostGrowth)
        {
            Note = ratio <= MostGrowth ? "flat" : "GROWS",
        };
        Report.Tell(figure);
        return figure;
    }
}
