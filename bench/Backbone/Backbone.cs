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
        var products = new Option<FileInfo?>("--products")
        {
            Description = "CSV with product_id, title and perhaps description, brand, category, price, to be searched; "
                + "without, events alone are measured.",
        };
        var elasticsearch = new Option<string?>("--elasticsearch")
        {
            Description = "Where one is, http://host:9200; without, the engine in memory alone is measured.",
        };
        var json = new Option<FileInfo?>("--json") { Description = "Writes the figures to this file too." };
        var command = new Command("backbone", "Events through Kafka and searches by Elasticsearch, beside Feria's own.")
        {
            kafka, products, elasticsearch, json,
        };
        command.SetAction(async (parsed, stop) =>
        {
            var figures = new Dictionary<string, object>();
            await Events.MeasureAsync(parsed.GetValue(kafka), figures, stop);
            if (parsed.GetValue(products) is { } file)
                await Searches.MeasureAsync(file, parsed.GetValue(elasticsearch), figures, stop);
            await ReadSide.TellAsync(figures, parsed.GetValue(json));
            return 0;
        });
        return command;
    }
}
