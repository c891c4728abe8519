namespace Feria.Accounts;

/// <summary>
/// Numbers of identity documents. Where a country's number has check digits, one of its length must have the right
/// ones; another document (a passport) of another length is taken as it is.
/// </summary>
public static class IdNumber
{
    /// <summary>Letters and digits alone, upper case.</summary>
    public static string Plain(string text) => string.Concat(text.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();

    public static bool IsPlausible(string text, string country)
    {
        var plain = Plain(text);
        return country switch
        {
            "BR" when plain.Length == 11 && AllDigits(plain) => IsCpf(plain),
            "CL" when plain.Length is 8 or 9 && AllDigits(plain[..^1]) => IsRut(plain),
            "AR" when plain.Length == 11 && AllDigits(plain) => IsCuit(plain),
            "ES" when plain.Length == 9 && AllDigits(plain[1..8]) && char.IsAsciiLetter(plain[8]) => IsDni(plain),
            _ => true,
        };
    }

    static bool AllDigits(string text) => text.All(char.IsAsciiDigit);

    // Brazil, CPF: two digits, each modulo 11 over all before it; eleven equal digits are not given out.
    static bool IsCpf(string digits) =>
        digits.Distinct().Count() > 1 && Cpf(digits, 9) == digits[9] && Cpf(digits, 10) == digits[10];

    static char Cpf(string digits, int before)
    {
        var sum = Enumerable.Range(0, before).Sum(i => (digits[i] - '0') * (before + 1 - i));
        return (char)('0' + sum * 10 % 11 % 10);
    }

    // Chile, RUT: weights 2 to 7 from the right, modulo 11; ten is written K.
    static bool IsRut(string rut)
    {
        var sum = rut[..^1].Reverse().Select((digit, i) => (digit - '0') * (2 + i % 6)).Sum();
        return rut[^1] == (11 - sum % 11) switch { 11 => '0', 10 => 'K', var check => (char)('0' + check) };
    }

    // Argentina, CUIT/CUIL: weights 2 to 7 from the right, modulo 11; ten is not given out.
    static bool IsCuit(string digits)
    {
        var sum = digits[..10].Reverse().Select((digit, i) => (digit - '0') * (2 + i % 6)).Sum();
        return digits[10] - '0' == (11 - sum % 11) % 11;
    }

    // Spain, DNI and NIE (X, Y, Z stand for 0, 1, 2): the number modulo 23 chooses the letter.
    static bool IsDni(string text)
    {
        const string letters = "TRWAGMYFPDXBNJZSQVHLCKE";
        var first = "XYZ".IndexOf(text[0]) is >= 0 and var foreign ? (char)('0' + foreign) : text[0];
        return !char.IsAsciiDigit(first) || letters[int.Parse($"{first}{text[1..8]}") % 23] == text[8];
    }
}
