using System.Globalization;

namespace Feria.Pictures;

/// <summary>A colour in OKLCH, so that a step lighter or darker looks like the same step on every hue.</summary>
readonly record struct Ink(double Lightness, double Chroma, double Hue)
{
    public static readonly Ink Coal = Of(0x2f2b2a), Steel = Of(0xb9bdc0), Snow = Of(0xfaf7f2), Cream = Of(0xf0e4d0);
    public static readonly Ink Gold = Of(0xd9a441), Oak = Of(0xc8985e), Walnut = Of(0x8a5a3b), Leaf = Of(0x5f8f5a);
    public static readonly Ink Brick = Of(0xb9583f), Sky = Of(0x9cc3d5), Kraft = Of(0xcfa878), Night = Of(0x31405c);

    /// <summary>Light falls from the warm upper left: lit tones lean to yellow.</summary>
    public Ink Lighter(double steps = 1) =>
        new(Math.Min(.985, Lightness + .055 * steps), Chroma * Math.Pow(.9, steps), Toward(85, 3 * steps));

    /// <summary>Shadows lean to violet, as they do on paper.</summary>
    public Ink Darker(double steps = 1) =>
        new(Math.Max(.1, Lightness - .065 * steps), Chroma, Toward(305, 4 * steps));

    public Ink Turned(double degrees) => this with { Hue = (Hue + degrees + 360) % 360 };

    double Toward(double hue, double most)
    {
        var apart = (hue - Hue + 540) % 360 - 180;
        return (Hue + Math.Clamp(apart, -Math.Abs(most), Math.Abs(most)) + 360) % 360;
    }

    public static Ink Of(int rgb)
    {
        double r = Linear(rgb >> 16 & 255), g = Linear(rgb >> 8 & 255), b = Linear(rgb & 255);
        var l = Math.Cbrt(.4122214708 * r + .5363325363 * g + .0514459929 * b);
        var m = Math.Cbrt(.2119034982 * r + .6806995451 * g + .1073969566 * b);
        var s = Math.Cbrt(.0883024619 * r + .2817188376 * g + .6299787005 * b);
        var a = 1.9779984951 * l - 2.4285922050 * m + .4505937099 * s;
        var c = .0259040371 * l + .7827717662 * m - .8086757660 * s;
        return new(.2104542553 * l + .7936177850 * m - .0040720468 * s, Math.Sqrt(a * a + c * c),
            (Math.Atan2(c, a) * 180 / Math.PI + 360) % 360);
    }

    public int Rgb
    {
        get
        {
            double a = Chroma * Math.Cos(Hue * Math.PI / 180), c = Chroma * Math.Sin(Hue * Math.PI / 180);
            var l = Math.Pow(Lightness + .3963377774 * a + .2158037573 * c, 3);
            var m = Math.Pow(Lightness - .1055613458 * a - .0638541728 * c, 3);
            var s = Math.Pow(Lightness - .0894841775 * a - 1.2914855480 * c, 3);
            return Gamma(4.0767416621 * l - 3.3077115913 * m + .2309699292 * s) << 16
                | Gamma(-1.2684380046 * l + 2.6097574011 * m - .3413193965 * s) << 8
                | Gamma(-.0041960863 * l - .7034186147 * m + 1.7076147010 * s);
        }
    }

    public string Alpha(double opacity) =>
        string.Create(CultureInfo.InvariantCulture, $"#{Rgb:x6}{(int)(opacity * 255):x2}");

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"#{Rgb:x6}");

    public static implicit operator string(Ink ink) => ink.ToString();

    static double Linear(int level) =>
        level <= 10 ? level / 255.0 / 12.92 : Math.Pow((level / 255.0 + .055) / 1.055, 2.4);

    static int Gamma(double light) => (int)Math.Round(255 * Math.Clamp(
        light <= .0031308 ? 12.92 * light : 1.055 * Math.Pow(light, 1 / 2.4) - .055, 0, 1));
}
