using System.Globalization;
using System.Text.RegularExpressions;

namespace Feria.Catalog;

/// <summary>Reads prices and numbers as people write them: <c>SR 1,095</c>, <c>1.095,50 €</c>, <c>$ 12</c>.</summary>
static partial class Amounts
{
    /// <summary>What files say for "nothing here".</summary>
    static readonly HashSet<string> Nothing = new(StringComparer.OrdinalIgnoreCase)
    {
        "", "na", "n/a", "#n/a", "nan", "null", "none", "nil", "-", "--", "?",
    };

    public static string? Said(string text)
    {
        var trimmed = text.Trim();
        return Nothing.Contains(trimmed) ? null : trimmed;
    }

    public readonly record struct Price(long? Minor, string? Fault);

    /// <summary>
    /// Minor units of the currency. Neither amount nor fault where the text names no amount (<c>No old price</c>).
    /// </summary>
    public static Price ReadPrice(string text, string currency)
    {
        if (Said(text) is not { } said || !said.Any(char.IsAsciiDigit)) return default;
        var found = Amount().Match(PackSize().Replace(said, ""));
        if (!found.Success) return new(null, $"is no amount: {Shown(said)}");
        foreach (var mark in new[] { found.Groups["before"].Value, found.Groups["after"].Value })
            if (mark.Length == 3 && Currency.IsKnown(mark.ToUpperInvariant()) && mark.ToUpperInvariant() != currency)
                return new(null, $"is in {mark.ToUpperInvariant()}, not in {currency}: {Shown(said)}");
        if (Plain(found.Groups["number"].Value) is not { } major) return new(null, $"is no amount: {Shown(said)}");
        return Currency.Minor(major, currency) is { } minor and >= 0 and <= 1_000_000_000_000
            ? new(minor, null)
            : new(null, $"has more decimals than {currency} or is out of range: {Shown(said)}");
    }

    /// <summary>A number with an optional unit after it; null where it is none.</summary>
    public static decimal? ReadNumber(string text) =>
        Amount().Match(text.Trim()) is { Success: true } found
            && Plain(found.Groups["number"].Value) is { } number && Math.Abs(number) < 1_000_000_000_000m
            ? decimal.Round(number, 6)
            : null;

    // Where both separators stand, the last one is the decimal one. Groups of three after every comma are thousands.
    static decimal? Plain(string number)
    {
        var comma = number.LastIndexOf(',');
        var point = number.LastIndexOf('.');
        var plain = number.Replace(" ", "").Replace("\u00a0", "").Replace("\u202f", "").Replace("'", "");
        if (comma >= 0 && point >= 0)
            plain = comma > point ? plain.Replace(".", "").Replace(',', '.') : plain.Replace(",", "");
        else if (comma >= 0) plain = CommaThousands().IsMatch(plain) ? plain.Replace(",", "") : plain.Replace(',', '.');
        else if (plain.Count(letter => letter == '.') > 1) plain = plain.Replace(".", "");
        return decimal.TryParse(plain, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign,
            CultureInfo.InvariantCulture, out var value) ? value : null;
    }

    public static string Shown(string text) => text.Length <= 60 ? text : Shorter.Of(text, 60) + "…";

    [GeneratedRegex(
        @"^(?<before>[^\d\s,.\-]{0,5})\.?\s*(?<number>-?\d[\d.,'\u00a0\u202f ]*?)\s*(?<after>[^\d\s,.]{0,5})$")]
    private static partial Regex Amount();

    [GeneratedRegex(@"\s*/\s*\d*\s*(pack|pk|pcs|pieces|piece|set|each|ea)\.?$", RegexOptions.IgnoreCase)]
    private static partial Regex PackSize();

    [GeneratedRegex(@"^-?\d{1,3}(,\d{3})+$")]
    private static partial Regex CommaThousands();
}
