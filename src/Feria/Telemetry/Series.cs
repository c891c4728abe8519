using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Feria.Telemetry;

/// <summary>One instrument's numbers, a series for each set of labels, and how Prometheus wants to read them.</summary>
sealed class Series
{
    // Labels come from routes and status codes; were one ever unbounded, memory would still not be.
    const int MostLabelSets = 2000;
    const string Overflow = "overflow=\"true\"";

    static readonly double[] Seconds = [.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30];
    static readonly double[] Numbers = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 10_000, 100_000, 1_000_000];

    readonly Lock gate = new();
    readonly Dictionary<string, Cell> cells = [];
    readonly Dictionary<KeyValuePair<string, object?>[], Cell> known = new(new SameTags());
    readonly Kind kind;
    readonly double[] bounds;
    readonly string help;

    enum Kind { Counter, Gauge, Histogram }

    public Series(Instrument instrument)
    {
        var type = instrument.GetType().GetGenericTypeDefinition();
        kind = type == typeof(Histogram<>) ? Kind.Histogram
            : type == typeof(Counter<>) || type == typeof(ObservableCounter<>) ? Kind.Counter
            : Kind.Gauge;
        Adds = !instrument.IsObservable && type != typeof(Gauge<>);
        bounds = kind != Kind.Histogram ? [] : instrument.Unit == "s" ? Seconds : Numbers;
        help = instrument.Description ?? "";
        Name = NameOf(instrument.Name, instrument.Unit) + (kind == Kind.Counter ? "_total" : "");
    }

    public string Name { get; }

    bool Adds { get; }

    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        lock (gate)
        {
            var cell = known.GetAlternateLookup<ReadOnlySpan<KeyValuePair<string, object?>>>()
                .TryGetValue(tags, out var found) ? found : Learn(tags);
            cell.Record(value, Adds, bounds);
        }
    }

    Cell Learn(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = Labels(tags);
        if (cells.Count >= MostLabelSets && !cells.ContainsKey(labels)) labels = Overflow;
        if (!cells.TryGetValue(labels, out var cell)) cells[labels] = cell = new(new long[bounds.Length]);
        if (known.Count < MostLabelSets) known[[.. tags]] = cell;
        return cell;
    }

    public void Write(StringBuilder page)
    {
        if (help.Length > 0) page.Append("# HELP ").Append(Name).Append(' ').Append(Escape(help)).Append('\n');
        page.Append("# TYPE ").Append(Name).Append(' ').Append(kind.ToString().ToLowerInvariant()).Append('\n');
        lock (gate)
            foreach (var (labels, cell) in cells)
                if (kind == Kind.Histogram) WriteHistogram(page, labels, cell);
                else Line(page, Name, labels, cell.Sum);
    }

    void WriteHistogram(StringBuilder page, string labels, Cell cell)
    {
        var upTo = 0L;
        var comma = labels.Length > 0 ? "," : "";
        for (var i = 0; i < bounds.Length; i++)
            Line(page, $"{Name}_bucket", $"{labels}{comma}le=\"{Text(bounds[i])}\"", upTo += cell.Buckets[i]);
        Line(page, $"{Name}_bucket", $"{labels}{comma}le=\"+Inf\"", cell.Count);
        Line(page, $"{Name}_sum", labels, cell.Sum);
        Line(page, $"{Name}_count", labels, cell.Count);
    }

    static void Line(StringBuilder page, string name, string labels, double value)
    {
        page.Append(name);
        if (labels.Length > 0) page.Append('{').Append(labels).Append('}');
        page.Append(' ').Append(Text(value)).Append('\n');
    }

    static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty) return "";
        var pairs = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in tags)
            pairs[NameOf(name, null)] = Escape(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "");
        return string.Join(',', pairs.Select(pair => $"{pair.Key}=\"{pair.Value}\""));
    }

    static string NameOf(string name, string? unit)
    {
        var plain = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));
        var suffix = unit switch { "s" => "_seconds", "By" => "_bytes", _ => "" };
        return plain.EndsWith(suffix, StringComparison.Ordinal) ? plain : plain + suffix;
    }

    static string Escape(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal);

    static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    sealed class Cell(long[] buckets)
    {
        public long[] Buckets => buckets;
        public double Sum { get; private set; }
        public long Count { get; private set; }

        public void Record(double value, bool adds, double[] bounds)
        {
            Sum = adds ? Sum + value : value;
            Count++;
            var at = Array.FindIndex(bounds, bound => value <= bound);
            if (at >= 0) buckets[at]++;
        }
    }
}
