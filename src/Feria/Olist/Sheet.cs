using System.Globalization;
using Feria.Catalog;

namespace Feria.Olist;

/// <summary>One file of the history, row by row; columns are known by name.</summary>
sealed class Sheet
{
    readonly string name;
    readonly ImportFile file;
    readonly Dictionary<string, int> columns;

    Sheet(string name, ImportFile file, Dictionary<string, int> columns) =>
        (this.name, this.file, this.columns) = (name, file, columns);

    /// <summary>The file of this name in the folder, plain or gzipped.</summary>
    public static (Sheet? Sheet, Refusal? Refusal) Open(string folder, string name, string fileName, string[] needed)
    {
        var plain = Path.Combine(folder, fileName);
        var (file, refusal) = ImportFile.Open(File.Exists(plain) ? plain : plain + ".gz", null);
        if (file is null) return (null, refusal!.With("file", plain));
        var columns = file.Header.Index().DistinctBy(column => column.Item)
            .ToDictionary(column => column.Item, column => column.Index);
        return needed.FirstOrDefault(column => !columns.ContainsKey(column)) is { } missing
            ? (null, Refusals.ImportColumnMissing.With("file", plain).With("column", missing))
            : (new Sheet(name, file, columns), null);
    }

    /// <summary>The rows that can be read; others are counted and rejected.</summary>
    public IEnumerable<Row> Rows(Tally tally)
    {
        using var records = file.Records();
        while (records.Csv.Read())
        {
            tally.Read(name);
            var fields = records.Csv.Fields;
            var row = new Row(records.Csv.Row, columns, [.. fields]);
            if (records.Csv.Fault is { } fault) tally.Reject(name, row.Number, "", Before(fault), fault);
            else if (fields.Count != file.Header.Length)
                tally.Reject(name, row.Number, "", "fields_missing",
                    $"{fields.Count} fields under {file.Header.Length} columns");
            else if (fields.Any(field => field.Contains('\0')))
                tally.Reject(name, row.Number, "", "text_malformed", "a NUL character");
            else yield return row;
        }
    }

    static string Before(string fault) => fault[..fault.IndexOf(':', StringComparison.Ordinal)];
}

/// <param name="Number">As a spreadsheet shows it: the header is row 1.</param>
sealed record Row(long Number, Dictionary<string, int> Columns, string[] Fields)
{
    static readonly DateTime Earliest = new(1990, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    public string this[string column] => Fields[Columns[column]].Trim();

    /// <summary>Null where it is not lower-case letters and digits, at most 64.</summary>
    public string? Id(string column) => this[column] is { Length: > 0 and <= 64 } id
        && id.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter)) ? id : null;

    /// <summary>Minor units of reals; null where it is no amount or less than nothing.</summary>
    public long? Reais(string column) =>
        Amount(column) is { } amount and >= 0 and <= 100_000_000m ? Currency.Minor(amount, "BRL") : null;

    public decimal? Amount(string column) => decimal.TryParse(
        this[column], NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture,
        out var number) ? number : null;

    /// <summary>Null where nothing is said. The clock is the source's own: no zone is known.</summary>
    /// <returns>False where something is said that is no instant of the past.</returns>
    public bool TryInstant(string column, DateTime now, out DateTime? instant)
    {
        instant = null;
        if (this[column] == "") return true;
        if (!DateTime.TryParseExact(this[column], "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var said)) return false;
        instant = said;
        return said >= Earliest && said <= now;
    }
}
