using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Feria.Catalog;
using Feria.Olist;

namespace Feria.Launch;

/// <summary>Imports products, categories and the history of a marketplace from CSV files.</summary>
static class Import
{
    static readonly JsonSerializerOptions Indented = new(Json.Options) { WriteIndented = true };

    static readonly Option<string> Source = new("--source")
    {
        Description = "Names where the file comes from; the same row of the same source is the same product.",
        Required = true,
    };

    static readonly Option<bool> DryRun = new("--dry-run") { Description = "Check and count all, change nothing." };
    static readonly Option<string?> Rejects = new("--rejects") { Description = "Where rejected rows go." };
    static readonly Option<string?> Report = new("--json") { Description = "Write the counts to this file as JSON." };

    public static readonly Command Command = new("import", "Import products, categories or a whole marketplace.")
    {
        Products(),
        Categories(),
        History(),
    };

    static Command Products()
    {
        var file = new Argument<string>("file") { Description = "CSV, or Shopify's product export." };
        var mapping = new Option<string?>("--mapping") { Description = "JSON: which column is what; else guessed." };
        var store = new Option<string?>("--store") { Description = "Slug of the selling store; else the source's." };
        var currency = new Option<string?>("--currency") { Description = "ISO 4217 code of the prices." };
        var retry = new Option<string?>("--retry") { Description = "Corrected rejects, read instead of the file." };
        var command = new Command("products", "Import products; the same file again changes nothing.")
        {
            file, Source, mapping, store, currency, DryRun, retry, Rejects, Report,
        };
        command.SetAction((parsed, stop) => RunAsync(parsed, async services =>
        {
            var order = new ImportProducts.Order(parsed.GetValue(file)!, parsed.GetValue(Source)!)
            {
                MappingFile = parsed.GetValue(mapping),
                Store = parsed.GetValue(store),
                Currency = parsed.GetValue(currency),
                DryRun = parsed.GetValue(DryRun),
                Retry = parsed.GetValue(retry),
                Rejects = parsed.GetValue(Rejects),
            };
            var import = services.GetRequiredService<ImportProducts>();
            var report = await import.RunAsync(order, Say.Bar("Importing"), stop);
            if (report.Refusal is null) Tell(report);
            return (report, report.Refusal);
        }));
        return command;
    }

    static Command Categories()
    {
        var file = new Argument<string>("file") { Description = "CSV: id, name, parent_id; name_es adds a language." };
        var language = new Option<string>("--language")
        {
            Description = "Language of the column name.",
            DefaultValueFactory = _ => Locale.Default,
        };
        var command = new Command("categories", "Import a category tree; the same file again changes nothing.")
        {
            file, Source, language, DryRun, Rejects, Report,
        };
        command.SetAction((parsed, stop) => RunAsync(parsed, async services =>
        {
            var order = new ImportCategories.Order(
                parsed.GetValue(file)!, parsed.GetValue(Source)!, parsed.GetValue(language)!)
            {
                DryRun = parsed.GetValue(DryRun),
                Rejects = parsed.GetValue(Rejects),
            };
            var report = await services.GetRequiredService<ImportCategories>().RunAsync(order, stop);
            if (report.Refusal is null) Tell(report);
            return (report, report.Refusal);
        }));
        return command;
    }

    static Command History()
    {
        var folder = new Argument<string>("folder") { Description = "Where the CSV files are, plain or gzipped." };
        var units = new Option<long>("--stock")
        {
            Description = "Units of each offer after all of it: the history does not tell them.",
        };
        units.Validators.Add(said =>
        {
            if (said.GetValueOrDefault<long>() is < 0 or > 1_000_000) said.AddError("--stock is 0 to 1000000.");
        });
        var command = new Command("olist", "Import a marketplace's history as Olist's; again, it changes nothing.")
        {
            folder, units, Rejects, Report,
        };
        command.SetAction((parsed, stop) => RunAsync(parsed, async services =>
        {
            var order = new ImportOlist.Order(
                parsed.GetValue(folder)!, parsed.GetValue(units), parsed.GetValue(Rejects) ?? "olist.rejects.csv");
            var report = await ImportOlist.RunAsync(services, order, Say.Bar("Importing"), stop);
            if (report.Refusal is null) Tell(report);
            return (report, report.Refusal);
        }));
        return command;
    }

