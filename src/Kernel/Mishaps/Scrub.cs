using System.Text.RegularExpressions;

namespace Feria.Kernel;

/// <summary>
/// Takes out of a message what could be somebody's: what stands in quotation marks, e-mail and network addresses,
/// tokens (twenty letters and digits or more in one piece), and digits from five on; ids are told to be ids.
/// </summary>
public static partial class Scrub
{
    const int Longest = 300;

    public static string Clean(string message)
    {
        var text = message.Length > 4 * Longest ? message[..(4 * Longest)] : message;
        text = Breaks().Replace(text, " ");
        text = Quoted().Replace(text, "‹text›");
        text = Email().Replace(text, "‹e-mail›");
        text = Ids().Replace(text, "‹id›");
        text = Network().Replace(text, "‹address›");
        text = Tokens().Replace(text, "‹token›");
        text = Digits().Replace(text, "‹number›");
        text = text.Trim();
        return text.Length <= Longest ? text : text[..Longest] + "…";
    }

    [GeneratedRegex(@"[\p{C}\s]+", RegexOptions.None, 200)]
    private static partial Regex Breaks();

    // Names of constraints and columns stand in double ones, and tell what is wrong.
    [GeneratedRegex("""'[^']*'|"(?![a-z_.]+")[^"]*"|«[^»]*»|“[^”]*”""", RegexOptions.None, 200)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"[^\s@<>()]+@[^\s@<>()]+", RegexOptions.None, 200)]
    private static partial Regex Email();

    [GeneratedRegex(@"[0-9a-fA-F]{8}-?([0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}", RegexOptions.None, 200)]
    private static partial Regex Ids();

    [GeneratedRegex(@"\b\d{1,3}(\.\d{1,3}){3}\b|\b([0-9a-fA-F]{1,4}:){3,7}[0-9a-fA-F]{0,4}\b", RegexOptions.None, 200)]
    private static partial Regex Network();

    [GeneratedRegex(@"(?=[A-Za-z0-9_+/=-]*\d)[A-Za-z0-9_+/=-]{20,}", RegexOptions.None, 200)]
    private static partial Regex Tokens();

    [GeneratedRegex(@"\d[\d .\-()]{3,}\d", RegexOptions.None, 200)]
    private static partial Regex Digits();
}
