using System.CommandLine;

namespace Feria.Bench;

/// <summary>Events and searches through the engines that stand outside, beside those within.</summary>
static class Backbone
{
    public static readonly Command Command = Make();

    static Command Make()
    {
        var kafka = new Option<string?>("--kafka")
        {
            Description = "Brokers, kafka://host:9092; without, the embedded feed alone is measured.",
        };
        var json = new Option<FileInfo?>("--json") { Description = "Writes the figures to this file too." };
        var command = new Command("backbone", "Events through Kafka beside the log alone, and what is sent in.")
        {
            kafka, json,
        };
        command.SetAction(async (parsed, stop) =>
        {
            var figures = new Dictionary<string, object>();
            await Events.MeasureAsync(parsed.GetValue(kafka), figures, stop);
            await ReadSide.TellAsync(figures, parsed.GetValue(json));
            return 0;
        });
        return command;
    }
}
