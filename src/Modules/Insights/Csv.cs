using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Feria.Insights;

/// <summary>
/// Rows as RFC 4180 has them. Words that a spreadsheet would take for a formula are led by an apostrophe, which makes
/// them words.
/// </summary>
static class Csv
{
    public static readonly IReadOnlyList<string> Columns =
    [
        "views", "adds", "orders", "units", "revenue", "undone_orders", "undone_units", "undone", "currency", "reviews",
        "rating", "added_percent", "conversion_percent",
    ];

    /// <summary>Written a row at a time, while it is sent.</summary>
    public static PushStreamHttpResult Answer(
        string name, IReadOnlyList<string> first, IEnumerable<(string[] Named, Measures Measures)> rows) =>
        TypedResults.Stream(
            async stream =>
            {
                await using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true);
                await writer.WriteAsync(string.Join(',', first.Concat(Columns)) + "\r\n");
                foreach (var (named, measures) in rows)
                    await writer.WriteAsync(
                        string.Join(',', named.Select(Field).Concat(FieldsOf(measures))) + "\r\n");
            },
            "text/csv; charset=utf-8", name);

    internal static string Field(string words)
    {
        var isFormula = words.Length > 0 && words[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n';
        if (isFormula) words = "'" + words;
        return words.AsSpan().ContainsAny(",\"\r\n;\t")
            ? $"\"{words.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : words;
    }

    static IEnumerable<string> FieldsOf(Measures of) =>
    [
        Whole(of.Views), Whole(of.Adds), Whole(of.Orders), Whole(of.Units), Amount(of.Revenue), Whole(of.UndoneOrders),
        Whole(of.UndoneUnits), Amount(of.Undone), of.Revenue.Currency, Whole(of.Reviews),
        Hundredth(of.RatingHundredths), Hundredth(of.AddedBasisPoints), Hundredth(of.ConversionBasisPoints),
    ];

    static string Whole(long many) => many.ToString(CultureInfo.InvariantCulture);

    static string Amount(Money money) => Currency.Major(money)
        .ToString("F" + Currency.ExponentOf(money.Currency), CultureInfo.InvariantCulture);

    static string Hundredth(int? many) =>
        many is null ? "" : (many.Value / 100m).ToString("F2", CultureInfo.InvariantCulture);
}
