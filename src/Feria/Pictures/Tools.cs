namespace Feria.Pictures;

static class Tools
{
    public static readonly Drawing[] All =
    [
        new("drill", Drill, Scene.Workshop, FocusX: 170, FocusY: 150),
        new("hammer", Hammer, Scene.Workshop, FocusX: 160, FocusY: 130),
        new("saw", Saw, Scene.Workshop, FocusX: 280, FocusY: 200),
        new("screwdriver", Screwdrivers, Scene.Workshop, FocusX: 150, FocusY: 240),
        new("toolbox", Toolbox, Scene.Workshop, FocusX: 200, FocusY: 220),
        new("paint", Paint, Scene.Workshop, FocusX: 170, FocusY: 190),
        new("ladder", Ladder, Scene.Workshop, Pack.Measure, FocusX: 200, FocusY: 120),
        new("tapmeasure", TapeMeasure, Scene.Workshop, FocusX: 170, FocusY: 210),
    ];

    static void Drill(Pen pen, Look look)
    {
        pen.Shadow(236, 84);
        pen.Path("M206 190H268L282 286H220Z", pen.Matte(Ink.Coal.Lighter(.6)));
        pen.Path("M206 278H300Q310 278 310 290V318Q310 330 298 330H204Q192 330 192 318V290Q192 278 206 278Z",
            pen.Gloss(look.Solid));
        pen.Path("M136 112H276Q322 112 322 156T276 204H196L136 196Z", pen.Gloss(look.Solid));
        pen.Path("M276 112Q322 112 322 156T276 204H262V112Z", Ink.Coal.Lighter(.6));
        pen.Line("M284 132V184M298 136V180", Ink.Coal, 4);
        pen.Path("M136 118L96 130V182L136 194Z", pen.Metal(Ink.Coal.Lighter(1.6)));
        pen.Path("M98 140L74 148V166L98 174Z", pen.Metal(Ink.Steel));
        pen.Path("M76 151H22L12 157L22 163H76Z", pen.Metal(Ink.Steel.Lighter()));
        pen.Line("M30 152L40 162M46 152L56 162", Ink.Steel.Darker(2), 2);
        pen.Path("M196 206Q188 224 204 240L216 238L212 206Z", look.Accent.Darker());
        pen.Rect(160, 140, 80, 34, 6, Ink.Snow.Alpha(.9));
        pen.Line("M172 152H222M172 163H206", look.Main.Darker(1), 5);
        pen.Rect(216, 296, 60, 16, 4, Ink.Coal);
        pen.Line("M226 304H246", Ink.Leaf.Lighter(2), 5);
    }

    static void Hammer(Pen pen, Look look)
    {
        pen.Shadow(214, 100);
        using (pen.Turn(18, 200, 200))
        {
            pen.Path("M186 116H214L220 250H180Z", pen.Matte(look.Wood));
            pen.Path("M178 226H222L226 332Q200 344 174 332Z", pen.Matte(look.Solid));
            pen.Line("M180 252H222M179 272H223M178 292H224", look.Main.Darker(1.4), 4);
            pen.Path("M120 84H156L166 78H226Q280 78 312 126Q270 106 232 120H166L156 128H120Q112 128 112 118V94"
                + "Q112 84 120 84Z",
                pen.Metal(Ink.Steel.Darker(.5)));
            pen.Rect(104, 80, 20, 52, 6, pen.Metal(Ink.Steel));
            pen.Path("M260 94Q292 104 312 126Q288 112 264 112Z", Ink.Steel.Darker(2.4));
        }
    }

    static void Saw(Pen pen, Look look)
    {
        pen.Shadow(200, 150, 316);
        var teeth = "M36 214L250 150L262 244L44 250";
        for (var x = 44; x < 258; x += 12) teeth += $"L{x + 4} 258L{x + 12} {250 - (x - 44) * 6 / 214}";
        pen.Path("M34 218L250 148L264 250L42 254Z", pen.Metal(Ink.Steel.Lighter()));
        for (var x = 44; x < 256; x += 12) pen.Path($"M{x} 252L{x + 6} 264L{x + 12} 252Z", Ink.Steel.Darker(.6));
        pen.Line("M60 216L244 158", Ink.Snow, 2.5);
        pen.Path("M236 150Q260 120 300 134Q356 156 364 232Q366 282 326 292Q292 296 262 268L248 250Z",
            pen.Matte(look.Solid));
        pen.Path("M284 176Q314 172 328 210Q338 248 316 256Q292 256 280 228Q272 186 284 176Z", Ink.Cream.Darker(1));
        pen.Disc(262, 176, 6, pen.Metal(Ink.Gold));
        pen.Disc(268, 234, 6, pen.Metal(Ink.Gold));
        pen.Shine("M296 150Q330 168 344 210");
    }

