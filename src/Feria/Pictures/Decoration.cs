namespace Feria.Pictures;

static class Decoration
{
    public static readonly Drawing[] All =
    [
        new("lamp", Lamp, Scene.Room, FocusX: 200, FocusY: 150),
        new("floorlamp", FloorLamp, Scene.Room, Pack.Measure, FocusX: 190, FocusY: 110),
        new("rug", Rug, Scene.Room, Pack.Measure, FocusX: 130, FocusY: 200),
        new("plantpot", PlantPot, Scene.Room, FocusX: 200, FocusY: 290),
        new("cushion", Cushion, Scene.Room, Pack.Bag, FocusX: 150, FocusY: 200),
        new("mirror", Mirror, Scene.Bath, Pack.Measure, FocusX: 270, FocusY: 110),
        new("vase", Vase, Scene.Room, FocusX: 190, FocusY: 250),
        new("clock", Clock, Scene.Room, FocusX: 220, FocusY: 190),
        new("candle", Candle, Scene.Bath, Pack.Bag, FocusX: 170, FocusY: 170),
        new("bedding", Bedding, Scene.Room, Pack.Bag, FocusX: 160, FocusY: 270),
        new("towels", Towels, Scene.Bath, Pack.Bag, FocusX: 160, FocusY: 250),
        new("basket", Basket, Scene.Room, FocusX: 170, FocusY: 250),
    ];

    static void Lamp(Pen pen, Look look)
    {
        pen.Oval(200, 160, 190, 160, pen.Glow(Ink.Gold.Lighter(3), .6));
        pen.Shadow(200, 70);
        if (look.Maybe) pen.Path("M166 318Q150 262 180 236H220Q250 262 234 318Z", pen.Gloss(look.Accent));
        else pen.Path("M190 214H210L222 318H178Z", pen.Matte(look.Wood));
        pen.Path("M140 330Q142 314 200 314T260 330Z", pen.Matte(look.Wood.Darker()));
        pen.Path("M148 76H252L300 218Q200 238 100 218Z", pen.Matte(look.Solid.Lighter(.5)));
        pen.Path("M158 76H214L216 228Q150 228 112 220Z", Ink.Snow.Alpha(.25));
        pen.Path("M100 218Q200 238 300 218Q200 206 100 218Z", Ink.Gold.Lighter(3));
        pen.Line("M262 232V276", Ink.Steel.Darker(), 2.5);
        pen.Disc(262, 279, 5, pen.Ball(Ink.Gold));
    }

    static void FloorLamp(Pen pen, Look look)
    {
        pen.Oval(190, 130, 170, 130, pen.Glow(Ink.Gold.Lighter(3), .5));
        pen.Shadow(204, 66);
        if (look.Maybe) pen.Line("M200 130L146 328M200 130L258 328M200 130V316", pen.Matte(look.Wood), 9);
        else
        {
            pen.Rect(195, 120, 10, 200, 4, pen.Metal(Ink.Gold));
            pen.Oval(200, 322, 54, 10, pen.Metal(Ink.Gold));
        }

        pen.Path("M150 40H250L276 140Q200 154 124 140Z", pen.Matte(look.Solid.Lighter(.4)));
        pen.Path("M124 140Q200 154 276 140Q200 132 124 140Z", Ink.Gold.Lighter(3));
        pen.Shade("M216 40H250L276 140Q250 146 224 147Z");
    }

