using System.Globalization;
using System.Text;

namespace Feria.Search;

/// <summary>Judgements as a file of rows has them: query, product (its id or code) and grade. Pure.</summary>
static class JudgementRows
{
    public sealed record Row(int Line, string Query, string Product, int Grade);

    /// <summary>Null where the file is none; lines that say nothing of use are counted.</summary>
    public static (IReadOnlyList<Row> Rows, int Refused)? Read(string text)
    {
        using var lines = Records(text).GetEnumerator();
        if (!lines.MoveNext()) return null;
        var header = lines.Current.Select(name => name.Trim().TrimStart('\uFEFF').ToLowerInvariant()).ToList();
        int[] at = [header.IndexOf("query"), header.IndexOf("product"), header.IndexOf("grade")];
        if (at.Contains(-1)) return null;

        var rows = new List<Row>();
        var (line, refused) = (1, 0);
        while (lines.MoveNext())
        {
            line++;
            var cells = lines.Current;
            if (cells is [""]) continue;
            if (cells.Count > at.Max() && cells[at[0]] is { Length: > 0 and <= 200 } query
                && Curation.NormalOf(query).Length > 0 && cells[at[1]].Trim() is { Length: > 0 and <= 200 } product
                && int.TryParse(cells[at[2]], NumberStyles.None, CultureInfo.InvariantCulture, out var grade)
                && grade <= 3 && Text.IsStorable(query) && Text.IsStorable(product))
                rows.Add(new(line, query.Trim(), product, grade));
            else refused++;
        }

        return (rows, refused);
    }

    // RFC 4180: a quoted cell may hold commas, quotes and line breaks.
    static IEnumerable<IReadOnlyList<string>> Records(string text)
    {
        var cells = new List<string>();
        var cell = new StringBuilder();
        var isQuoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            var letter = text[i];
            if (isQuoted)
            {
                if (letter != '"') cell.Append(letter);
                else if (i + 1 < text.Length && text[i + 1] == '"') cell.Append(text[++i]);
                else isQuoted = false;
            }
            else if (letter == '"' && cell.Length == 0) isQuoted = true;
            else if (letter == ',') End();
            else if (letter == '\n')
            {
                End();
                yield return cells;
                cells = [];
            }
            else if (letter != '\r') cell.Append(letter);
        }

        if (cell.Length == 0 && cells.Count == 0) yield break;
        End();
        yield return cells;

        void End()
        {
            cells.Add(cell.ToString());
            cell.Clear();
        }
    }
}
