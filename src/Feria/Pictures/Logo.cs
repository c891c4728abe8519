namespace Feria.Pictures;

/// <summary>What a store hangs out: its sign (the seed picks letter and emblem) and its stall at the fair.</summary>
static class Logo
{
    public static readonly Drawing[] All =
    [
        new("logo", Sign, Scene.Road),
        new("stall", Stall, Scene.Road, FocusX: 200, FocusY: 130),
    ];

    /// <summary>The seed whose sign carries the letter; the turn chooses among its emblems.</summary>
    public static int Seed(char letter, int turn) => Math.Clamp(char.ToUpperInvariant(letter) - 'A', 0,
        25) + turn % 2000 * 26;

    static void Sign(Pen pen, Look look)
    {
        var ink = look.Solid.Lightness > .8 ? look.Solid.Darker(5) : look.Solid;
        pen.Rect(0, 0, 400, 400, 0, pen.Blend(ink.Lighter(.8), ink.Darker(.8)));
        var light = Ink.Cream.Lighter(.6);
        switch (look.Pick(6))
        {
            case 0:
                pen.Disc(200, 200, 150, light);
                pen.Ring(200, 200, 134, 4, ink);
                break;
            case 1:
                pen.Path("M60 90H340V200C340 290 262 336 200 358C138 336 60 290 60 200Z", light);
                break;
            case 2:
                for (var ray = 0; ray < 12; ray++)
                    using (pen.Turn(ray * 30, 200, 200)) pen.Path("M178 60Q200 24 222 60L200 200Z",
                        ray % 2 == 0 ? look.Accent.Lighter(1) : light);
                pen.Disc(200, 200, 118, light);
                break;
            case 3:
                pen.Rect(64, 64, 272, 272, 60, light);
                pen.Path("M64 292H336Q332 336 276 336H124Q68 336 64 292Z", look.Accent);
                break;
            case 4:
                pen.Path("M200 30L348 116V286L200 370L52 286V116Z", light);
                pen.Line("M200 54L328 128V272L200 346L72 272V128Z", look.Accent, 5);
                break;
            default:
                pen.Path("M200 44C310 44 356 130 342 210C330 300 270 356 200 356S70 300 58 210C44 130 90 44 200 44Z",
                    light);
                pen.Path("M200 296q-50 -14 -64 -52q48 2 64 52q16 -50 64 -52q-14 38 -64 52Z", look.Accent.Alpha(.35));
                break;
        }

        pen.Letter(200, 254, 160, look.Letter, ink.Darker(1));
    }

    static void Stall(Pen pen, Look look)
    {
        pen.Shadow(200, 170);
        pen.Line("M66 150V326M334 150V326", pen.Matte(Ink.Oak), 11);
        pen.Rect(72, 150, 256, 100, 0, look.Main.Darker(2));
        pen.Rect(84, 176, 232, 9, 2, Ink.Oak);
        foreach (var (x, hue) in new[] { (96, 30), (140, 90), (184, 150), (228, 250), (272, 350) })
            pen.Path($"M{x} 176V{152 + hue % 11}Q{x + 14} {142 + hue % 11} {x + 28} {152 + hue % 11}V176Z",
                new Ink(.74, .11, hue));
        for (var i = 0; i < 7; i++) pen.Disc(98 + i * 34, 240, 15, pen.Ball(new Ink(.74, .12, i % 3 * 40 + 20)));
        pen.Rect(50, 246, 300, 17, 4, Ink.Oak.Lighter(1));
        pen.Rect(60, 263, 280, 67, 4, pen.Matte(Ink.Oak));
        pen.Line("M130 266V328M200 266V328M270 266V328", Ink.Oak.Darker(1.2), 2.5);
        for (var stripe = 0; stripe < 7; stripe++)
        {
            int top = 68 + stripe * 38, low = 30 + stripe * 48;
            pen.Path($"M{top} 76H{top + 38}L{low + 48} 142Q{low + 48} 164 {low + 24} 164T{low} 142Z",
                stripe % 2 == 0 ? pen.Down(look.Solid) : pen.Down(Ink.Cream.Lighter(.6)));
        }

        pen.Rect(68, 66, 264, 13, 6, Ink.Oak.Darker());
        pen.Disc(200, 298, 25, Ink.Cream);
        pen.Letter(200, 311, 36, look.Letter, look.Main.Darker(2));
    }
}
