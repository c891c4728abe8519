using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Feria.Insights;

/// <summary>Measures as a file for spreadsheets.</summary>
static class MeasuresFile
{
    public static readonly IReadOnlyList<string> Columns =
    [
        "views", "adds", "orders", "units", "revenue", "undone_orders", "undone_units", "undone", "currency", "reviews",
        "rating", "added_percent", "conversion_percent",
    ];

    public static PushStreamHttpResult Answer(
        string name, IReadOnlyList<string> first, IEnumerable<(string[] Named, Measures Measures)> rows) =>
        Csv.Answer(
            name, first.Concat(Columns), rows.ToAsyncEnumerable(),
            row => row.Named.Select(Csv.Field).Concat(FieldsOf(row.Measures)));

    static IEnumerable<string> FieldsOf(Measures of) =>
    [
        Csv.Field(of.Views), Csv.Field(of.Adds), Csv.Field(of.Orders), Csv.Field(of.Units), Csv.Field(of.Revenue),
        Csv.Field(of.UndoneOrders), Csv.Field(of.UndoneUnits), Csv.Field(of.Undone), of.Revenue.Currency,
        Csv.Field(of.Reviews), Hundredth(of.RatingHundredths), Hundredth(of.AddedBasisPoints),
        Hundredth(of.ConversionBasisPoints),
    ];

    static string Hundredth(int? many) =>
        many is null ? "" : (many.Value / 100m).ToString("F2", CultureInfo.InvariantCulture);
}
