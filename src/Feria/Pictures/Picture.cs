using System.Globalization;
using System.Text.RegularExpressions;

namespace Feria.Pictures;

/// <summary>The name of a picture says all there is to know about it: kind, view, colour and seed.</summary>
public sealed partial record Picture(string Kind, int View, int Colour, int Seed)
{
    /// <summary>0 is the thing alone on nothing; 1 front, 2 close-up, 3 in its place, 4 as it arrives.</summary>
    public const int LastView = 4;

    public static IEnumerable<string> Kinds => Drawing.All.Keys;

    public string Name => string.Create(CultureInfo.InvariantCulture, $"{Kind}-{View}-{Colour:x6}-{Seed:x4}");

    public string Path => $"/pictures/{Name}.svg";

    public static Picture? Named(string name)
    {
        var parts = Grammar().Match(name);
        if (!parts.Success || !Drawing.All.ContainsKey(parts.Groups[1].Value)) return null;
        return new(parts.Groups[1].Value, parts.Groups[2].ValueSpan[0] - '0',
            int.Parse(parts.Groups[3].ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture),
            int.Parse(parts.Groups[4].ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
    }

    public string Draw()
    {
        var drawing = Drawing.All[Kind];
        var pen = new Pen();
        var look = new Look(Ink.Of(Colour), Seed);
        Studio.Show(pen, drawing, look, View, Seed);
        return pen.Finish(Kind);
    }

    // \z, not $: a trailing line feed would name the same picture twice in every cache.
    [GeneratedRegex(@"\A([a-z]{2,16})-([0-4])-([0-9a-f]{6})-([0-9a-f]{4})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Grammar();
}
