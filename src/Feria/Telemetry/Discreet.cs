using System.Text.RegularExpressions;

namespace Feria.Telemetry;

/// <summary>
/// The last guard before a log: takes out what looks like an e-mail, a token or a card number. Nobody should log one;
/// this holds when an exception's text carries one along.
/// </summary>
public static partial class Discreet
{
    public static string Text(string text)
    {
        text = Email().Replace(text, "(e-mail)");
        text = Token().Replace(text, found => LooksRandom(found.ValueSpan) ? "(token)" : found.Value);
        return CardLike().Replace(text, found => PassesLuhn(found.Value.Replace("%20", "")) ? "(card)" : found.Value);
    }

    // Names of types are long too, but have no digits among both cases.
    static bool LooksRandom(ReadOnlySpan<char> text) =>
        text.IndexOfAnyInRange('0', '9') >= 0
        && text.IndexOfAnyInRange('A', 'Z') >= 0
        && text.IndexOfAnyInRange('a', 'z') >= 0;

    static bool PassesLuhn(ReadOnlySpan<char> text)
    {
        var (sum, position) = (0, 0);
        for (var i = text.Length - 1; i >= 0; i--)
        {
            if (!char.IsAsciiDigit(text[i])) continue;
            var digit = text[i] - '0';
            if (position++ % 2 == 1) digit = digit > 4 ? digit * 2 - 9 : digit * 2;
            sum += digit;
        }

        return sum % 10 == 0;
    }

    [GeneratedRegex("""[^\s@"'<>(),;:=]{1,64}(?:@|%40)[^\s@"'<>(),;:=&]{1,250}\.[^\s@"'<>(),;:=&]{2,24}""")]
    private static partial Regex Email();

    [GeneratedRegex("[A-Za-z0-9_-]{40,}")]
    private static partial Regex Token();

    [GeneratedRegex(@"(?<![\w-])\d(?:(?:[ +-]|%20)?\d){12,18}(?![\w-])")]
    private static partial Regex CardLike();
}
