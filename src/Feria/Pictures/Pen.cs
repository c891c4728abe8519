using System.Globalization;
using System.Text;

namespace Feria.Pictures;

/// <summary>
/// Writes one picture as SVG on a square of 400. Shading lives in the fills (lit from the upper left in two or three
/// crisp tones), so a drawing names shapes and materials and everything in the shop is lit alike.
/// </summary>
sealed class Pen
{
    public const int Floor = 330;

    readonly StringBuilder shapes = new(4096), fills = new(1024);
    readonly Dictionary<string, string> known = [];

    public string Matte(Ink ink) => Linear("m", ink, "1", ".35",
        (0, ink.Lighter(1.1)), (30, ink), (62, ink), (68, ink.Darker()), (100, ink.Darker(1.5)));

    public string Gloss(Ink ink) => Linear("g", ink, "1", ".2",
        (0, ink), (12, ink), (15, ink.Lighter(3)), (24, ink.Lighter(2.6)), (27, ink),
        (66, ink), (71, ink.Darker(1.2)), (93, ink.Darker(1.6)), (96, ink), (100, ink));

    public string Metal(Ink ink) => Linear("k", ink, "1", ".5",
        (0, ink.Lighter(2)), (22, ink), (40, ink.Lighter(2.4)), (58, ink.Darker(.6)), (80, ink.Darker(2)), (100, ink));

    public string Down(Ink ink) => Linear("d", ink, "0", "1",
        (0, ink.Lighter(1.4)), (50, ink), (100, ink.Darker(1.2)));

    public string Blend(Ink top, Ink bottom) => Linear("b" + top + bottom, top, ".25", "1", (0, top), (100, bottom));

    public string Glass(Ink ink) => Name("w" + ink, name => fills.Append(
        $"<linearGradient id='{name}'><stop stop-color='#ffffff99'/><stop offset='.2' stop-color='#ffffff55'/>")
        .Append($"<stop offset='.3' stop-color='{ink.Alpha(.3)}'/><stop offset='1' stop-color='{ink.Alpha(.5)}'/>")
        .Append("</linearGradient>"));

    public string Ball(Ink ink) => Name("r" + ink, name => fills.Append(
        $"<radialGradient id='{name}' cx='.36' cy='.3' r='.8'><stop stop-color='{ink.Lighter(2.6)}'/>")
        .Append($"<stop offset='.3' stop-color='{ink.Lighter(.4)}'/><stop offset='.66' stop-color='{ink}'/>")
        .Append($"<stop offset='.72' stop-color='{ink.Darker()}'/><stop offset='1' stop-color='{ink.Darker(2)}'/>")
        .Append("</radialGradient>"));

    public string Glow(Ink ink, double opacity = .8) => Name("o" + ink + opacity, name => fills.Append(
        $"<radialGradient id='{name}'><stop stop-color='{ink.Alpha(opacity)}'/>")
        .Append($"<stop offset='1' stop-color='{ink.Alpha(0)}'/></radialGradient>"));

    public void Rect(double x, double y, double width, double height, double round, string fill) => shapes.Append(
        $"<rect x='{N(x)}' y='{N(y)}' width='{N(width)}' height='{N(height)}' rx='{N(round)}' fill='{fill}'/>");

    public void Disc(double x, double y, double radius, string fill) =>
        shapes.Append($"<circle cx='{N(x)}' cy='{N(y)}' r='{N(radius)}' fill='{fill}'/>");

    public void Ring(double x, double y, double radius, double width, string stroke) => shapes.Append(
        $"<circle cx='{N(x)}' cy='{N(y)}' r='{N(radius)}' fill='none' stroke='{stroke}' stroke-width='{N(width)}'/>");

    public void Oval(double x, double y, double rx, double ry, string fill) =>
        shapes.Append($"<ellipse cx='{N(x)}' cy='{N(y)}' rx='{N(rx)}' ry='{N(ry)}' fill='{fill}'/>");

    public void Path(string d, string fill) => shapes.Append($"<path d='{d}' fill='{fill}'/>");

    public void Line(string d, string stroke, double width) => shapes.Append($"<path d='{d}' fill='none' ")
        .Append($"stroke='{stroke}' stroke-width='{N(width)}' stroke-linecap='round' stroke-linejoin='round'/>");

    public void Letter(double x, double y, double size, char letter, string fill) => shapes.Append(
        $"<text x='{N(x)}' y='{N(y)}' font-family='Georgia,serif' font-weight='700' font-size='{N(size)}'")
        .Append($" text-anchor='middle' fill='{fill}'>{letter}</text>");

    public void Stitch(string d, string stroke) => shapes.Append($"<path d='{d}' fill='none' ")
        .Append($"stroke='{stroke}' stroke-width='2' stroke-dasharray='6 5' stroke-linecap='round'/>");

    public void Shine(string d, double width = 5) => Line(d, "#ffffff88", width);

    public void Shade(string d) => Path(d, "#3a24301f");

    /// <summary>The soft shadow of something standing on the floor.</summary>
    public void Shadow(double x, double reach, double y = Floor)
    {
        Oval(x + 14, y + 2, reach * 1.12, 9 + reach / 12, Glow(Ink.Coal, .34));
        Oval(x + 3, y, reach * .94, 4 + reach / 30, Glow(Ink.Coal, .45));
    }

    /// <summary>The shadow of something lying flat or hanging before the wall.</summary>
    public void Cast(string d)
    {
        using (Move(9, 12)) Path(d, "#3a243026");
    }

    public Grouping Move(double x, double y, double scale = 1) =>
        Open($"<g transform='translate({N(x)} {N(y)})" + (scale == 1 ? "'>" : $" scale({N(scale)})'>"));

    public Grouping Turn(double degrees, double x, double y) =>
        Open($"<g transform='rotate({N(degrees)} {N(x)} {N(y)})'>");

    public Grouping Mirror() => Open("<g transform='matrix(-1 0 0 1 400 0)'>");

    /// <summary>Zooms so that the point comes to the middle of the picture.</summary>
    public Grouping Near(double x, double y, double scale) => Move(200 - x * scale, 200 - y * scale, scale);

    public Grouping Inside(string d)
    {
        var clip = Name("c" + d, name => fills.Append($"<clipPath id='{name}'><path d='{d}'/></clipPath>"));
        return Open($"<g clip-path='{clip}'>");
    }

    public string Finish(string title) =>
        $"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 400 400' role='img'><title>{title}</title>"
        + $"<defs>{fills}</defs>{shapes}</svg>";

    public readonly struct Grouping(StringBuilder shapes) : IDisposable
    {
        public void Dispose() => shapes.Append("</g>");
    }

    Grouping Open(string tag)
    {
        shapes.Append(tag);
        return new(shapes);
    }

    string Linear(string kind, Ink ink, string x2, string y2, params ReadOnlySpan<(int At, Ink Ink)> stops)
    {
        var key = kind + ink;
        if (known.TryGetValue(key, out var fill)) return fill;
        var name = NextName();
        fills.Append($"<linearGradient id='{name}' x2='{x2}' y2='{y2}'>");
        foreach (var (at, tone) in stops) fills.Append($"<stop offset='{at}%' stop-color='{tone}'/>");
        fills.Append("</linearGradient>");
        return known[key] = $"url(#{name})";
    }

    string Name(string key, Action<string> define)
    {
        if (known.TryGetValue(key, out var fill)) return fill;
        var name = NextName();
        define(name);
        return known[key] = $"url(#{name})";
    }

    string NextName() => "f" + known.Count.ToString(CultureInfo.InvariantCulture);

    static string N(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);
}
