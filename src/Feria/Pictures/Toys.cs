namespace Feria.Pictures;

static class Toys
{
    public static readonly Drawing[] All =
    [
        new("puzzle", Puzzle, Scene.Playroom, FocusX: 180, FocusY: 200),
        new("doll", Doll, Scene.Playroom, FocusX: 200, FocusY: 130),
        new("blocks", Blocks, Scene.Playroom, FocusX: 160, FocusY: 230),
        new("teddy", Teddy, Scene.Playroom, Pack.Bag, FocusX: 200, FocusY: 130),
        new("toycar", Car, Scene.Playroom, FocusX: 150, FocusY: 260),
        new("boardgame", BoardGame, Scene.Playroom, FocusX: 200, FocusY: 250),
        new("kite", Kite, Scene.Outdoors, Pack.Bag, FocusX: 200, FocusY: 140),
        new("train", Train, Scene.Playroom, FocusX: 130, FocusY: 240),
    ];

    static Ink Bright(int i) => new Ink(.72, .13, i * 67 % 360);

    static void Puzzle(Pen pen, Look look)
    {
        pen.Cast("M72 92H328V326H72Z");
        const string Sheet = "M70 84H330V320H70Z";
        using (pen.Inside(Sheet))
        {
            pen.Path(Sheet, pen.Blend(look.Accent.Lighter(2), Ink.Cream));
            pen.Disc(260, 136, 29, Ink.Gold);
            pen.Path("M60 250L150 130L230 240L280 180L350 260V330H60Z", look.Main.Lighter(1.4));
            pen.Path("M150 130L178 168L150 180L126 162Z", Ink.Snow);
            pen.Path("M60 272Q160 220 230 270T350 260V330H60Z", Ink.Leaf);
            pen.Path("M60 310Q200 270 350 312V330H60Z", look.Main.Darker(1));
            foreach (var x in new[] { 135, 200, 265 })
                pen.Line($"M{x} 84v22q-14 4 -10 16q10 10 20 0q4 -12 -10 -16v60q14 4 10 16q-10 10 -20 0"
                    + $"q-4 -12 10 -16v60q-14 4 -10 16"
                    + "q10 10 20 0q4 -12 -10 -16v40", Ink.Coal.Alpha(.45), 2.5);
            foreach (var y in new[] { 143, 202, 261 })
                pen.Line($"M70 {y}h24q4 -14 16 -10q10 10 0 20q-12 4 -16 -10h54q4 14 16 10q10 -10 0 -20"
                    + $"q-12 -4 -16 10h54q4 -14 16 -10"
                    + "q10 10 0 20q-12 4 -16 -10h60", Ink.Coal.Alpha(.45), 2.5);
        }

        pen.Path("M265 262H332V322H265Z", Ink.Cream.Darker(1.2));
        using (pen.Turn(18, 320, 310))
            pen.Path("M286 272H308q-6 -16 8 -18q14 2 8 18H352V300q16 -6 18 8q-2 14 -18 8V338H286Z",
                pen.Matte(look.Main.Darker(.4)));
    }

    static void Doll(Pen pen, Look look)
    {
        var skin = look.Of(new Ink(.86, .055, 60), new Ink(.72, .075, 60), new Ink(.55, .07, 55));
        var hair = look.Of(Ink.Walnut.Darker(1), Ink.Gold, Ink.Coal, Ink.Brick.Darker());
        pen.Shadow(200, 84);
        pen.Path("M132 130Q126 230 154 236H246Q274 230 268 130Z", pen.Matte(hair.Darker(.6)));
        pen.Line("M176 290V318M224 290V318", skin, 21);
        pen.Path("M158 318H190V330H154ZM210 318H242L246 330H210Z", look.Accent.Darker());
        pen.Line("M156 214L122 262M244 214L278 262", skin.Darker(.3), 19);
        pen.Path("M164 192H236L276 300Q200 318 124 300Z", pen.Matte(look.Solid));
        pen.Path("M128 288Q200 306 272 288L276 300Q200 318 124 300Z", look.Accent.Lighter(1));
        for (var i = 0; i < 6; i++) pen.Disc(160 + i * 16, 250 + i % 2 * 18, 5, Ink.Cream);
        pen.Path("M178 190Q200 214 222 190L236 196Q200 230 164 196Z", Ink.Cream);
        pen.Disc(200, 136, 58, pen.Ball(skin));
        pen.Path("M138 142Q134 72 200 72T262 142Q252 108 214 104Q160 112 138 142Z", pen.Matte(hair));
        pen.Disc(180, 142, 6.5, Ink.Coal);
        pen.Disc(220, 142, 6.5, Ink.Coal);
        pen.Disc(178, 140, 2, Ink.Snow);
        pen.Disc(218, 140, 2, Ink.Snow);
        pen.Disc(166, 160, 9, Ink.Brick.Lighter(2).Alpha(.5));
        pen.Disc(234, 160, 9, Ink.Brick.Lighter(2).Alpha(.5));
        pen.Line("M188 164Q200 175 212 164", Ink.Brick.Darker(), 4);
        pen.Path("M232 80q-8 -26 -26 -10q-4 16 26 10q30 6 26 -10q-18 -16 -26 10Z", look.Accent);
    }

