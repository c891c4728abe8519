namespace Feria.Olist;

/// <param name="Rows">Those that were put now, those that were there before, and those that were rejected.</param>
public sealed record FileCount(long Rows, long Put, long Known, long Rejected);

/// <summary>What became of every row of every file, and why.</summary>
sealed class Tally
{
    readonly SortedDictionary<string, FileCount> files = new(StringComparer.Ordinal);
    readonly List<Rejected> rejected = [];
    readonly SortedDictionary<string, long> made = new(StringComparer.Ordinal);
    readonly SortedDictionary<string, long> adjusted = new(StringComparer.Ordinal);

    public sealed record Rejected(string File, long Row, string Id, string Reason, string Detail);

    public IReadOnlyDictionary<string, FileCount> Files => files;

    /// <summary>What there is now that was not before, by kind.</summary>
    public IReadOnlyDictionary<string, long> Made => made;

    /// <summary>What was taken in otherwise than it was said, by how.</summary>
    public IReadOnlyDictionary<string, long> Adjusted => adjusted;

    public IReadOnlyList<Rejected> Rejects => rejected;

    public IReadOnlyDictionary<string, int> Reasons => new SortedDictionary<string, int>(
        rejected.GroupBy(one => $"{one.File}: {one.Reason}").ToDictionary(same => same.Key, same => same.Count()),
        StringComparer.Ordinal);

    public void Read(string file) => Change(file, count => count with { Rows = count.Rows + 1 });

    public void Put(string file, long rows) => Change(file, count => count with { Put = count.Put + rows });

    public void Known(string file, long rows) => Change(file, count => count with { Known = count.Known + rows });

    public void Reject(string file, long row, string id, string reason, string detail)
    {
        rejected.Add(new(file, row, id, reason, detail));
        Change(file, count => count with { Rejected = count.Rejected + 1 });
    }

    public void Make(string kind, long count) => made[kind] = made.GetValueOrDefault(kind) + count;

    public void Adjust(string how, long count = 1) => adjusted[how] = adjusted.GetValueOrDefault(how) + count;

    void Change(string file, Func<FileCount, FileCount> change) =>
        files[file] = change(files.GetValueOrDefault(file, new(0, 0, 0, 0)));
}
