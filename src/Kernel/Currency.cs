using System.Collections.Frozen;

namespace Feria.Kernel;

/// <summary>
/// Minor-unit exponents of ISO 4217 (list one, 2024): two unless listed here. Codes without a minor unit (XAU, XXX …)
/// are not currencies to sell in.
/// </summary>
public static class Currency
{
    const string Two =
        "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE " +
        "CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL " +
        "HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR " +
        "MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK " +
        "SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD " +
        "YER ZAR ZMW ZWG";

    static readonly FrozenDictionary<string, int> Exponents =
        Of(Two, 2)
            .Concat(Of("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF", 0))
            .Concat(Of("BHD IQD JOD KWD LYD OMR TND", 3))
            .Concat(Of("CLF UYW", 4))
            .ToFrozenDictionary();

    static IEnumerable<KeyValuePair<string, int>> Of(string codes, int exponent) =>
        codes.Split(' ').Select(code => KeyValuePair.Create(code, exponent));

    public static bool IsKnown(string code) => Exponents.ContainsKey(code);

    /// <summary>How many decimals the currency's major unit has; throws on an unknown code.</summary>
    public static int ExponentOf(string code) => Exponents[code];

    /// <summary>An amount as letters write it to a reader of this locale.</summary>
    public static string Words(Money money, string locale)
    {
        var number = Major(money).ToString($"N{ExponentOf(money.Currency)}", Locale.CultureOf(locale));
        return $"{money.Currency} {number}";
    }

    /// <summary>The amount in major units, exact.</summary>
    public static decimal Major(Money money) => money.Amount / Power(ExponentOf(money.Currency));

    /// <summary>
    /// Minor units of an amount in major units; null where it has more decimals than the currency or overflows.
    /// </summary>
    public static long? Minor(decimal major, string code)
    {
        if (Math.Abs(major) > 90_000_000_000_000m) return null;
        var minor = major * Power(ExponentOf(code));
        return minor == decimal.Truncate(minor) ? (long)minor : null;
    }

    static decimal Power(int exponent) => exponent switch { 0 => 1m, 2 => 100m, 3 => 1_000m, _ => 10_000m };
}
