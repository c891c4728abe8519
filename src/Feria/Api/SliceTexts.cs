using System.Xml.Linq;

namespace Feria.Api;

/// <summary>
/// The one-sentence summaries of the slices, read from the assemblies' documentation files by class name.
/// </summary>
sealed class SliceTexts
{
    readonly Dictionary<string, string> bySlice = [];

    public static SliceTexts Load()
    {
        var texts = new SliceTexts();
        foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory, "Feria.*.xml")) texts.Read(file);
        return texts;
    }

    public string? Of(string? slice) => slice is null ? null : bySlice.GetValueOrDefault(slice);

    void Read(string file)
    {
        foreach (var member in XDocument.Load(file).Descendants("member"))
        {
            var name = (string?)member.Attribute("name");
            if (name is null || !name.StartsWith("T:", StringComparison.Ordinal)
                || member.Element("summary") is not { } summary)
                continue;
            bySlice.TryAdd(name[(name.LastIndexOf('.') + 1)..],
                string.Join(' ', summary.Value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
        }
    }
}
