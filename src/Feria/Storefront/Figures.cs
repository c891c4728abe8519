using System.Globalization;

namespace Feria.Storefront;

/// <summary>Money, numbers and dates as the visitor's own region writes them.</summary>
public static class Figures
{
    /// <summary>An amount taken apart, so that a page can set its sign and cents smaller.</summary>
    /// <param name="Sign">Currency sign or code.</param>
    /// <param name="Whole">Major units, grouped.</param>
    /// <param name="Point">Decimal separator; empty where the currency has no decimals.</param>
    /// <param name="Cents">Decimals; empty where the currency has none.</param>
    /// <param name="SignFirst">Whether the sign stands before the number.</param>
    public sealed record Written(string Sign, string Whole, string Point, string Cents, bool SignFirst);

    public static Written Write(Money money, CultureInfo culture)
    {
        var decimals = Currency.ExponentOf(money.Currency);
        var number = Currency.Major(money).ToString("N" + decimals, culture);
        var point = culture.NumberFormat.NumberDecimalSeparator;
        var cut = decimals == 0 ? number.Length : number.Length - decimals - point.Length;

        return new(
            SignOf(money.Currency, culture),
            number[..cut],
            decimals == 0 ? "" : point,
            decimals == 0 ? "" : number[(cut + point.Length)..],
            culture.NumberFormat.CurrencyPositivePattern is 0 or 2);
    }

    public static string Plain(Money money, CultureInfo culture)
    {
        if (money.Amount < 0) return "−" + Plain(money with { Amount = -money.Amount }, culture);
        var written = Write(money, culture);
        var number = written.Whole + written.Point + written.Cents;
        var isApart = char.IsLetter(written.Sign[^1]) || culture.NumberFormat.CurrencyPositivePattern == 2;
        return written.SignFirst
            ? written.Sign + (isApart ? "\u00a0" : "") + number
            : number + "\u00a0" + written.Sign;
    }

    public static string Moment(DateTime at, CultureInfo culture) =>
        Moment(new DateTimeOffset(at, TimeSpan.Zero), culture);

    /// <summary>A moment in a list: short, to the minute.</summary>
    public static string Brief(DateTime at, CultureInfo culture) => at.ToString("g", culture) + " UTC";

    /// <summary>An instant as a script reads it.</summary>
    public static string Iso(DateTime at) =>
        at.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>A count as a field holds it, whatever the region; blank where there is none.</summary>
    public static string Units(long? units) => units?.ToString(CultureInfo.InvariantCulture) ?? "";

    public static string Day(DateTimeOffset at, CultureInfo culture) => at.ToString("D", culture);

    /// <summary>Day and short month in the order of the region: Nov 3 in the United States, 3 nov in Chile.</summary>
    public static string ShortDay(DateTimeOffset at, CultureInfo culture) =>
        at.ToString(culture.DateTimeFormat.MonthDayPattern.StartsWith('M') ? "MMM d" : "d MMM", culture);

    public static string Moment(DateTimeOffset at, CultureInfo culture) => at.ToString("f", culture) + " UTC";

    public static int PercentOff(Money price, Money list) =>
        list.Amount <= price.Amount ? 0 : (int)Math.Floor(100m * (list.Amount - price.Amount) / list.Amount);

    // The visitor's own currency has its local sign ("$" in Chile); any other is named so that it cannot be mistaken.
    static string SignOf(string currency, CultureInfo culture)
    {
        if (culture.IsNeutralCulture || culture.Name.EndsWith("-419", StringComparison.Ordinal)) return Named(currency);
        var region = new RegionInfo(culture.Name);
        return region.ISOCurrencySymbol == currency ? region.CurrencySymbol : Named(currency);
    }

    static string Named(string currency) => currency switch
    {
        "BRL" => "R$",
        "USD" => "US$",
        "EUR" => "€",
        "GBP" => "£",
        "INR" => "₹",
        "JPY" => "¥",
        _ => currency,
    };
}
