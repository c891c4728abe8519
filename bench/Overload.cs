using System.Collections.Concurrent;
using System.CommandLine;
using System.Diagnostics;

namespace Feria.Bench;

/// <summary>
/// Three times the checkouts that the machine can place, offered for a minute: how many are placed nonetheless, how the
/// rest are refused, and how soon all is well again.
/// </summary>
static class Overload
{
    const double Times = 3;
    const double LeastGoodput = .8;
    const int MostConnections = 4000;
    const int WellInARow = 4;
    static readonly byte[] RetryAfter = "\r\nRetry-After: "u8.ToArray();
    static readonly TimeSpan BetweenProbes = TimeSpan.FromMilliseconds(250);
    static readonly TimeSpan Quick = TimeSpan.FromMilliseconds(500);
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static readonly Command Command = Make();

    static Command Make()
    {
        var during = new Option<double>("--during")
        {
            Description = "Seconds of overload.", DefaultValueFactory = _ => 60,
        };
        var wishes = new Wishes("1%");
        var command = new Command("overload", "Three times the most checkouts a second, and what becomes of them.")
        {
            during,
        };
        wishes.AddTo(command);
        command.SetAction((parsed, stop) => wishes.RunAsync(parsed, async (sizes, plan, json) =>
        {
            var report = await Measuring.OnStreetAsync(
                sizes[0], plan, null,
                street => RunAsync(street, TimeSpan.FromSeconds(parsed.GetValue(during)), stop), stop);
            report.TellInvariants();
            await report.WriteAsync(json);
            return report.ExitStatus;
        }));
        return command;
    }

    static async Task<List<Figure>> RunAsync(Street street, TimeSpan during, CancellationToken stop)
    {
        var (act, plan) = (Buying.Checkout(street, street.Offers), street.Plan);
        await Trial.WarmUpAsync(street, act, stop);
        var peak = (await Loads.ClosedAsync(street.Shop, act, plan.Clients, plan.Run, stop)).PerSecond;
        var memoryBefore = street.Meter.ResidentMb();

        var (statuses, refused) = (new ConcurrentDictionary<int, int>(), new ConcurrentBag<double>());
        var (placedInTime, withoutRetry) = (0, 0);
        Act offered = async (wire, chance, end) =>
        {
            var isPlaced = await act(wire, chance, end);
            if (wire.LastStatus is 429 or 503 && wire.Last.Span.IndexOf(RetryAfter) < 0)
                Interlocked.Increment(ref withoutRetry);
            return isPlaced;
        };
        var watch = Stopwatch.StartNew();
        var running = Loads.OpenAsync(
            street.Shop, offered, peak * Times, MostConnections, during, stop, (status, milliseconds) =>
            {
                statuses.AddOrUpdate(status, 1, (_, count) => count + 1);
                if (status == 201 && watch.Elapsed <= during) Interlocked.Increment(ref placedInTime);
                if (status is 429 or 503) refused.Add(milliseconds);
            }, () => watch.Restart());
        var memoryMost = memoryBefore;
        while (!running.IsCompleted && watch.Elapsed < during)
        {
            await Task.WhenAny(running, Task.Delay(TimeSpan.FromSeconds(1), stop));
            memoryMost = Math.Max(memoryMost, street.Meter.ResidentMb());
        }

        var recovered = await RecoverAsync(street, stop);
        await running;
        var all = (double)statuses.Values.Sum();
        var goodput = placedInTime / during.TotalSeconds;
        double[] sorted = [.. refused.Order()];
        var figure = Figure.Of("overload", goodput, "a second", peak, LeastGoodput) with
        {
            P99Ms = Math.Round(ReadSide.Share(sorted, .99), 1),
            More = new Dictionary<string, double>
            {
                ["offered a second"] = Math.Round(peak * Times, 1),
                ["share placed"] = Share(201),
                ["share 429"] = Share(429),
                ["share 503"] = Share(503),
                ["share lost or never sent"] = Share(Loads.NoAnswer),
                ["share of anything else"] = Math.Round(Math.Max(0,
                    1 - Share(201) - Share(429) - Share(503) - Share(Loads.NoAnswer)), 3),
                ["refusals without Retry-After"] = withoutRetry,
                ["seconds to recover"] = Math.Round(recovered, 1),
                ["MB before"] = memoryBefore,
                ["MB at most"] = memoryMost,
                ["MB after"] = street.Meter.ResidentMb(),
            },
            Note = "The p99 is of the refusals, from the instant each was due.",
        };
        Report.Tell(figure);
        return [figure];

        double Share(int status) => Math.Round(statuses.GetValueOrDefault(status) / Math.Max(1, all), 3);
    }

    // Seconds until the first of several purchases in a row that are placed quickly.
    static async Task<double> RecoverAsync(Street street, CancellationToken stop)
    {
        var buy = Buying.Checkout(street, street.Offers);
        var (chance, watch) = (new Chance(3), Stopwatch.StartNew());
        var (well, since) = (0, 0.0);
        while (well < WellInARow && watch.Elapsed < Patience)
        {
            var began = watch.Elapsed;
            using var wire = await Wire.OpenAsync(street.Shop, stop);
            if (!await buy(wire, chance, stop) || watch.Elapsed - began > Quick) well = 0;
            else if (++well == 1) since = began.TotalSeconds;
            await Task.Delay(BetweenProbes, stop);
        }

        return well < WellInARow ? Patience.TotalSeconds : since;
    }
}