    static void Blocks(Pen pen, Look look)
    {
        pen.Shadow(200, 150);
        var spots = new[] { (70, 246), (154, 246), (238, 246), (112, 162), (198, 162), (154, 78) };
        for (var i = 0; i < spots.Length; i++)
        {
            var (x, y) = spots[i];
            var ink = i == 0 ? look.Solid : Bright(i + look.Pick(4));
            pen.Path($"M{x} {y + 8}l18 -14h84l-18 14Z", ink.Lighter(1.6));
            pen.Path($"M{x + 84} {y + 8}l18 -14v78l-18 12Z", ink.Darker(1.6));
            pen.Rect(x, y + 8, 84, 76, 4, pen.Matte(ink));
            pen.Rect(x + 11, y + 18, 62, 56, 8, Ink.Cream.Lighter());
            var (cx, cy) = (x + 42, y + 46);
            if (i % 3 == 0) pen.Path($"M{cx - 18} {cy + 18}L{cx} {cy - 20}L{cx + 18} {cy + 18}Z", ink.Darker(.6));
            else if (i % 3 == 1) pen.Disc(cx, cy, 19, ink.Darker(.6));
            else
                pen.Path($"M{cx} {cy + 20}C{cx - 40} {cy - 8} {cx - 14} {cy - 30} {cx} {cy - 10}"
                    + $"C{cx + 14} {cy - 30} {cx + 40} {cy - 8} {cx} {cy + 20}Z", ink.Darker(.6));
        }
    }

    static void Teddy(Pen pen, Look look)
    {
        var fur = look.Main.Chroma > .1 ? Ink.Kraft : look.Solid;
        pen.Shadow(200, 110);
        foreach (var x in new[] { 138, 262 })
        {
            pen.Disc(x, 88, 31, pen.Ball(fur));
            pen.Disc(x, 90, 17, fur.Lighter(1.6));
            pen.Oval(x + (x < 200 ? -34 : 34), 236, 27, 46, pen.Ball(fur.Darker(.3)));
        }

        pen.Oval(200, 254, 82, 76, pen.Ball(fur));
        pen.Oval(200, 262, 48, 50, fur.Lighter(1.6));
        foreach (var x in new[] { 130, 270 })
        {
            pen.Oval(x, 300, 44, 32, pen.Ball(fur.Darker(.2)));
            pen.Oval(x, 304, 23, 17, fur.Lighter(1.8));
        }

        pen.Disc(200, 138, 76, pen.Ball(fur));
        pen.Oval(200, 164, 36, 28, fur.Lighter(1.8));
        pen.Oval(200, 151, 13, 9, Ink.Coal);
        pen.Line("M200 158V170Q188 182 178 172M200 170Q212 182 222 172", Ink.Coal, 4);
        pen.Disc(172, 130, 8, Ink.Coal);
        pen.Disc(228, 130, 8, Ink.Coal);
        pen.Disc(170, 127, 2.5, Ink.Snow);
        pen.Disc(226, 127, 2.5, Ink.Snow);
        pen.Path("M200 210L158 192V232ZM200 210L242 192V232Z", pen.Matte(look.Accent));
        pen.Disc(200, 211, 12, look.Accent.Lighter());
    }

    static void Car(Pen pen, Look look)
    {
        pen.Shadow(200, 150);
        pen.Path("M44 262Q44 226 84 222L118 172Q126 160 142 160H236Q254 160 266 172L306 220Q356 226 358 262V292"
            + "Q358 302 346 302H56Q44 302 44 292Z",
            pen.Gloss(look.Solid));
        pen.Path("M128 180Q132 174 142 174H190V220H106ZM202 174H234Q246 174 254 184L284 220H202Z",
            pen.Blend(Ink.Sky.Lighter(2), Ink.Sky.Darker()));
        pen.Path("M44 262H358V274H44Z", look.Accent);
        pen.Disc(346, 250, 9, Ink.Gold.Lighter(2));
        pen.Rect(46, 242, 12, 16, 4, Ink.Brick);
        pen.Line("M196 226V296M172 240H186", look.Main.Darker(1.6), 4);
        foreach (var x in new[] { 112, 288 })
        {
            pen.Disc(x, 298, 36, pen.Ball(Ink.Coal));
            pen.Disc(x, 298, 19, pen.Metal(Ink.Steel.Lighter()));
            pen.Disc(x, 298, 7, look.Accent);
        }

        pen.Shine("M92 230Q180 224 250 226");
    }

