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
            name, first.Concat(Columns),
            rows.Select(row => row.Named.Select(Csv.Field).Concat(FieldsOf(row.Measures))));

    static IEnumerable<string> FieldsOf(Measures of) =>
    [
        Whole(of.Views), Whole(of.Adds), Whole(of.Orders), Whole(of.Units), Csv.Field(of.Revenue),
        Whole(of.UndoneOrders), Whole(of.UndoneUnits), Csv.Field(of.Undone), of.Revenue.Currency, Whole(of.Reviews),
        Hundredth(of.RatingHundredths), Hundredth(of.AddedBasisPoints), Hundredth(of.ConversionBasisPoints),
    ];

    static string Whole(long many) => many.ToString(CultureInfo.InvariantCulture);

    static string Hundredth(int? many) =>
        many is null ? "" : (many.Value / 100m).ToString("F2", CultureInfo.InvariantCulture);
}
