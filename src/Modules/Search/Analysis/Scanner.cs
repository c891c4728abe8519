using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Feria.Search;

enum Kind { Word, Number, Measure }

/// <summary>
/// How a token hangs together with the one before it: apart, by a hyphen, or without anything between.
/// </summary>
enum Tie { Apart, Hyphen, Glued }

/// <summary>One thing a text says: a word, a number, or a number with its unit.</summary>
/// <param name="Text">Folded; a number as a plain decimal, a measure as that with the short unit: <c>1.5in</c>.</param>
/// <param name="Raw">The folded letters and figures it was read from.</param>
readonly record struct Token(string Text, string Raw, Kind Kind, Tie Tie)
{
    /// <summary>A measure without its unit.</summary>
    public string Figure => Text.TrimEnd("abcdefghijklmnopqrstuvwxyz".ToCharArray());
}

/// <summary>
/// Cuts a text into tokens, the same way for products and for queries: accents and case folded, "1 1/2 in." and
/// "1.5 inches" one measure, "18inbrass" cut where a figure meets a word.
/// </summary>
static partial class Scanner
{
    const int LongestWord = 40;
    const int LongestFigure = 24;

    static readonly Dictionary<string, string> Units = new()
    {
        ["in"] = "in", ["inch"] = "in", ["inches"] = "in", ["ins"] = "in", ["\""] = "in", ["''"] = "in", ["”"] = "in",
        ["pulgada"] = "in", ["pulgadas"] = "in", ["polegada"] = "in", ["polegadas"] = "in",
        ["ft"] = "ft", ["foot"] = "ft", ["feet"] = "ft", ["'"] = "ft", ["’"] = "ft", ["fts"] = "ft",
        ["yd"] = "yd", ["yds"] = "yd", ["yard"] = "yd", ["yards"] = "yd",
        ["mm"] = "mm", ["cm"] = "cm", ["cms"] = "cm", ["m"] = "m", ["mtr"] = "m", ["meter"] = "m", ["meters"] = "m",
        ["metro"] = "m", ["metros"] = "m", ["km"] = "km",
        ["gal"] = "gal", ["gallon"] = "gal", ["gallons"] = "gal", ["qt"] = "qt", ["quart"] = "qt", ["quarts"] = "qt",
        ["oz"] = "oz", ["ounce"] = "oz", ["ounces"] = "oz", ["pint"] = "pt", ["pt"] = "pt", ["pints"] = "pt",
        ["l"] = "l", ["lt"] = "l", ["ltr"] = "l", ["liter"] = "l", ["liters"] = "l", ["litre"] = "l",
        ["litres"] = "l", ["litro"] = "l", ["litros"] = "l", ["ml"] = "ml",
        ["lb"] = "lb", ["lbs"] = "lb", ["pound"] = "lb", ["pounds"] = "lb",
        ["kg"] = "kg", ["kgs"] = "kg", ["kilo"] = "kg", ["kilos"] = "kg", ["g"] = "g", ["gm"] = "g", ["gms"] = "g",
        ["gram"] = "g", ["grams"] = "g", ["gramo"] = "g", ["gramos"] = "g", ["grama"] = "g", ["gramas"] = "g",
        ["mg"] = "mg",
        ["w"] = "w", ["watt"] = "w", ["watts"] = "w", ["v"] = "v", ["volt"] = "v", ["volts"] = "v",
        ["amp"] = "a", ["amps"] = "a", ["ah"] = "ah", ["mah"] = "mah", ["hp"] = "hp", ["btu"] = "btu",
        ["gb"] = "gb", ["tb"] = "tb", ["mb"] = "mb", ["mp"] = "mp", ["ghz"] = "ghz", ["hz"] = "hz",
        ["ga"] = "ga", ["gauge"] = "ga", ["psi"] = "psi", ["cc"] = "cc", ["rpm"] = "rpm", ["dpi"] = "dpi",
    };

    static readonly HashSet<string> Signs = ["\"", "''", "”", "'", "’"];

    public static List<Token> Scan(string text)
    {
        var pieces = Cut(Fold(text));
        var tokens = new List<Token>(pieces.Count);
        for (var i = 0; i < pieces.Count; i++)
        {
            var piece = pieces[i];
            if (Signs.Contains(piece.Text)) continue;
            if (!piece.IsNumber)
            {
                // The x of "2 x 4" is a sign.
                if (piece.Text == "x" && i > 0 && pieces[i - 1].IsNumber) continue;
                tokens.Add(new(piece.Text, piece.Text, Kind.Word, piece.Tie));
                continue;
            }

            var (figure, raw, used) = Figure(pieces, i);
            i += used - 1;
            if (i + 1 < pieces.Count && !pieces[i + 1].IsNumber && Units.TryGetValue(pieces[i + 1].Text, out var unit))
            {
                i++;
                tokens.Add(new(figure + unit, raw + pieces[i].Text, Kind.Measure, piece.Tie));
            }
            else tokens.Add(new(figure, raw, Kind.Number, piece.Tie));
        }

        return tokens;
    }

