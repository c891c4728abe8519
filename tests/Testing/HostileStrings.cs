using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Feria.Testing;

/// <summary>Strings that broke others' programs; they stand beside the repository.</summary>
public static class HostileStrings
{
    static readonly string Folder = Path.Combine(TestCluster.Root, "../shared/data/fuzz");

    /// <summary>All of them; the calling test is reported as skipped where they are not here.</summary>
    public static IReadOnlyList<string> All()
    {
        Assert.SkipUnless(Directory.Exists(Folder), "The hostile strings are not beside this repository.");
        var naughty = JsonSerializer.Deserialize<string[]>(File.ReadAllText(Path.Combine(Folder, "blns.json")))!;
        return [.. naughty.Concat(Lines("sqli.jsonl.gz")).Concat(Lines("xss.jsonl.gz"))
            .Append("a\0b").Append("👩‍👩‍👧‍👦 Ünïcödé").Append(new string('x', 5000))];
    }

    /// <summary>Every n-th, so that many fields can be tried.</summary>
    public static IReadOnlyList<string> Sample(int every) => [.. All().Where((_, at) => at % every == 0)];

    static IEnumerable<string> Lines(string file)
    {
        using var reader = new StreamReader(
            new GZipStream(File.OpenRead(Path.Combine(Folder, file)), CompressionMode.Decompress));
        while (reader.ReadLine() is { } line) yield return JsonNode.Parse(line)!["s"]!.GetValue<string>();
    }
}
