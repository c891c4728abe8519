using System.CommandLine;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;

namespace Feria.Bench;

/// <summary>Imports products into an empty installation and asks its search API the judged queries.</summary>
static class Relevance
{
    const int Clients = 16;
    static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(15);
    static readonly TimeSpan LatencyRun = TimeSpan.FromSeconds(20);

    public static readonly Command Command = Make();

    static Command Make()
    {
        var products = new Option<FileInfo>("--products")
        {
            Description = "CSV with product_id, title and perhaps description, brand, category, price.",
            Required = true,
        };
        var judged = new Option<DirectoryInfo?>("--judged") { Description = "Folder with queries.csv and labels.csv." };
        var json = new Option<FileInfo?>("--json") { Description = "Writes the figures to this file too." };
        var least = new Option<int?>("--least")
        {
            Description = "Judgements a query needs to count; 5 where grades go to 3, else 1.",
        };
        var latency = new Option<bool>("--latency") { Description = $"Also asks with {Clients} clients at once." };
        var command = new Command("relevance", "NDCG@10 and Recall@50 of the search API, and how fast it answers.")
        {
            products, judged, json, least, latency,
        };
        command.SetAction((parsed, stop) => RunAsync(
            parsed.GetValue(products)!, parsed.GetValue(judged), parsed.GetValue(json), parsed.GetValue(least),
            parsed.GetValue(latency)));
        return command;
    }

    static async Task<int> RunAsync(FileInfo products, DirectoryInfo? folder, FileInfo? json, int? least, bool latency)
    {
        await using var installation = await Installation.OpenAsync();
        var filled = await Shelf.FillAsync(
            installation.Services, products.FullName, sql => installation.SqlAsync(sql));
        var size = (long)(await installation.SqlAsync(IndexSizeSql))!;
        var figures = new Dictionary<string, object>
        {
            ["products"] = filled.Products.Count,
            ["put_per_second"] = (int)(filled.Products.Count / filled.Put.TotalSeconds),
            ["findable_per_second"] = (int)(filled.Products.Count / filled.Indexed.TotalSeconds),
            ["index_bytes"] = size,
        };
        if (folder is not null) await JudgeAsync(installation, filled, Judged.Load(folder.FullName, least), figures);
        if (latency)
        {
            var queries = folder is not null
                ? Judged.Load(folder.FullName, least).Queries.Select(query => query.Text).ToList()
                : Queries.Of(products.FullName);
            await TimeAsync(installation, queries, figures);
        }

        foreach (var (name, value) in figures) Console.WriteLine($"{name,-24} {value}");
        if (json is not null) await File.WriteAllTextAsync(json.FullName, JsonSerializer.Serialize(figures) + "\n");
        return 0;
    }

    static async Task JudgeAsync(
        Installation installation, Shelf.Filled filled, Judged judged, Dictionary<string, object> figures)
    {
        List<double> ndcg = [], recall = [];
        var empty = 0;
        foreach (var (text, grades) in judged.Queries)
        {
            var found = (await AskAsync(installation, text)).Select(id => filled.Products[id]).ToList();
            if (found.Count == 0) empty++;
            if (judged.Ndcg(grades, found) is { } gain) ndcg.Add(gain);
            if (judged.Recall(grades, found) is { } share) recall.Add(share);
        }

        figures["queries"] = judged.Queries.Count;
        figures["queries_with_no_result"] = empty;
        figures["ndcg_queries"] = ndcg.Count;
        figures["recall_queries"] = recall.Count;
        figures["ndcg@10"] = Math.Round(ndcg.Average(), 4);
        figures["recall@50"] = Math.Round(recall.Average(), 4);
    }

    static async Task<IReadOnlyList<Guid>> AskAsync(Installation installation, string text)
    {
        var found = await installation.Http.GetFromJsonAsync<JsonElement>(Address(text, 50));
        return [.. found.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetGuid())];
    }

    static async Task TimeAsync(
        Installation installation, IReadOnlyList<string> queries, Dictionary<string, object> figures)
    {
        var next = -1;
        await AskAsync(WarmUp);
        var watch = Stopwatch.StartNew();
        var times = await AskAsync(LatencyRun);

        var sorted = times.Order().ToList();
        figures["clients"] = Clients;
        figures["searches_per_second"] = (int)(sorted.Count / watch.Elapsed.TotalSeconds);
        figures["p50_ms"] = Math.Round(sorted[sorted.Count / 2], 1);
        figures["p99_ms"] = Math.Round(sorted[(int)(sorted.Count * 0.99)], 1);
        figures["slowest_ms"] = Math.Round(sorted[^1], 1);

        async Task<IEnumerable<double>> AskAsync(TimeSpan howLong)
        {
            var until = Stopwatch.StartNew();
            var times = await Task.WhenAll(Enumerable.Range(0, Clients).Select(async _ =>
            {
                var mine = new List<double>();
                while (until.Elapsed < howLong)
                {
                    var text = queries[Interlocked.Increment(ref next) % queries.Count];
                    var asked = Stopwatch.GetTimestamp();
                    await installation.Http.GetByteArrayAsync(Address(text, 24));
                    mine.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
                }

                return mine;
            }));
            return times.SelectMany(mine => mine);
        }
    }

    static string Address(string text, int limit) => $"/api/v1/products?q={Uri.EscapeDataString(text)}&limit={limit}";

    const string IndexSizeSql = """
        select sum(pg_total_relation_size(c.oid))::bigint
        from pg_class c
        join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = 'search' and c.relkind = 'r'
        """;
}