    // "1 1/2", "1-1/2", "3/8", ".105", "1,000"
    static (string Figure, string Raw, int Used) Figure(List<Piece> pieces, int i)
    {
        var whole = pieces[i].Text;
        if (!whole.Contains('/') && !whole.Contains('.') && i + 1 < pieces.Count
            && pieces[i + 1] is { IsNumber: true } part && part.Text.Contains('/') && Value(part.Text) is > 0 and < 1)
            return (Plain(Value(whole) + Value(part.Text)), whole + part.Text, 2);
        return (Plain(Value(whole)), whole, 1);
    }

    static string Plain(decimal value) => value.ToString("0.####", CultureInfo.InvariantCulture);

    static decimal Value(string figure)
    {
        var slash = figure.IndexOf('/');
        if (slash < 0) return Parse(figure);
        var below = Parse(figure[(slash + 1)..]);
        return below == 0 ? Parse(figure[..slash]) : Math.Round(Parse(figure[..slash]) / below, 4);
    }

    static decimal Parse(string figure) =>
        decimal.TryParse(figure, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) ? value
            : 0;

    readonly record struct Piece(string Text, bool IsNumber, Tie Tie);

    static List<Piece> Cut(string text)
    {
        var pieces = new List<Piece>();
        var tie = Tie.Apart;
        for (var i = 0; i < text.Length;)
        {
            var c = text[i];
            var start = i;
            if (StartsNumber(text, i))
            {
                i = EndOfNumber(text, i);
                var figure = text[start..i].Replace(",", "");
                pieces.Add(new(figure.Length > LongestFigure ? figure[..LongestFigure] : figure, true, tie));
                tie = Tie.Glued;
            }
            else if (char.IsLetter(c))
            {
                while (i < text.Length && char.IsLetter(text[i])) i++;
                pieces.Add(new(text[start..Math.Min(i, start + LongestWord)], false, tie));
                tie = Tie.Glued;
            }
            else
            {
                i++;
                tie = c == '-' && tie == Tie.Glued ? Tie.Hyphen : Tie.Apart;
                if (start == 0 || !char.IsAsciiDigit(text[start - 1])) continue;
                if (c == '\'' && i < text.Length && text[i] == '\'') pieces.Add(new("''", false, Tie.Glued));
                else if (Signs.Contains(c.ToString())) pieces.Add(new(c.ToString(), false, Tie.Glued));
            }
        }

        return pieces;
    }

    static bool StartsNumber(string text, int i) =>
        char.IsAsciiDigit(text[i])
        || (text[i] == '.' && i + 1 < text.Length && char.IsAsciiDigit(text[i + 1])
            && (i == 0 || !char.IsLetterOrDigit(text[i - 1])));

    static int EndOfNumber(string text, int i)
    {
        var dot = text[i] == '.';
        var slash = false;
        for (i++; i < text.Length; i++)
        {
            var c = text[i];
            var digitNext = i + 1 < text.Length && char.IsAsciiDigit(text[i + 1]);
            if (char.IsAsciiDigit(c)) continue;
            if (c == '.' && !dot && digitNext) dot = true;
            else if (c == '/' && !slash && digitNext) { slash = true; dot = false; }
            else if (c == ',' && !dot && !slash && ThreeDigits(text, i + 1)) continue;
            else break;
        }
        return i;
    }

    static bool ThreeDigits(string text, int i) =>
        i + 2 < text.Length && text.AsSpan(i, 3).IndexOfAnyExceptInRange('0', '9') < 0
        && (i + 3 == text.Length || !char.IsAsciiDigit(text[i + 3]));

    // "1½" decomposes into "11/2" without a space before it.
    [GeneratedRegex("[¼-¾⅐-⅞]")]
    private static partial Regex Fractions();

    // What Unicode never assigned cannot be normalised, and means nothing.
    static string Assigned(string text) => Ascii.IsValid(text) ? text : string.Concat(
        text.EnumerateRunes().Where(rune => Rune.GetUnicodeCategory(rune) != UnicodeCategory.OtherNotAssigned));

    /// <summary>Lower case without accents, apostrophes inside words gone.</summary>
    public static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        var decomposed = Fractions().Replace(Assigned(text), " $0").Normalize(NormalizationForm.FormKD);
        for (var i = 0; i < decomposed.Length; i++)
        {
            var c = decomposed[i];
            if (CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark) continue;
            if (c is '\'' or '’' && i > 0 && i + 1 < decomposed.Length
                && char.IsLetter(decomposed[i - 1]) && char.IsLetter(decomposed[i + 1])) continue;
            switch (char.ToLowerInvariant(c))
            {
                case 'ß': folded.Append("ss"); break;
                case 'æ': folded.Append("ae"); break;
                case 'œ': folded.Append("oe"); break;
                case 'ø': folded.Append('o'); break;
                case 'ł': folded.Append('l'); break;
                case 'đ': folded.Append('d'); break;
                case 'ı': folded.Append('i'); break;
                case '\u2044': folded.Append('/'); break;
                case var lower: folded.Append(lower); break;
            }
        }
        return folded.ToString();
    }
}
