using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using Feria.Contracts;
using Npgsql;

namespace Feria.Catalog;

/// <summary>
/// Imports a CSV of products: reads it into staging, then puts product after product in small transactions. Cut off
/// anywhere, the same order goes on where it stopped; done twice, the second time changes nothing.
/// </summary>
public sealed partial class ImportProducts(
    Database db, IStock stock, IStoreBook stores, Processes processes)
{
    const int RowsPerStage = 5_000;
    const double ReadingShare = 0.2;

    /// <param name="Source">Names where the file comes from; products are known by source and external id.</param>
    public sealed record Order(string File, string Source)
    {
        /// <summary>JSON of a <see cref="Mapping"/>; guessed from the header where null.</summary>
        public string? MappingFile { get; init; }

        /// <summary>Slug of the store that sells them; one named like the source is opened where null.</summary>
        public string? Store { get; init; }

        public string? Currency { get; init; }

        /// <summary>Checks and counts everything, and changes nothing.</summary>
        public bool DryRun { get; init; }

        /// <summary>A corrected rejects file, read instead of the file.</summary>
        public string? Retry { get; init; }

        /// <summary>Where rejected rows go; beside where the command runs, named after the file, where null.</summary>
        public string? Rejects { get; init; }
    }

    /// <summary>Runs the order. Reports progress from 0 to 1.</summary>
    public async Task<ImportReport> RunAsync(Order order, IProgress<double>? progress, CancellationToken stop)
    {
        var clock = Stopwatch.StartNew();
        var (plan, refusal) = await PlanAsync(order, stop);
        if (plan is null) return ImportReport.Refused(order.Source, refusal!);

        await using var turn = await SourceLock.TakeAsync(db, order.Source, stop);
        if (turn is null) return ImportReport.Refused(order.Source, Refusals.ImportBusy);

        var runs = new ImportRuns(db);
        var (run, resumed) = await runs.StartAsync(
            order.Source, plan.Fingerprint, plan.Language, plan.Currency, plan.Store?.Id, order.DryRun, stop);
        if (!run.IsRead) run = await ReadAsync(runs, run, plan, progress, stop);
        run = await PutAllAsync(run, plan, order.DryRun, progress, stop);
        return await CloseAsync(runs, run, plan, order, resumed, clock);
    }

    sealed record Plan(
        ImportFile File, RowReader Reader, byte[] Fingerprint, string Source, StoreTerms? Store, string? Currency,
        string Language, bool IsPriced);

    async Task<(Plan? Plan, Refusal? Refusal)> PlanAsync(Order order, CancellationToken stop)
    {
        if (!IsSource(order.Source)) return (null, Refusals.ImportSourceMalformed);
        Mapping? mapping = null;
        if (order.MappingFile is not null)
        {
            (mapping, var unreadable) = Mapping.Load(order.MappingFile);
            if (unreadable is not null) return (null, unreadable);
        }

        var encoding = order.Retry is null ? mapping?.Encoding : null;
        var (file, refusal) = ImportFile.Open(order.Retry ?? order.File, encoding);
        if (file is null) return (null, refusal);

        StoreTerms? store;
        await using (var session = await db.ReadFreshAsync(stop))
            store = await stores.BySlugAsync(session, order.Store ?? order.Source);
        if (store is null && order.Store is not null)
            return (null, Refusals.ImportStoreNotFound.With("store", order.Store));

        var shopify = mapping is null && ShopifyRows.Knows(file.Header);
        mapping ??= shopify ? new Mapping { Price = "Variant Price" } : GuessMapping.Of(file.Header);
        if (!shopify && PlainRows.Refuse(mapping, file.Header) is { } unusable) return (null, unusable);

        var (currency, contradiction) = CurrencyOf(order, mapping, store);
        if (contradiction is not null) return (null, contradiction);
        RowReader reader = shopify
            ? new ShopifyRows(file.Header, currency!)
            : new PlainRows(mapping, file.Header, currency);
        var language = mapping.Language ?? Locale.Default;
        var how = JsonSerializer.SerializeToUtf8Bytes(
            new { order.Source, order.Store, currency, mapping }, Json.Options);
        var fingerprint = SHA256.HashData([.. file.Hash, .. how]);
        var isPriced = mapping.Price is not null;
        return (new(file, reader, fingerprint, order.Source, store, currency, language, isPriced), null);
    }

    static (string? Currency, Refusal? Refusal) CurrencyOf(Order order, Mapping mapping, StoreTerms? store)
    {
        if (mapping.Price is null) return (null, null);
        string?[] sayings = [order.Currency?.ToUpperInvariant(), mapping.Currency, store?.Currency];
        string[] said = [.. sayings.OfType<string>().Distinct()];
        return said switch
        {
            [] => (null, Refusals.ImportCurrencyMissing),
            [var one] when !Currency.IsKnown(one) => (null, Refusals.ImportCurrencyUnknown.With("currency", one)),
            [var one] => (one, null),
            _ => (null, Refusals.ImportCurrencyContradicted.With("currencies", said)),
        };
    }

    async Task<ImportRuns.Run> ReadAsync(
        ImportRuns runs, ImportRuns.Run run, Plan plan, IProgress<double>? progress, CancellationToken stop)
    {
        var leaders = new Dictionary<string, long>();
        var staged = new List<(ReadRow, long?)>();
        var rows = 0L;
        using var records = plan.File.Records();
        while (records.Csv.Read())
        {
            var row = plan.Reader.Read(records.Csv, Rejects.IsHeader(plan.File.Header));
            long? leader = null;
            if (row.ExternalId is { } id)
            {
                leaders.TryAdd(id, row.Number);
                leader = leaders[id];
            }

            staged.Add((row, leader));
            rows++;
            if (staged.Count < RowsPerStage) continue;
            await runs.StageAsync(run.Id, staged, stop);
            staged.Clear();
            progress?.Report(ReadingShare * records.Part);
        }

        await runs.StageAsync(run.Id, staged, stop);
        await runs.ReadAllAsync(run.Id, rows, stop);
        return run with { IsRead = true, RowsRead = rows };
    }

    async Task<ImportRuns.Run> PutAllAsync(
        ImportRuns.Run run, Plan plan, bool isDry, IProgress<double>? progress, CancellationToken stop)
    {
        var batches = new ImportBatches(
            db, stock, stores, plan.Source, plan.Store, plan.Currency, plan.Language, isDry);
        var pace = new ImportPace(processes);
        while (true)
        {
            var most = await pace.BatchAsync(stop);
            var begun = Stopwatch.GetTimestamp();
            IReadOnlyList<IReadOnlyList<ReadRow>> groups;
            await using (var session = await db.ReadFreshAsync(stop))
                groups = await ImportRuns.NextAsync(session, run.Id, run.Reached, most);
            if (groups.Count == 0) return run;
            run = await batches.PutAsync(run, groups, plan.IsPriced, stop);
            progress?.Report(ReadingShare + (1 - ReadingShare) * run.Reached / (run.RowsRead + 1));
            await pace.RestAsync(Stopwatch.GetElapsedTime(begun), stop);
        }
    }

    async Task<ImportReport> CloseAsync(
        ImportRuns runs, ImportRuns.Run run, Plan plan, Order order, bool resumed, Stopwatch clock)
    {
        var refused = await runs.RefusedAsync(run.Id, CancellationToken.None);
        var input = Path.GetFullPath(order.Retry ?? order.File);
        var rejects = Path.GetFullPath(order.Rejects ?? RejectsOf(input));
        if (refused.Count > 0 && !(order.DryRun && rejects == input)) Rejects.Write(rejects, plan.File, refused);
        await runs.FinishAsync(run.Id, refused.Count, order.DryRun);

        var seconds = clock.Elapsed.TotalSeconds;
        var reasons = refused.Values
            .CountBy(reason => reason.Split(':')[0])
            .OrderByDescending(reason => reason.Value)
            .ToDictionary();
        return new ImportReport(
            run.Id, order.Source, order.DryRun, resumed, run.RowsRead, run.ProductsCreated, run.ProductsChanged,
            run.ProductsUnchanged, run.RowsMerged, refused.Count,
            reasons, refused.Count > 0 ? rejects : null, plan.Reader.Unused, Math.Round(seconds, 3),
            (long)(run.RowsRead / seconds));
    }

    // "shop.csv.gz" and "shop.rejects.csv" both reject to "shop.rejects.csv".
    internal static string RejectsOf(string input)
    {
        var name = Path.GetFileName(input);
        foreach (var end in new[] { ".gz", ".csv", ".rejects" })
            if (name.EndsWith(end, StringComparison.OrdinalIgnoreCase)) name = name[..^end.Length];
        return name + ".rejects.csv";
    }

    internal static bool IsSource(string name) => name.Length <= 60 && SourceName().IsMatch(name);

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*\\z")]
    private static partial Regex SourceName();
}
