using System.CommandLine;
using System.Diagnostics;
using Feria.Kernel;
using Feria.Testing;

namespace Feria.Bench;

/// <summary>
/// A wide installation, two processes that share their copies behind the gateway: how long what changed is shown
/// somewhere as it was, and what a process that leaves or dies costs whoever asks meanwhile.
/// </summary>
static class Wide
{
    const int Changes = 200;
    const double Background = 20, Load = 50;
    static readonly TimeSpan Steady = TimeSpan.FromSeconds(5);

    public static readonly Command Command = Make();

    static Command Make()
    {
        var json = new Option<FileInfo?>("--json") { Description = "Writes the figures to this file too." };
        var command = new Command(
            "wide", "How soon a change is shown by all processes, and what it costs when one leaves or is killed.")
        {
            json,
        };
        command.SetAction((parsed, _) => RunAsync(parsed.GetValue(json)));
        return command;
    }

    static async Task<int> RunAsync(FileInfo? json)
    {
        var figures = new Dictionary<string, object>();
        await using (var wide = new WideInstallation())
        {
            await wide.InitializeAsync();
            await wide.WellAsync();
            await ChangesAsync(wide, figures);
            await LeavingAsync(wide, figures);
        }

        await ReadSide.TellAsync(figures, json);
        return 0;
    }

    static async Task ChangesAsync(WideInstallation wide, Dictionary<string, object> figures)
    {
        await using var database = new Database(wide.ConnectionString);
        var (product, offer) = await wide.OfferAsync();
        HttpClient[] places =
        [
            .. wide.ProcessIds().Keys.Order().Select(port => new HttpClient
            {
                BaseAddress = new($"http://127.0.0.1:{port}"),
            }),
            wide.Http,
        ];
        var email = await Elsewhere.RegisterAsync(wide.Http);
        var price = 2;
        foreach (var perSecond in new[] { 0, Background })
        {
            using var stop = new CancellationTokenSource();
            using var load = new OpenLoad(wide.Http.BaseAddress!, offer);
            var running = perSecond > 0 ? load.RunAsync(perSecond, stop.Token) : Task.CompletedTask;
            var (prices, ends) = (new List<double[]>(), new List<double[]>());
            for (var i = 0; i < Changes; i++)
                prices.Add(await Elsewhere.PriceAsync(database, places, product, offer, price++));
            for (var i = 0; i < Changes; i++) ends.Add(await Elsewhere.SignOutAsync(wide.Http, places, email));
            await stop.CancelAsync();
            await running;
            var when = perSecond > 0 ? "loaded" : "quiet";
            Tell(figures, $"price_{when}_ms", prices);
            Tell(figures, $"sign_out_{when}_ms", ends);
            if (perSecond > 0) figures["background_failed"] = load.Failed().Count;
        }
    }

    static void Tell(Dictionary<string, object> figures, string name, List<double[]> values)
    {
        ReadSide.Tell(figures, $"{name}_first", [.. values.Select(one => one[0])]);
        ReadSide.Tell(figures, $"{name}_second", [.. values.Select(one => one[1])]);
        ReadSide.Tell(figures, $"{name}_gateway", [.. values.Select(one => one[2])]);
        ReadSide.Tell(figures, $"{name}_everywhere", [.. values.Select(one => one.Max())]);
    }

    static async Task LeavingAsync(WideInstallation wide, Dictionary<string, object> figures)
    {
        var (_, offer) = await wide.OfferAsync();
        var ports = wide.ProcessIds().Keys.Order().ToArray();
        await LeaveAsync("drain", ports[0], "TERM");
        await LeaveAsync("kill", ports[1], "KILL");

        async Task LeaveAsync(string name, int port, string signal)
        {
            using var stop = new CancellationTokenSource();
            using var load = new OpenLoad(wide.Http.BaseAddress!, offer);
            var running = load.RunAsync(Load, stop.Token);
            await Task.Delay(Steady);
            var watch = Stopwatch.StartNew();
            var (began, ended) = await wide.EndAsync(port, signal);
            figures[$"{name}_until_well_again_s"] = Math.Round(watch.Elapsed.TotalSeconds, 1);
            await Task.Delay(Steady);
            await stop.CancelAsync();
            await running;
            var failed = load.Failed();
            foreach (var one in failed) Console.Error.WriteLine(one.Trouble);
            figures[$"{name}_requests"] = load.Asked.Count;
            figures[$"{name}_failed"] = failed.Count;
            if (signal != "KILL") return;
            figures["kill_in_flight"] = load.Asked.Count(one => one.IsDuring(began, ended));
            figures["kill_failed_reads"] = failed.Count(one => one.IsRead);
            figures["kill_failed_not_in_flight"] = failed.Count(one => !one.IsDuring(began, ended));
        }
    }
}
