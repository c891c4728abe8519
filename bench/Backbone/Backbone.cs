using System.CommandLine;

namespace Feria.Bench;

/// <summary>What the engines beside PostgreSQL do for streaming and search.</summary>
static class Backbone
{
    public static readonly Command Command = Make();

    static Command Make()
    {
        var products = new Option<FileInfo>("--products")
        {
            Description = "CSV with product_id, title and perhaps description, brand, category, price.",
            Required = true,
        };
        var elasticsearch = new Option<string?>("--elasticsearch")
        {
            Description = "Where one is (http://host:9200); without it only the engine in memory is measured.",
        };
        var json = new Option<FileInfo?>("--json") { Description = "Writes the figures to this file too." };
        var command = new Command("backbone", "How fast searches are answered and how late indexes are, by engine.")
        {
            products, elasticsearch, json,
        };
        command.SetAction(async (parsed, stop) =>
        {
            var figures = new Dictionary<string, object>();
            await Searches.MeasureAsync(
                parsed.GetValue(products)!, parsed.GetValue(elasticsearch), figures, stop);
            await ReadSide.TellAsync(figures, parsed.GetValue(json));
            return 0;
        });
        return command;
    }
}
