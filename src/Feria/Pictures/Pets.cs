namespace Feria.Pictures;

static class Pets
{
    public static readonly Drawing[] All =
    [
        new("petbowl", Bowl, Scene.Room, FocusX: 200, FocusY: 240),
        new("leash", Leash, Scene.Outdoors, Pack.Bag, FocusX: 200, FocusY: 250),
        new("cattree", CatTree, Scene.Room, Pack.Measure, FocusX: 150, FocusY: 150),
        new("petbed", Bed, Scene.Room, FocusX: 200, FocusY: 250),
        new("aquarium", Aquarium, Scene.Room, Pack.Measure, FocusX: 160, FocusY: 220),
        new("petfood", Food, Scene.Kitchen, Pack.Bag, FocusX: 200, FocusY: 220),
    ];

    static void Paw(Pen pen, int x, int y, string ink)
    {
        pen.Path($"M{x} {y - 4}C{x + 20} {y - 4} {x + 26} {y + 24} {x} {y + 20}"
            + $"C{x - 26} {y + 24} {x - 20} {y - 4} {x} {y - 4}Z", ink);
        pen.Oval(x - 22, y - 4, 7, 9, ink);
        pen.Oval(x - 9, y - 18, 7, 10, ink);
        pen.Oval(x + 9, y - 18, 7, 10, ink);
        pen.Oval(x + 22, y - 4, 7, 9, ink);
    }

    static void Cat(Pen pen, int x, int y, Ink ink)
    {
        pen.Path($"M{x - 34} {y}Q{x - 40} {y - 50} {x} {y - 52}T{x + 34} {y}Z", pen.Matte(ink));
        pen.Path($"M{x - 28} {y - 48}L{x - 26} {y - 86}L{x - 8} {y - 70}H{x + 8}L{x + 26} {y - 86}"
            + $"L{x + 28} {y - 48}Q{x + 20} {y - 28} {x} {y - 28}T{x - 28} {y - 48}Z", pen.Matte(ink));
        pen.Line($"M{x - 11} {y - 54}v4M{x + 11} {y - 54}v4", Ink.Gold.Lighter(1), 6);
        pen.Path($"M{x - 4} {y - 44}h8l-4 5Z", Ink.Brick.Lighter(2));
        pen.Line($"M{x + 32} {y - 8}q34 -4 26 -34", ink, 10);
    }

    static void Bowl(Pen pen, Look look)
    {
        pen.Shadow(200, 140);
        pen.Path("M110 226Q120 182 150 194Q164 168 194 182Q222 164 240 188Q280 178 290 226Z", Ink.Walnut);
        foreach (var (x, y) in new[] { (140, 206), (168, 198), (196, 206), (226, 196), (254, 208), (212, 184),
            (184, 186) })
            pen.Disc(x, y, 13, pen.Ball(Ink.Walnut.Lighter(look.Between(0, 2))));
        pen.Path("M98 220H302L334 314Q336 330 318 330H82Q64 330 66 314Z", pen.Gloss(look.Solid));
        pen.Oval(200, 222, 102, 15, "#3a243026");
        pen.Line("M98 222Q200 244 302 222", look.Main.Lighter(2), 7);
        Paw(pen, 200, 282, Ink.Snow);
        pen.Shine("M108 244L88 306", 6);
    }

    static void Leash(Pen pen, Look look)
    {
        pen.Shadow(200, 130);
        pen.Line("M210 236C330 190 330 60 232 70S120 160 190 190S330 140 318 90", pen.Matte(look.Solid), 15);
        pen.Line("M318 90Q300 40 336 34T346 88Q334 100 318 90", look.Main.Darker(1), 13);
        pen.Oval(180, 276, 106, 46, look.Main.Darker(2.2));
        pen.Path("M74 256Q80 302 180 302T286 256V284Q280 330 180 330T74 284Z", pen.Matte(look.Solid));
        pen.Path("M74 258Q84 226 180 226T286 258Q270 246 180 246T74 258Z", look.Main.Darker(.9));
        pen.Stitch("M82 276Q96 312 180 312T278 276", look.Main.Lighter(3));
        pen.Rect(158, 294, 44, 40, 7, pen.Metal(Ink.Gold));
        pen.Rect(168, 304, 24, 20, 3, look.Main.Darker(1));
        pen.Line("M210 236L226 250", pen.Metal(Ink.Steel), 13);
        pen.Disc(236, 320, 17, pen.Ball(look.Accent));
        Paw(pen, 236, 320, "#ffffff00");
    }

