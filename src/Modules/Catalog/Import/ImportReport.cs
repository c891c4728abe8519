namespace Feria.Catalog;

/// <summary>What became of an import: a row made or kept a product, was merged into one, or was rejected.</summary>
/// <param name="Import">Its id; null where the file was refused as a whole.</param>
/// <param name="RowsMerged">Rows that only added a variant, picture or category to another row's product.</param>
/// <param name="Reasons">Rejected rows by reason.</param>
/// <param name="RejectsFile">Where the rejected rows are; null where there are none.</param>
/// <param name="UnusedColumns">Columns whose content went nowhere.</param>
public sealed record ImportReport(
    Guid? Import,
    string Source,
    bool DryRun,
    bool Resumed,
    long RowsRead,
    long ProductsCreated,
    long ProductsChanged,
    long ProductsUnchanged,
    long RowsMerged,
    long RowsRejected,
    IReadOnlyDictionary<string, int> Reasons,
    string? RejectsFile,
    IReadOnlyList<string> UnusedColumns,
    double Seconds,
    long RowsPerSecond)
{
    /// <summary>Why the file was refused as a whole: nothing was changed.</summary>
    public Refusal? Refusal { get; init; }

    public static ImportReport Refused(string source, Refusal refusal) =>
        new(null, source, false, false, 0, 0, 0, 0, 0, 0, new Dictionary<string, int>(), null, [], 0, 0)
        {
            Refusal = refusal,
        };
}
