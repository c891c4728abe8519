using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Feria.Reads.Tests;

/// <summary>The plans PostgreSQL wrote to its log (auto_explain, as JSON), and what each of their scans read.</summary>
static partial class PlanLog
{
    /// <summary>A scan of one table or of an index of it.</summary>
    /// <param name="Statement">The statement's name; its text where it has none, as checks of references.</param>
    /// <param name="Read">Rows looked at, those that were thrown away among them.</param>
    public sealed record Scan(
        string Statement, string Kind, string Table, string? Index, string? Condition, string? Filter, double Read)
    {
        /// <summary>An index whose only condition is the region is the whole table in disguise.</summary>
        public bool IsByRegionAlone => Condition is { } condition && OnlyRegion().IsMatch(condition);

        public override string ToString() =>
            $"{Statement}: {Kind} on {Table} {Index} by {Short(Condition)} and {Short(Filter)}: {Read} rows";

        static string Short(string? text) => text is null ? "nothing" : text.Length > 100 ? text[..100] + "…" : text;
    }

    public static async Task<IReadOnlyList<Scan>> ReadAsync(string file, long from)
    {
        await using var log = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        log.Seek(from, SeekOrigin.Begin);
        using var reader = new StreamReader(log);
        var scans = new List<Scan>();
        StringBuilder? plan = null;
        while (await reader.ReadLineAsync() is { } line)
        {
            if (plan is not null && line.StartsWith('\t'))
            {
                plan.AppendLine(line[1..]);
                continue;
            }

            if (plan is not null) scans.AddRange(ScansOf(plan.ToString()));
            plan = line.EndsWith("plan:", StringComparison.Ordinal) ? new() : null;
        }

        if (plan is not null) scans.AddRange(ScansOf(plan.ToString()));
        return scans;
    }

    static IEnumerable<Scan> ScansOf(string json)
    {
        using var document = JsonDocument.Parse(json);
        var text = document.RootElement.GetProperty("Query Text").GetString()!.Trim();
        var first = text.Split('\n')[0];
        var name = first.StartsWith("-- ", StringComparison.Ordinal) ? first[3..] : text;
        return [.. ScansOf(name, document.RootElement.GetProperty("Plan"))];
    }

    static IEnumerable<Scan> ScansOf(string statement, JsonElement node)
    {
        var kind = node.GetProperty("Node Type").GetString()!;
        if (node.TryGetProperty("Relation Name", out _) && Number(node, "Actual Loops") > 0)
        {
            var once = Number(node, "Actual Rows") + Number(node, "Rows Removed by Filter")
                + Number(node, "Rows Removed by Index Recheck");
            var by = kind == "Bitmap Heap Scan" ? node.GetProperty("Plans")[0] : node;
            yield return new(
                statement, kind, $"{Text(node, "Schema")}.{Text(node, "Relation Name")}", Text(by, "Index Name"),
                Text(by, "Index Cond"), Text(node, "Filter"), once);
        }

        if (node.TryGetProperty("Plans", out var below))
            foreach (var child in below.EnumerateArray())
                foreach (var scan in ScansOf(statement, child)) yield return scan;
    }

    static string? Text(JsonElement node, string name) =>
        node.TryGetProperty(name, out var value) ? value.GetString() : null;

    static double Number(JsonElement node, string name) =>
        node.TryGetProperty(name, out var value) ? value.GetDouble() : 0;

    [GeneratedRegex(@"^\(?\(?(\w+\.)?region = [^()]+(\([^()]*\))?[^()]*\)?\)?$")]
    private static partial Regex OnlyRegion();
}