    static void Rug(Pen pen, Look look)
    {
        pen.Cast("M96 142H304L372 316H28Z");
        var fringe = "";
        for (var x = 34; x <= 366; x += 10) fringe += $"M{x} 314L{200 + (x - 200) * 104 / 100} 326";
        pen.Line(fringe, Ink.Cream.Darker(.6), 3);
        pen.Path("M96 138H304L372 314H28Z", pen.Down(look.Solid));
        pen.Path("M112 150H288L344 300H56Z", look.Accent.Lighter(1));
        pen.Path("M124 158H276L326 290H74Z", look.Main.Lighter(.8));
        if (look.Maybe)
        {
            pen.Path("M200 164L282 222L200 284L118 222Z", look.Accent);
            pen.Path("M200 184L250 222L200 262L150 222Z", Ink.Cream);
            pen.Path("M200 202L224 222L200 242L176 222Z", look.Main.Darker(1.4));
            return;
        }

        for (var row = 0; row < 4; row++)
        {
            int y = 172 + row * 29, half = 70 + row * 16;
            var zigzag = $"M{200 - half} {y + 12}";
            for (var i = 0; i < 8; i++) zigzag += $"l{half / 8} {(i % 2 == 0 ? -14 : 14)}l{half / 8} 0";
            pen.Line(zigzag, row % 2 == 0 ? look.Accent.Darker(.5) : Ink.Cream, 7);
        }
    }

    static void PlantPot(Pen pen, Look look)
    {
        pen.Shadow(200, 76);
        var leaf = Ink.Leaf.Turned(look.Between(-14, 10));
        if (look.Maybe)
            foreach (var (turn, long1) in new[] { (-58, 0), (56, 6), (-34, 14), (32, 20), (-12, 30), (12, 24) })
                using (pen.Turn(turn, 200, 250))
                    pen.Path($"M200 250C158 190 172 {130 - long1} 200 {96 - long1}C228 {130 - long1} 242 190 200 250Z",
                        pen.Matte(leaf.Darker((turn + 60) * .012)));
        else
            foreach (var (turn, tone) in new[] { (-30, 1.2), (28, 1.0), (-14, .5), (14, .2), (0, -.4) })
                using (pen.Turn(turn, 200, 260))
                {
                    pen.Path("M186 260C180 180 184 110 200 66C216 110 220 180 214 260Z", pen.Matte(leaf.Darker(tone)));
                    pen.Line("M200 90V240", leaf.Lighter(2).Alpha(.6), 2.5);
                }

        pen.Path("M134 232H266V256H134Z", pen.Matte(look.Solid.Lighter(.4)));
        pen.Path("M140 254H260L244 318Q242 330 230 330H170Q158 330 156 318Z", pen.Matte(look.Solid));
        pen.Shade("M140 254H260L258 264H142Z");
        pen.Shine("M154 270L164 312");
    }

    static void Cushion(Pen pen, Look look)
    {
        pen.Shadow(200, 128);
        const string Shape = "M78 118Q200 148 322 112Q344 110 336 132Q314 224 334 306Q338 328 316 326"
            + "Q200 306 86 328Q62 332 68 310"
            + "Q88 218 62 138Q56 114 78 118Z";
        pen.Path(Shape, pen.Matte(look.Solid));
        using (pen.Inside(Shape))
        {
            if (look.Maybe)
                for (var x = 84; x < 340; x += 44)
                    pen.Line($"M{x} 100Q{x + 14} 220 {x - 4} 340", look.Accent.Lighter(.6), 12);
            else
                for (var i = 0; i < 16; i++)
                    pen.Disc(92 + i % 4 * 70 + i / 4 % 2 * 30, 150 + i / 4 * 50, 12,
                        i % 3 == 0 ? Ink.Cream : look.Accent);
        }

        pen.Shade("M334 128Q314 224 334 306Q338 328 316 326Q260 316 200 318Q290 290 334 128Z");
        pen.Stitch("M88 132Q200 160 312 128", look.Main.Lighter(2.4));
    }

