using System.Diagnostics;

namespace Feria.Catalog;

/// <summary>Imports a CSV of categories: a row each, with its parent's id, put as one tree at once.</summary>
public sealed class ImportCategories(Database db)
{
    const int MostRows = 100_000;

    /// <param name="Source">Names where the file comes from; categories are known by source and external id.</param>
    /// <param name="Language">Of the column <c>name</c>; <c>name_es</c> and the like say theirs.</param>
    public sealed record Order(string File, string Source, string Language = Locale.Default)
    {
        public bool DryRun { get; init; }

        /// <summary>Where rejected rows go; null for beside where the command runs.</summary>
        public string? Rejects { get; init; }
    }

    /// <param name="Inferred">Categories without a row of their own, known by the paths of those under them.</param>
    public sealed record Report(
        string Source, bool DryRun, long RowsRead, int CategoriesCreated, int CategoriesChanged,
        int CategoriesUnchanged, int Inferred, int RowsRejected, IReadOnlyDictionary<string, int> Reasons,
        string? RejectsFile, double Seconds, long RowsPerSecond)
    {
        /// <summary>Why the file was refused as a whole: nothing was changed.</summary>
        public Refusal? Refusal { get; init; }
    }

    public async Task<Report> RunAsync(Order order, CancellationToken stop)
    {
        var clock = Stopwatch.StartNew();
        if (!ImportProducts.IsSource(order.Source)) return Refused(order, Refusals.ImportSourceMalformed);
        var (file, refusal) = ImportFile.Open(order.File, null);
        if (file is null) return Refused(order, refusal!);
        var reader = new CategoryRows(file.Header, order.Language);
        if (reader.Refusal is { } unusable) return Refused(order, unusable.With("columns", file.Header));

        var reasons = new Dictionary<long, string>();
        var rows = new List<CategoryRows.Row>();
        using (var records = file.Records())
        {
            while (records.Csv.Read())
            {
                if (rows.Count == MostRows) return Refused(order, Refusals.ImportTooLarge.With("rows", MostRows));
                var (row, reason) = reader.Read(records.Csv.Row, records.Csv.Fields, records.Csv.Fault);
                if (row is not null) rows.Add(row);
                else reasons[records.Csv.Row] = reason!;
            }
        }

        await using var tx = await db.WriteAsync(stop);
        var known = (await tx.ListAsync<Known>(KnownSql, new { order.Source }))
            .ToDictionary(category => category.ExternalId, category => (category.Id, category.Depth));
        var tree = CategoryRows.Grow(rows, known, order.Language);
        foreach (var (number, reason) in tree.Refused) reasons[number] = reason;
        var put = await PutCategories.RunAsync(tx, order.Source, tree.Categories);
        if (!order.DryRun) await tx.CommitAsync();

        var rejects = Path.GetFullPath(order.Rejects ?? ImportProducts.RejectsOf(order.File));
        if (reasons.Count > 0) Rejects.Write(rejects, file, reasons);
        var read = rows.Count + reasons.Count - tree.Refused.Count;
        return new Report(
            order.Source, order.DryRun, read, put.Created, put.Changed, put.Unchanged, tree.Inferred, reasons.Count,
            reasons.Values.CountBy(reason => reason.Split(':')[0]).ToDictionary(), reasons.Count > 0 ? rejects : null,
            Math.Round(clock.Elapsed.TotalSeconds, 3), (long)(read / clock.Elapsed.TotalSeconds));
    }

    static Report Refused(Order order, Refusal refusal) =>
        new(order.Source, order.DryRun, 0, 0, 0, 0, 0, 0, new Dictionary<string, int>(), null, 0, 0)
        {
            Refusal = refusal,
        };

    sealed record Known(string ExternalId, Guid Id, int Depth);

    const string KnownSql = """
        -- catalog.import-categories.known
        select external_id, id, cardinality(path) as depth from catalog.category where source = @Source
        """;
}
