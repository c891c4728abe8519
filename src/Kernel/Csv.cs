using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Feria.Kernel;

/// <summary>
/// Rows as RFC 4180 has them. Words that a spreadsheet would take for a formula are led by an apostrophe, which makes
/// them words.
/// </summary>
public static class Csv
{
    const int AtOnce = 500;

    /// <summary>A file of rows, written one at a time while it is sent and they are read.</summary>
    /// <param name="fields">Of a row, as they are to stand there: see <see cref="Field(string)"/>.</param>
    public static PushStreamHttpResult Answer<T>(
        string name, IEnumerable<string> columns, IAsyncEnumerable<T> rows, Func<T, IEnumerable<string>> fields) =>
        TypedResults.Stream(
            async stream =>
            {
                await using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true);
                await writer.WriteAsync(Line(columns));
                await foreach (var row in rows) await writer.WriteAsync(Line(fields(row)));
            },
            "text/csv; charset=utf-8", name);

    /// <summary>All rows of a list that is read by keyset, a bounded lot at a time.</summary>
    /// <param name="read">So many rows after the given one; the first where it is null.</param>
    public static async IAsyncEnumerable<T> AllAsync<T>(Func<T?, int, Task<IReadOnlyList<T>>> read) where T : class
    {
        for (T? last = null; ;)
        {
            var rows = await read(last, AtOnce);
            foreach (var row in rows) yield return row;
            if (rows.Count < AtOnce) yield break;
            last = rows[^1];
        }
    }

    /// <summary>One row, with its end.</summary>
    public static string Line(IEnumerable<string> fields) => string.Join(',', fields) + "\r\n";

    /// <summary>Words that anybody may have written.</summary>
    public static string Field(string words)
    {
        if (IsFormula(words.AsSpan().TrimStart('\''))) words = "'" + words;
        return words.AsSpan().ContainsAny(",\"\r\n;\t")
            ? $"\"{words.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : words;
    }

    /// <summary>Undoes <see cref="Field(string)"/> in what was read of a file.</summary>
    public static string Words(string field) =>
        field.StartsWith('\'') && IsFormula(field.AsSpan().TrimStart('\'')) ? field[1..] : field;

    // Led by apostrophes or not: so the one that is put before it can be told from its own.
    static bool IsFormula(ReadOnlySpan<char> words) =>
        words is ['=' or '+' or '-' or '@' or '\t' or '\r' or '\n', ..];

    /// <summary>To the second it happened and beyond, in UTC; nothing where it did not.</summary>
    public static string Field(DateTime? at) => at?.ToString("O", CultureInfo.InvariantCulture) ?? "";

    public static string Field(long many) => many.ToString(CultureInfo.InvariantCulture);

    public static string Field(bool isSo) => isSo ? "yes" : "no";

    /// <summary>In units of the currency, with a point.</summary>
    public static string Field(Money money) => Currency.Major(money)
        .ToString("F" + Currency.ExponentOf(money.Currency), CultureInfo.InvariantCulture);
}