    static void Mirror(Pen pen, Look look)
    {
        var arch = look.Maybe;
        var frame = look.Of(Ink.Gold, look.Wood, Ink.Coal);
        var glass = arch ? "M122 318V150A78 78 0 0 1 278 150V318Z"
            : "M84 190a116 116 0 1 0 232 0a116 116 0 1 0 -232 0Z";
        pen.Cast(arch ? "M110 330V150A90 90 0 0 1 290 150V330Z" : "M72 190a128 128 0 1 0 256 0a128 128 0 1 0 -256 0Z");
        pen.Path(arch ? "M110 330V150A90 90 0 0 1 290 150V330Z" : "M72 190a128 128 0 1 0 256 0a128 128 0 1 0 -256 0Z",
            pen.Metal(frame));
        pen.Path(glass, pen.Blend(Ink.Sky.Lighter(2), look.Main.Lighter(3)));
        using (pen.Inside(glass))
        {
            pen.Path("M60 260Q160 200 220 250T360 240V340H60Z", look.Main.Lighter(1.4).Alpha(.5));
            pen.Line("M110 270L250 90M150 310L300 120", Ink.Snow.Alpha(.55), 18);
            pen.Line("M128 300L284 100", Ink.Snow.Alpha(.55), 5);
        }
    }

    static void Vase(Pen pen, Look look)
    {
        pen.Shadow(200, 66);
        pen.Line("M196 180Q170 130 140 96M200 180Q200 120 206 66M206 180Q236 136 266 112", Ink.Leaf.Darker(), 4);
        foreach (var (x, y, size) in new[] { (138, 90, 26), (207, 60, 32), (270, 106, 24) })
        {
            for (var petal = 0; petal < 6; petal++)
                using (pen.Turn(petal * 60, x, y)) pen.Oval(x, y - size * .6, size * .36, size * .55,
                    look.Accent.Lighter(petal % 2));
            pen.Disc(x, y, size / 3, pen.Ball(Ink.Gold));
        }

        pen.Path("M176 150Q150 140 164 128Q178 140 180 158M226 164Q252 160 250 144Q232 146 222 162", Ink.Leaf);
        pen.Path("M172 172H228Q226 200 250 224Q284 262 248 322Q246 330 234 330H166Q154 330 152 322Q116 262 150 224"
            + "Q174 200 172 172Z",
            pen.Gloss(look.Solid));
        pen.Oval(200, 172, 28, 7, look.Main.Darker(2));
        if (look.Maybe) pen.Line("M136 262Q200 280 264 262M138 276Q200 294 262 276", look.Main.Lighter(2.4), 4);
        pen.Shine("M152 244Q136 268 150 300", 6);
    }

    static void Clock(Pen pen, Look look)
    {
        pen.Cast("M80 190a120 120 0 1 0 240 0a120 120 0 1 0 -240 0Z");
        pen.Disc(200, 190, 122, pen.Metal(look.Of(look.Wood, Ink.Gold, look.Solid)));
        pen.Disc(200, 190, 104, pen.Ball(Ink.Snow));
        pen.Ring(200, 190, 98, 2, look.Main);
        for (var hour = 0; hour < 12; hour++)
            using (pen.Turn(hour * 30, 200, 190)) pen.Line(hour % 3 == 0 ? "M200 102V120" : "M200 102V110",
                look.Main.Darker(1.6), 6);
        using (pen.Turn(-60, 200, 190)) pen.Line("M200 200V138", Ink.Coal, 8);
        using (pen.Turn(54, 200, 190)) pen.Line("M200 206V116", Ink.Coal, 6);
        using (pen.Turn(140, 200, 190)) pen.Line("M200 216V108", Ink.Brick, 2.5);
        pen.Disc(200, 190, 7, Ink.Brick);
        pen.Path("M122 140A92 92 0 0 1 206 98L150 242A92 92 0 0 1 122 140Z", "#ffffff44");
    }

