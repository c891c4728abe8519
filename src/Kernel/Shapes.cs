using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Feria.Kernel;

/// <summary>One line of text with something in it; control characters and line breaks are no part of a name.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class OneLineAttribute(int longest) : ValidationAttribute($"Write one line of 1 to {longest} characters.")
{
    public int Longest => longest;

    /// <summary>Whether it may be left blank.</summary>
    public bool Optional { get; init; }

    public override bool IsValid(object? value) => value is null
        || (value is string text && text.Length <= longest && (Optional || !string.IsNullOrWhiteSpace(text))
            && !text.Any(IsBreak));

    static bool IsBreak(char letter) => char.GetUnicodeCategory(letter)
        is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}

/// <summary>Plain text of several lines with something in it; it is shown as it is, never as HTML.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class PlainTextAttribute(int longest) : ValidationAttribute($"Write 1 to {longest} characters of text.")
{
    /// <summary>Whether it may be left blank.</summary>
    public bool Optional { get; init; }

    public override bool IsValid(object? value) => value is null
        || (value is string text && text.Length <= longest && (Optional || !string.IsNullOrWhiteSpace(text))
            && !text.Any(letter => char.IsControl(letter) && letter is not ('\n' or '\r' or '\t')));
}

[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed partial class EmailAttribute() : ValidationAttribute("Write an e-mail address, like name@example.com.")
{
    public override bool IsValid(object? value) =>
        value is null || (value is string { Length: <= 254 } text && Shape().IsMatch(text.Trim()));

    // A local part without spaces and brackets, then at least two labels; non-Latin letters are welcome in both.
    [GeneratedRegex("""
        ^[^\s@<>()\[\],;:\\"\p{C}]{1,64}@
        ([\p{L}\p{N}]([\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?\.){1,10}
        [\p{L}\p{N}]([\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])$
        """, RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Shape();
}

[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed partial class PhoneNumberAttribute()
    : ValidationAttribute("Write a phone number of 6 to 15 digits, like +55 11 91234-5678.")
{
    public override bool IsValid(object? value) => value is null || (value is string { Length: <= 30 } text
        && Shape().IsMatch(text) && text.Count(char.IsAsciiDigit) is >= 6 and <= 15);

    [GeneratedRegex(@"^\+?[0-9 ().\-/]+$", RegexOptions.CultureInvariant)]
    private static partial Regex Shape();
}

/// <summary>A country by its ISO 3166-1 code of two letters.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class CountryAttribute()
    : ValidationAttribute("Write the country's ISO code of two capital letters, like BR.")
{
    const string Codes =
        "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY " +
        "BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK " +
        "FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR " +
        "IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK " +
        "ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM " +
        "PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF " +
        "TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW";

    public static readonly IReadOnlyList<string> All = Codes.Split(' ');
    static readonly HashSet<string> Known = [.. All];

    public override bool IsValid(object? value) => value is null || (value is string code && Known.Contains(code));
}

/// <summary>An address of a page on the web, as others may be led to it.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class WebAddressAttribute() : ValidationAttribute("Write a web address, like https://example.com/a1.")
{
    const int Longest = 500;

    public override bool IsValid(object? value) => value is null
        || (value is string { Length: <= Longest } text && text.All(letter => letter is > ' ' and <= '~')
            && Uri.TryCreate(text, UriKind.Absolute, out var address)
            && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp)
            && text.StartsWith(address.Scheme + "://", StringComparison.OrdinalIgnoreCase)
            && address.UserInfo == "" && address.Host != "");
}

public static class Instants
{
    /// <summary>The instant in UTC; a time without a zone is meant as that, wherever the process runs.</summary>
    public static DateTime InUtc(this DateTime at) =>
        at.Kind == DateTimeKind.Unspecified ? DateTime.SpecifyKind(at, DateTimeKind.Utc) : at.ToUniversalTime();
}

/// <summary>A currency things can be sold in, by its ISO 4217 code of three letters.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class CurrencyCodeAttribute()
    : ValidationAttribute("Write the currency's ISO code of three capital letters, like BRL.")
{
    public override bool IsValid(object? value) => value is null || (value is string code && Currency.IsKnown(code));
}

/// <summary>Some of what there is to choose from, each at most once.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class SomeOfAttribute(params string[] known)
    : ValidationAttribute($"Choose one or more of these: {string.Join(", ", known)}.")
{
    public IReadOnlyList<string> Known => known;

    public override bool IsValid(object? value) => value is null || (value is IReadOnlyCollection<string> chosen
        && chosen.Count > 0 && chosen.Distinct().Count() == chosen.Count && chosen.All(known.Contains));
}