    static void BoardGame(Pen pen, Look look)
    {
        pen.Shadow(200, 160);
        pen.Path("M52 250L150 176H356L330 322H70Z", pen.Matte(look.Solid.Darker(1)));
        pen.Path("M58 246L152 180H350L332 306H74Z", Ink.Cream);
        for (var row = 0; row < 4; row++)
            for (var column = 0; column < 6; column++)
            {
                int y = 188 + row * 29, left = 148 - row * 18, wide = (330 - row * 2 - left) / 6;
                pen.Path($"M{left + column * wide} {y}h{wide - 4}l-3 24h{4 - wide}Z",
                    (row + column) % 2 == 0 ? look.Main : look.Accent.Lighter(.8));
            }

        foreach (var (x, y, i) in new[] { (140, 226, 0), (226, 196, 2), (292, 262, 4), (190, 282, 5) })
        {
            pen.Oval(x + 6, y + 4, 20, 7, "#3a243044");
            pen.Path($"M{x - 16} {y}Q{x - 4} {y - 20} {x - 6} {y - 36}H{x + 6}Q{x + 4} {y - 20} {x + 16} {y}"
                + $"Q{x} {y + 9} {x - 16} {y}Z", pen.Gloss(Bright(i)));
            pen.Disc(x, y - 42, 13, pen.Ball(Bright(i)));
        }

        using (pen.Turn(14, 96, 296))
        {
            pen.Rect(74, 274, 46, 46, 9, pen.Matte(Ink.Snow));
            pen.Line("M86 286v0M108 286v0M97 297v0M86 308v0M108 308v0", Ink.Coal, 8);
        }
    }

    static void Kite(Pen pen, Look look)
    {
        pen.Cast("M200 60L306 164L200 290L94 164Z");
        pen.Line("M200 284Q170 310 196 326T180 362", Ink.Coal.Lighter(2), 3);
        foreach (var (x, y) in new[] { (186, 304), (200, 330), (184, 352) })
            pen.Path($"M{x} {y}l-17 -9v18ZM{x} {y}l17 -9v18Z", look.Accent.Darker(.5));
        pen.Path("M200 50L94 158L200 158Z", pen.Matte(look.Solid));
        pen.Path("M200 50L306 158H200Z", look.Accent);
        pen.Path("M94 158H200V286Z", look.Accent.Lighter(1));
        pen.Path("M200 158H306L200 286Z", look.Solid.Darker(1.2));
        pen.Line("M200 50V286M94 158H306", Ink.Walnut, 4);
        pen.Disc(200, 158, 23, Ink.Cream);
        pen.Line("M190 156v0M210 156v0M192 166Q200 173 208 166", Ink.Coal, 4);
    }

    static void Train(Pen pen, Look look)
    {
        pen.Shadow(200, 160);
        pen.Line("M20 328H380", Ink.Walnut.Lighter(1), 7);
        pen.Path("M60 120H158L150 138H68Z", pen.Matte(look.Accent.Darker()));
        pen.Rect(70, 136, 82, 152, 6, pen.Matte(look.Solid));
        pen.Rect(86, 154, 50, 48, 6, pen.Blend(Ink.Sky.Lighter(2), Ink.Sky));
        pen.Rect(144, 200, 160, 88, 10, pen.Gloss(look.Accent));
        pen.Rect(180, 200, 14, 88, 0, Ink.Gold);
        pen.Rect(236, 200, 14, 88, 0, Ink.Gold);
        pen.Path("M256 200L248 146H302L290 200Z", pen.Matte(look.Solid.Darker(.5)));
        pen.Rect(242, 138, 66, 14, 7, Ink.Gold);
        pen.Path("M168 200Q168 176 188 176T208 200Z", pen.Metal(Ink.Gold));
        pen.Path("M304 252L352 300H304Z", pen.Matte(Ink.Brick));
        pen.Rect(62, 282, 250, 16, 6, Ink.Coal.Lighter());
        foreach (var x in new[] { 104, 190, 256, 316 })
        {
            var size = x == 104 ? 34 : 25;
            pen.Disc(x, 326 - size, size, pen.Ball(look.Solid.Darker(.6)));
            pen.Disc(x, 326 - size, size / 2.4, Ink.Gold);
        }

        pen.Disc(280, 112, 17, Ink.Snow.Alpha(.9));
        pen.Disc(304, 84, 23, Ink.Snow.Alpha(.8));
        pen.Disc(340, 60, 27, Ink.Snow.Alpha(.6));
    }
}