    static void Candle(Pen pen, Look look)
    {
        pen.Oval(176, 150, 130, 110, pen.Glow(Ink.Gold.Lighter(2), .55));
        pen.Shadow(200, 110);
        pen.Path("M176 176Q152 150 176 104Q200 150 176 176Z", pen.Down(Ink.Gold.Lighter(1)));
        pen.Path("M176 174Q166 158 176 136Q186 158 176 174Z", Ink.Snow);
        pen.Line("M176 172V190", Ink.Coal, 3.5);
        pen.Path("M108 192H244V308Q244 330 222 330H130Q108 330 108 308Z", pen.Gloss(look.Solid));
        pen.Oval(176, 192, 68, 14, Ink.Cream);
        pen.Oval(176, 192, 56, 9, Ink.Cream.Lighter());
        pen.Rect(134, 232, 84, 60, 3, Ink.Snow.Alpha(.92));
        pen.Line("M150 250H202M158 262H194M164 274H188", look.Main.Darker(1), 3.5);
        pen.Path("M258 292H326V322Q326 330 318 330H266Q258 330 258 322Z", pen.Metal(Ink.Gold));
        pen.Oval(292, 292, 34, 7, Ink.Cream.Darker());
        pen.Shine("M122 214V300");
    }

    static void Bedding(Pen pen, Look look)
    {
        pen.Shadow(200, 140);
        foreach (var (y, ink) in new[] { (286, look.Solid.Darker(.4)), (242, Ink.Snow.Darker(.3)), (198, look.Solid),
            (154, look.Accent.Lighter(1)) })
        {
            pen.Path($"M78 {y}Q62 {y + 2} 62 {y + 22}T78 {y + 44}H322Q338 {y + 40} 334 {y + 22}T318 {y}Z",
                pen.Matte(ink));
            pen.Path($"M78 {y + 2}Q64 {y + 4} 64 {y + 22}T80 {y + 42}Q96 {y + 36} 94 {y + 22}T78 {y + 2}Z",
                ink.Lighter(1.3));
            pen.Line($"M94 {y + 22}H330", ink.Darker(1), 2.5);
        }

        pen.Line("M200 152V330M150 152Q200 120 200 152Q200 120 250 152", Ink.Kraft.Darker(), 6);
        pen.Rect(214, 214, 62, 40, 3, Ink.Snow);
        pen.Line("M224 228H264M224 239H252", look.Main, 3);
    }

    static void Towels(Pen pen, Look look)
    {
        pen.Shadow(200, 130);
        for (var i = 0; i < 3; i++)
        {
            var (y, ink) = (284 - i * 46, i == 1 ? look.Accent.Lighter(1) : look.Solid.Lighter(i * .4));
            pen.Rect(84, y, 236, 46, 22, pen.Matte(ink));
            pen.Rect(84, y, 60, 46, 22, ink.Lighter(.9));
            pen.Line($"M100 {y + 23}q14 -14 26 0q-10 10 -18 0", ink.Darker(1), 3);
            pen.Line($"M250 {y + 3}V{y + 43}M262 {y + 3}V{y + 43}", ink.Lighter(2), 4);
        }

        pen.Path("M150 192Q146 150 176 132Q216 116 240 148Q262 160 252 192Z", pen.Matte(Ink.Cream));
        pen.Line("M176 190Q160 160 188 146T232 170Q226 186 206 180", Ink.Cream.Darker(1.6), 3);
    }

    static void Basket(Pen pen, Look look)
    {
        pen.Shadow(200, 110);
        pen.Path("M108 150Q140 96 186 132Q226 84 270 128Q300 130 292 158Z", pen.Matte(look.Solid.Lighter(1)));
        pen.Line("M92 180C56 150 70 116 112 150M308 180C344 150 330 116 288 150", Ink.Oak.Darker(1.4), 9);
        pen.Path("M88 154H312L290 316Q288 330 274 330H126Q112 330 110 316Z", pen.Matte(Ink.Oak));
        for (var row = 0; row < 6; row++)
            for (var column = 0; column < 9; column++)
                pen.Rect(99 + row * 3 + column * (23 - row / 2), 172 + row * 25, 15, 11, 5, (row + column) % 2 == 0
                    ? Ink.Oak.Lighter(1.3) : Ink.Oak.Darker(.9));
        pen.Rect(82, 146, 236, 20, 10, pen.Matte(look.Solid));
    }
}