    static void CatTree(Pen pen, Look look)
    {
        pen.Shadow(200, 124);
        pen.Rect(88, 310, 224, 20, 8, pen.Matte(look.Solid.Darker(.4)));
        foreach (var (x, top, high) in new[] { (124, 146, 166), (264, 94, 218) })
        {
            pen.Rect(x - 14, top, 28, high, 3, pen.Matte(Ink.Kraft));
            var sisal = $"M{x - 13} {top + 8}";
            for (var y = top + 8; y < top + high - 9; y += 9) sisal += "l26 -4m-26 13";
            pen.Line(sisal, Ink.Kraft.Darker(1), 2.5);
        }

        pen.Rect(196, 76, 132, 20, 9, pen.Matte(look.Solid));
        pen.Rect(76, 140, 110, 18, 9, pen.Matte(look.Solid));
        pen.Rect(156, 216, 140, 94, 12, pen.Matte(look.Solid.Darker(.3)));
        pen.Path("M190 310V276A36 36 0 0 1 262 276V310Z", Ink.Coal.Lighter());
        pen.Line("M214 96V140", Ink.Kraft.Darker(1.4), 3);
        pen.Disc(214, 150, 12, pen.Ball(look.Accent));
        Cat(pen, 126, 142, look.Of(Ink.Coal.Lighter(), Ink.Gold.Darker(), Ink.Steel));
    }

    static void Bed(Pen pen, Look look)
    {
        pen.Shadow(200, 160);
        pen.Path("M40 262Q60 190 200 188T360 262V290Q352 330 200 330T48 290Z", pen.Matte(look.Solid));
        pen.Oval(200, 254, 126, 46, look.Main.Darker(1.6));
        pen.Oval(200, 262, 116, 38, pen.Down(Ink.Cream));
        pen.Path("M46 284Q80 316 200 316T354 284Q348 330 200 330T46 284Z", look.Main.Lighter(.6));
        if (look.Maybe) Cat(pen, 196, 272, look.Of(Ink.Coal.Lighter(), Ink.Gold.Darker(), Ink.Steel));
        else
        {
            pen.Line("M170 258L226 268", Ink.Snow.Darker(.5), 13);
            foreach (var (x, y) in new[] { (166, 252), (168, 264), (230, 262), (228, 274) })
                pen.Disc(x, y, 9, Ink.Snow.Darker(.5));
        }

        Paw(pen, 200, 318, look.Accent.Lighter(1));
        pen.Stitch("M56 274Q90 302 200 302T344 274", look.Main.Darker(1));
    }

    static void Aquarium(Pen pen, Look look)
    {
        pen.Shadow(200, 150);
        pen.Rect(60, 110, 280, 20, 6, pen.Matte(Ink.Coal.Lighter()));
        pen.Rect(64, 128, 272, 196, 4, pen.Blend(Ink.Sky.Lighter(2.4), Ink.Sky.Darker(1)));
        pen.Line("M64 146Q110 140 150 146T240 146T336 144", Ink.Snow, 3);
        pen.Path("M64 300Q120 280 200 296T336 286V324H64Z", pen.Down(Ink.Cream.Darker(1)));
        foreach (var (x, up) in new[] { (96, 90), (112, 60), (292, 100), (308, 64) })
            pen.Line($"M{x} 304q-16 -{up / 4} 0 -{up / 2}t0 -{up / 2}", Ink.Leaf, 8);
        pen.Path("M226 304Q232 262 258 264T286 304Z", pen.Matte(Ink.Steel.Darker()));
        foreach (var (x, y, i) in new[] { (160, 200, 0), (240, 180, 1), (200, 246, 2) })
        {
            var ink = i == 0 ? look.Solid : i == 1 ? look.Accent : Ink.Gold;
            pen.Path($"M{x - 26} {y}Q{x} {y - 24} {x + 22} {y}L{x + 40} {y - 14}V{y + 14}L{x + 22} {y}"
                + $"Q{x} {y + 24} {x - 26} {y}Z", pen.Down(ink));
            pen.Disc(x - 13, y - 3, 4, Ink.Coal);
            pen.Line($"M{x + 2} {y - 11}Q{x - 4} {y} {x + 2} {y + 11}", Ink.Snow, 4);
        }

        pen.Line("M132 176h0M138 160h0M126 148h0", Ink.Snow, 6);
        pen.Path("M64 128H120L84 324H64Z", "#ffffff38");
        pen.Rect(60, 322, 280, 10, 4, Ink.Coal.Lighter());
    }

    static void Food(Pen pen, Look look)
    {
        pen.Shadow(200, 104);
        pen.Path("M112 76H288L282 100L298 316Q298 330 282 330H118Q102 330 102 316L118 100Z", pen.Matte(look.Solid));
        pen.Path("M112 76H288L282 100H118Z", look.Main.Darker(1));
        pen.Line("M124 88H276", look.Main.Lighter(2), 3);
        pen.Disc(200, 182, 60, Ink.Cream);
        Cat(pen, 196, 226, look.Of(Ink.Coal.Lighter(), Ink.Walnut, Ink.Steel.Darker()));
        pen.Path("M106 262H294L298 316Q298 330 282 330H118Q102 330 102 316Z", look.Accent.Lighter(.6));
        pen.Line("M136 286H264M156 304H244", Ink.Snow, 7);
        pen.Shine("M126 120L116 250", 6);
    }
}
