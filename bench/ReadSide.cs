using System.CommandLine;
using System.Text.Json;

namespace Feria.Bench;

/// <summary>The event log with each feed, copies over two processes, a hot product beside a bare endpoint.</summary>
static class ReadSide
{
    public static readonly Command Command = Make();

    static Command Make()
    {
        var json = new Option<FileInfo?>("--json") { Description = "Writes the figures to this file too." };
        var command = new Command("readside", "Events through the log, their lag and cost; how old copies get.")
        {
            json,
        };
        command.SetAction((parsed, _) => RunAsync(parsed.GetValue(json)));
        return command;
    }

    static async Task<int> RunAsync(FileInfo? json)
    {
        var figures = new Dictionary<string, object>();
        await using (var installation = await Installation.OpenAsync())
        {
            foreach (var feed in new[] { Settings.Polling, Settings.Decoding })
                await Feeds.MeasureAsync(installation, feed, figures);
        }

        await using (var installation = await Installation.OpenAsync())
            await Copies.MeasureAsync(installation, figures);
        await HitRates.MeasureAsync(figures);
        await TellAsync(figures, json);
        return 0;
    }

    /// <summary>Shows the figures, and writes them to the file where there is one.</summary>
    public static async Task TellAsync(Dictionary<string, object> figures, FileInfo? json)
    {
        foreach (var (name, value) in figures) Console.WriteLine($"{name,-44} {value}");
        if (json is not null)
            await File.WriteAllTextAsync(json.FullName, JsonSerializer.Serialize(figures, JsonSerializerOptions.Web));
    }

    /// <summary>Adds the median and the 99th percentile.</summary>
    public static void Tell(Dictionary<string, object> figures, string name, List<double> values)
    {
        values.Sort();
        figures[name + "_p50"] = Math.Round(Share(values, .5), 1);
        figures[name + "_p99"] = Math.Round(Share(values, .99), 1);
    }

    /// <summary>The value that so much of the sorted values are not above.</summary>
    public static double Share(IReadOnlyList<double> sorted, double share) =>
        sorted.Count == 0 ? 0 : sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * share))];
}