    static async Task<int> RunAsync<T>(
        ParseResult parsed, Func<IServiceProvider, Task<(T Report, Refusal? Refusal)>> import)
    {
        // Shoppers go first where both want the same processor.
        using (var self = Process.GetCurrentProcess()) self.PriorityClass = ProcessPriorityClass.BelowNormal;
        await using var installation = await Installation.OpenAsync();
        await Migrator.RunAsync(installation.Postgres, Marketplace.Migrations);
        await using var app = Marketplace.Build(installation.Settings(("Logging:LogLevel:Default", "Warning")));
        var (report, refusal) = await import(app.Services);
        if (parsed.GetValue(Report) is { } path)
            await File.WriteAllTextAsync(path, JsonSerializer.Serialize(report, Indented));
        if (refusal is null) return 0;

        Say.Trouble($"Nothing was imported: {refusal.Sentence}");
        foreach (var (name, fact) in refusal.Facts)
            Say.Trouble($"  {name}: {(fact is IEnumerable<string> many ? string.Join(", ", many) : fact)}");
        return 1;
    }

    static void Tell(ImportReport report)
    {
        Say.Line($"Import {report.Import} of {report.Source}{(report.DryRun ? " (dry run: nothing was changed)" : "")}"
            + (report.Resumed ? ", taken up where it stopped" : ""));
        Tell("rows read", report.RowsRead);
        Tell("products created", report.ProductsCreated);
        Tell("products changed", report.ProductsChanged);
        Tell("products unchanged", report.ProductsUnchanged);
        Tell("rows merged into another's product", report.RowsMerged);
        Tell(report.RowsRejected, report.Reasons, report.RejectsFile);
        if (report.UnusedColumns.Count > 0) Say.Line($"Columns not used: {string.Join(", ", report.UnusedColumns)}");
        Say.Line(FormattableString.Invariant($"{report.Seconds:0.0} s, {report.RowsPerSecond} rows/s"));
    }

    static void Tell(ImportCategories.Report report)
    {
        Say.Line($"Categories of {report.Source}{(report.DryRun ? " (dry run: nothing was changed)" : "")}");
        Tell("rows read", report.RowsRead);
        Tell("categories created", report.CategoriesCreated);
        Tell("categories changed", report.CategoriesChanged);
        Tell("categories unchanged", report.CategoriesUnchanged);
        Tell("of these known by paths alone", report.Inferred);
        Tell(report.RowsRejected, report.Reasons, report.RejectsFile);
        Say.Line(FormattableString.Invariant($"{report.Seconds:0.0} s, {report.RowsPerSecond} rows/s"));
    }

    static void Tell(ImportOlist.Report report)
    {
        Say.Line($"{"",-12}{"rows",12}{"put",12}{"there",12}{"rejected",12}");
        foreach (var (file, count) in report.Files)
            Say.Line(string.Create(CultureInfo.InvariantCulture,
                $"{file,-12}{count.Rows,12:N0}{count.Put,12:N0}{count.Known,12:N0}{count.Rejected,12:N0}"));
        foreach (var (kind, count) in report.Made) Tell($"{kind} made", count);
        foreach (var (how, count) in report.Adjusted) Tell($"adjusted: {how}", count);
        foreach (var (reason, count) in report.Reasons) Tell($"rejected: {reason}", count);
        if (report.RejectsFile is { } path) Say.Line($"Rejected rows, each with its reason, are in {path}.");
        Say.Line(FormattableString.Invariant($"{report.Seconds:0.0} s, {report.RowsPerSecond} rows/s"));
    }

    static void Tell(long rejected, IReadOnlyDictionary<string, int> reasons, string? file)
    {
        Tell("rows rejected", rejected);
        foreach (var (reason, count) in reasons) Tell($"  {reason}", count);
        if (file is not null) Say.Line($"Rejected rows are in {file}: correct them and import that file with --retry.");
    }

    static void Tell(string what, long count) =>
        Say.Line($"{count.ToString("N0", CultureInfo.InvariantCulture),12}  {what}");
}
