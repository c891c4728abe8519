using System.Text;

namespace Feria.Catalog;

/// <summary>
/// The file of refused rows: row number, reason, and the fields as they stood. Corrected, it can be imported again.
/// </summary>
public static class Rejects
{
    const string RowColumn = "feria_row";
    const string ReasonColumn = "feria_reason";

    /// <summary>Whether a header is one of ours.</summary>
    public static bool IsHeader(IReadOnlyList<string> header) => header is [RowColumn, ReasonColumn, ..];

    /// <summary>Undoes <see cref="Cell"/> in a rejects file.</summary>
    public static string Unarmed(string field) =>
        field is ['\'', var first, ..] && IsFormula(first) ? field[1..] : field;

    /// <summary>Written beside and renamed, so that an old file is whole until the new one is.</summary>
    internal static void Write(string path, ImportFile file, IReadOnlyDictionary<long, string> reasons)
    {
        var draft = path + ".new";
        using (var output = new StreamWriter(draft, append: false, new UTF8Encoding(false)))
        using (var records = file.Records())
        {
            var ours = IsHeader(file.Header);
            WriteRecord(output, [RowColumn, ReasonColumn, .. file.Header.Skip(ours ? 2 : 0)]);
            while (records.Csv.Read())
            {
                if (!reasons.TryGetValue(records.Csv.Row, out var reason)) continue;
                var fields = records.Csv.Fields;
                var number = ours && fields.Count > 0 ? fields[0] : records.Csv.Row.ToString();
                WriteRecord(output, [number, reason, .. ours ? fields.Skip(2).Select(Unarmed) : fields]);
            }
        }

        File.Move(draft, path, overwrite: true);
    }

    static void WriteRecord(TextWriter output, IEnumerable<string> fields) => output.Write(Record(fields));

    /// <summary>A line that a spreadsheet reads as text.</summary>
    public static string Record(IEnumerable<string> fields) => string.Join(',', fields.Select(Cell)) + "\r\n";

    // A spreadsheet would run a cell that begins like a formula: an apostrophe makes it text.
    static string Cell(string field)
    {
        var text = field.Replace("\0", "\uFFFD");
        if (text.Length > 0 && IsFormula(text[0])) text = "'" + text;
        return text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"")}\"";
    }

    static bool IsFormula(char first) => first is '=' or '+' or '-' or '@' or '\t';
}
