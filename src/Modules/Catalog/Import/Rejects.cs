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

    /// <summary>Written beside and renamed, so that an old file is whole until the new one is.</summary>
    internal static void Write(string path, ImportFile file, IReadOnlyDictionary<long, string> reasons)
    {
        var draft = path + ".new";
        using (var output = new StreamWriter(draft, append: false, new UTF8Encoding(false)))
        using (var records = file.Records())
        {
            var ours = IsHeader(file.Header);
            output.Write(Record([RowColumn, ReasonColumn, .. file.Header.Skip(ours ? 2 : 0)]));
            while (records.Csv.Read())
            {
                if (!reasons.TryGetValue(records.Csv.Row, out var reason)) continue;
                var fields = records.Csv.Fields;
                var number = ours && fields.Count > 0 ? fields[0] : records.Csv.Row.ToString();
                output.Write(Record([number, reason, .. ours ? fields.Skip(2).Select(Csv.Words) : fields]));
            }
        }

        File.Move(draft, path, overwrite: true);
    }

    /// <summary>A line that a spreadsheet reads as text.</summary>
    public static string Record(IEnumerable<string> fields) =>
        Csv.Line(fields.Select(field => Csv.Field(field.Replace("\0", "\uFFFD"))));
}