    static void Screwdrivers(Pen pen, Look look)
    {
        pen.Shadow(200, 110);
        var turn = -18;
        foreach (var (x, ink) in new[] { (120, look.Solid), (200, look.Accent), (280, look.Solid.Darker(1)) })
        {
            using (pen.Turn(turn, x, 240))
            {
                pen.Rect(x - 5, 60, 10, 140, 2, pen.Metal(Ink.Steel));
                pen.Path($"M{x - 7} 76L{x - 4} 56H{x + 4}L{x + 7} 76Z", Ink.Steel.Darker(2));
                pen.Path($"M{x - 10} 196H{x + 10}L{x + 20} 216V300Q{x + 20} 326 {x} 326T{x - 20} 300V216Z",
                    pen.Gloss(ink));
                pen.Line($"M{x - 8} 224V300M{x + 8} 224V300", ink.Darker(1.6), 5);
                pen.Rect(x - 20, 226, 40, 12, 0, Ink.Coal);
            }

            turn += 18;
        }
    }

    static void Toolbox(Pen pen, Look look)
    {
        pen.Shadow(200, 146);
        pen.Line("M130 170V138Q130 116 152 116H248Q270 116 270 138V170", pen.Matte(Ink.Coal.Lighter()), 15);
        pen.Path("M74 168H326L340 216H60Z", pen.Matte(look.Solid.Lighter(.5)));
        pen.Rect(60, 212, 280, 118, 10, pen.Gloss(look.Solid));
        pen.Rect(60, 208, 280, 16, 4, look.Main.Darker(1.6));
        foreach (var x in new[] { 112, 264 })
        {
            pen.Rect(x, 198, 26, 44, 5, pen.Metal(Ink.Steel));
            pen.Line($"M{x + 13} 228v0", Ink.Coal, 7);
        }

        pen.Rect(158, 250, 84, 44, 6, Ink.Snow.Alpha(.9));
        pen.Line("M172 266H228M172 279H206", look.Main.Darker(1), 5);
    }

    static void Paint(Pen pen, Look look)
    {
        pen.Shadow(190, 120);
        pen.Line("M98 176C110 60 270 60 282 176", Ink.Steel.Darker(), 4);
        pen.Path("M96 172H284V312Q284 330 190 330T96 312Z", pen.Metal(Ink.Steel.Lighter()));
        pen.Path("M96 206H284V296Q190 312 96 296Z", pen.Matte(look.Solid));
        pen.Path("M124 230H256V276Q190 284 124 276Z", Ink.Snow);
        pen.Line("M140 246H240M140 260H204", look.Main.Darker(.6), 6);
        pen.Oval(190, 172, 94, 23, pen.Metal(Ink.Steel));
        pen.Oval(190, 172, 82, 17, look.Main);
        pen.Oval(180, 169, 46, 7, look.Main.Lighter(2).Alpha(.8));
        pen.Path("M104 180Q108 220 118 232Q128 222 126 184Z", look.Main);
        using (pen.Turn(36, 260, 120))
        {
            pen.Rect(250, 30, 20, 90, 9, pen.Matte(look.Wood));
            pen.Rect(238, 114, 44, 24, 3, pen.Metal(Ink.Gold));
            pen.Path("M240 138H280L276 196Q260 208 244 196Z", pen.Matte(Ink.Kraft));
            pen.Path("M243 172H277L276 196Q260 210 244 196Z", look.Main.Darker(.4));
        }
    }

    static void Ladder(Pen pen, Look look)
    {
        pen.Shadow(206, 100);
        pen.Line("M214 66L292 324M196 66L270 326", Ink.Steel.Darker(1.6), 9);
        for (var step = 0; step < 5; step++)
        {
            int y = 110 + step * 46, half = 34 + step * 8;
            pen.Rect(178 - half, y, half * 2, 14, 3, pen.Metal(step == 0 ? look.Solid : Ink.Steel));
        }

        pen.Line("M158 64L108 328M198 64L248 328", pen.Gloss(look.Solid), 13);
        pen.Rect(144, 54, 72, 21, 6, pen.Matte(Ink.Coal.Lighter()));
        pen.Line("M104 328h12M244 328h12", Ink.Coal, 11);
    }

    static void TapeMeasure(Pen pen, Look look)
    {
        pen.Shadow(200, 140);
        pen.Path("M250 300H372V322H250Z", Ink.Gold.Lighter(1));
        for (var x = 260; x < 366; x += 10) pen.Line($"M{x} 301v{(x % 50 == 10 ? 14 : 8)}", Ink.Coal, 2);
        pen.Rect(366, 294, 8, 34, 2, pen.Metal(Ink.Steel));
        pen.Path("M84 330V200Q84 104 180 104Q280 104 284 214V330Z", pen.Gloss(look.Solid));
        pen.Path("M84 330V200Q84 104 180 104L176 130Q112 134 110 206V330Z", Ink.Coal.Lighter(.8));
        pen.Disc(190, 222, 58, pen.Metal(Ink.Steel));
        pen.Disc(190, 222, 45, pen.Ball(Ink.Coal.Lighter()));
        pen.Line("M168 212H212M168 226H212M176 240H204", Ink.Gold.Lighter(), 5);
        pen.Rect(200, 98, 46, 17, 7, look.Accent);
    }
}
