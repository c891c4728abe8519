using System.CommandLine;
using System.Globalization;

namespace Feria.Bench;

/// <summary>
/// The same scenarios at several sizes, at the pace of the largest, which all of them keep: how much slower each is
/// where there is more of everything.
/// </summary>
static class Growth
{
    const double Most = 1.3;

    public static readonly Command Command = Make();

    static Command Make()
    {
        var (wishes, names) = (new Wishes("1%,10%"), Measuring.Names());
        var command = new Command("growth", "The scenarios at several sizes in one table: how latencies grow.")
        {
            names,
        };
        wishes.AddTo(command);
        command.SetAction((parsed, stop) => wishes.RunAsync(
            parsed, (sizes, plan, json) => RunAsync(sizes, plan, parsed.GetValue(names)!, json, stop)));
        return command;
    }

    public static async Task<int> RunAsync(
        IReadOnlyList<Asked> sizes, Plan plan, string[] names, FileInfo? json, CancellationToken stop)
    {
        Asked[] bySize = [.. sizes.OrderBy(size => size.Size.Orders)];
        var reports = new List<Report>();
        foreach (var size in bySize.Reverse())
        {
            var paces = reports.Count == 0 ? null : reports[0].Scenarios
                .Where(one => one.OpenPerSecond is not null)
                .ToDictionary(one => one.Name, one => one.OpenPerSecond!.Value);
            reports.Add(await Measuring.RunAsync(size, plan, names, paces, stop));
        }

        reports.Reverse();
        var report = Compare(bySize, reports);
        report.TellInvariants();
        await report.WriteAsync(json);
        return report.ExitStatus;
    }

    /// <summary>Prints the latencies of each scenario side by side, and gives all of it as one report.</summary>
    public static Report Compare(IReadOnlyList<Asked> sizes, IReadOnlyList<Report> reports)
    {
        Console.WriteLine(
            $"\n{"p99, ms",-16} {string.Join(' ', sizes.Select(size => $"{size.Name,10}"))} {"growth",8} {"most",6}");
        var figures = new List<Figure>();
        foreach (var first in reports[0].Scenarios.Where(one => one.P99Ms is > 0))
        {
            double[] all = [.. reports.Select(one => one.Scenarios.Single(same => same.Name == first.Name).P99Ms ?? 0)];
            var ratio = Math.Round(all[^1] / all[0], 2);
            figures.Add(new(
                $"growth-{first.Name}", all[^1], "ms, p99", all[0], ratio, Most, null, all[^1], ratio <= Most)
            {
                More = sizes.Zip(all).ToDictionary(one => one.First.Name, one => one.Second),
            });
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{first.Name,-16} {string.Join(' ', all.Select(one => $"{one,10:0.0}"))} {ratio,8:0.00} {Most,6}"));
        }

        return new(
            reports[0].Machine, string.Join(',', sizes.Select(size => size.Name)),
            [.. reports[^1].Scenarios, .. figures],
            [.. reports.Zip(sizes).SelectMany(one => one.First.Invariants.Select(each => each with
            {
                Name = $"{each.Name} at {one.Second.Name}",
            }))]);
    }
}
