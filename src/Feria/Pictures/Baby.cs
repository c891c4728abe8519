namespace Feria.Pictures;

static class Baby
{
    public static readonly Drawing[] All =
    [
        new("stroller", Stroller, Scene.Road, Pack.Measure, FocusX: 170, FocusY: 160),
        new("bottle", Bottle, Scene.Kitchen, FocusX: 200, FocusY: 140),
        new("crib", Crib, Scene.Playroom, Pack.Measure, FocusX: 170, FocusY: 200),
        new("highchair", HighChair, Scene.Kitchen, Pack.Measure, FocusX: 200, FocusY: 190),
        new("romper", Romper, Scene.Playroom, Pack.Bag, FocusX: 200, FocusY: 170),
        new("rattle", Rattle, Scene.Playroom, FocusX: 200, FocusY: 130),
    ];

    static void Stroller(Pen pen, Look look)
    {
        pen.Shadow(200, 140);
        pen.Line("M312 96L344 78M312 96L150 296M130 236L268 296", pen.Metal(Ink.Steel.Darker(.6)), 9);
        pen.Line("M330 86L352 74", Ink.Walnut, 14);
        pen.Path("M80 190H290Q286 256 226 262H150Q86 256 80 190Z", pen.Matte(look.Solid));
        pen.Path("M80 190Q72 84 176 80L188 190Z", pen.Matte(look.Solid.Darker(.4)));
        pen.Line("M176 82L188 188M126 96Q120 140 134 190", look.Main.Darker(1.6), 4);
        pen.Path("M186 186H292V204Q240 216 184 204Z", look.Accent.Lighter(1));
        pen.Path("M120 262H252L240 286H134Z", look.Main.Darker(2));
        foreach (var (x, size) in new[] { (142, 34), (268, 34) })
        {
            pen.Disc(x, 296, size, pen.Ball(Ink.Coal));
            pen.Disc(x, 296, 23, pen.Metal(Ink.Steel));
            pen.Disc(x, 296, 7, look.Accent);
        }

        pen.Shine("M98 156Q108 112 146 98");
    }

    static void Bottle(Pen pen, Look look)
    {
        pen.Shadow(200, 66);
        pen.Path("M184 92Q178 62 194 56Q192 40 200 40T206 56Q222 62 216 92Z", pen.Matte(Ink.Oak.Lighter(2)));
        pen.Path("M150 116Q150 88 180 88H220Q250 88 250 116V138H150Z", pen.Gloss(look.Solid));
        pen.Path("M152 138H248V160Q262 176 262 200V302Q262 330 234 330H166Q138 330 138 302V200Q138 176 152 160Z",
            pen.Glass(Ink.Sky));
        pen.Path("M144 214H256V300Q256 324 232 324H168Q144 324 144 300Z", pen.Down(Ink.Snow));
        pen.Line("M238 226h16M244 244h10M238 262h16M244 280h10M238 298h16", look.Main.Darker(.6), 3.5);
        pen.Path("M176 254q-14 -22 4 -24q12 4 10 12q6 -14 18 -10q14 8 -8 26q-14 12 -24 -4Z", look.Accent.Lighter(1));
        pen.Shine("M152 186V306", 6);
    }

    static void Crib(Pen pen, Look look)
    {
        var wood = look.Wood.Lighter(.6);
        pen.Shadow(200, 160);
        pen.Rect(74, 150, 252, 120, 2, wood.Darker(2).Alpha(.4));
        pen.Path("M70 250Q200 236 330 250V282H70Z", pen.Down(Ink.Snow));
        pen.Path("M180 244Q260 236 330 248V284H166Z", pen.Matte(look.Solid));
        pen.Disc(116, 234, 19, pen.Ball(Ink.Kraft));
        pen.Disc(104, 218, 8, Ink.Kraft);
        pen.Disc(128, 218, 8, Ink.Kraft);
        for (var x = 84; x < 326; x += 21) pen.Rect(x, 150, 8, 140, 3, pen.Matte(wood));
        pen.Rect(62, 138, 276, 17, 7, pen.Matte(wood));
        pen.Rect(62, 282, 276, 19, 5, pen.Matte(wood));
        pen.Rect(56, 100, 20, 226, 7, pen.Matte(wood.Darker(.3)));
        pen.Rect(324, 100, 20, 226, 7, pen.Matte(wood.Darker(.3)));
        pen.Line("M66 100V50Q120 30 200 50M150 42V66M178 46V84M200 50V70", wood.Darker(), 4);
        foreach (var (x, y, ink) in new[] { (150, 72, look.Accent), (178, 92, Ink.Gold), (200, 78, look.Solid) })
            pen.Path($"M{x} {y - 13}l4 9l10 1l-8 6l3 10l-9 -6l-9 6l3 -10l-8 -6l10 -1Z", ink);
    }

    static void HighChair(Pen pen, Look look)
    {
        var wood = look.Wood.Lighter(.6);
        pen.Shadow(200, 100);
        pen.Line("M150 200L112 328M250 200L288 328", pen.Matte(wood), 13);
        pen.Line("M132 276H268", wood.Darker(), 10);
        pen.Path("M140 84Q142 54 200 54T260 84L254 190H146Z", pen.Matte(look.Solid));
        pen.Path("M156 92Q158 72 200 72T244 92L240 184H160Z", look.Main.Lighter(1.4));
        pen.Line("M176 76L190 184M224 76L210 184", Ink.Coal.Lighter(), 7);
        pen.Path("M136 190H264V224Q264 234 254 234H146Q136 234 136 224Z", pen.Matte(look.Solid.Darker(.6)));
        pen.Path("M90 186Q90 172 106 172H294Q310 172 310 186T294 202H106Q90 202 90 186Z", pen.Matte(Ink.Snow));
        pen.Path("M166 168H234Q232 184 200 184T166 168Z", pen.Matte(look.Accent));
        pen.Oval(200, 167, 34, 7, look.Accent.Lighter(1.4));
    }

    static void Romper(Pen pen, Look look)
    {
        pen.Cast("M150 94L76 150L104 192L130 176L140 290L190 330H212L262 290L272 176L300 192L326 150L252 94Z");
        pen.Path("M152 86L112 102L66 152L104 194L130 172Q130 240 124 280Q120 300 138 306L172 312Q186 316 190 332"
            + "H212Q216 316 230 312L264 306"
            + "Q282 300 278 280Q272 240 272 172L298 194L336 152L290 102L250 86Q200 122 152 86Z", pen.Matte(look.Solid));
        pen.Path("M152 86Q200 122 250 86L260 92Q200 142 142 92Z", look.Accent.Lighter(.8));
        pen.Line("M70 156L102 188M332 156L300 188M128 296Q160 304 186 320M274 296Q242 304 216 320",
            look.Accent.Lighter(.8), 8);
        pen.Line("M190 324v0M201 326v0M212 324v0", Ink.Snow, 7);
        pen.Disc(201, 212, 40, Ink.Cream);
        pen.Disc(178, 180, 13, Ink.Kraft);
        pen.Disc(224, 180, 13, Ink.Kraft);
        pen.Disc(201, 210, 33, pen.Ball(Ink.Kraft));
        pen.Oval(201, 222, 15, 11, Ink.Cream);
        pen.Line("M190 206v0M212 206v0M201 219v0", Ink.Coal, 7);
    }

    static void Rattle(Pen pen, Look look)
    {
        pen.Shadow(200, 80);
        using (pen.Turn(14, 200, 220))
        {
            pen.Ring(200, 296, 34, 15, pen.Matte(look.Wood.Lighter(.6)));
            pen.Rect(189, 190, 22, 80, 10, pen.Matte(look.Wood.Lighter(.6)));
            pen.Disc(200, 130, 72, pen.Ball(look.Solid));
            pen.Path("M129 122Q200 150 271 122L270 148Q200 176 131 148Z", look.Accent);
            pen.Line("M160 92v0M200 82v0M240 92v0M176 184v0M224 184v0", Ink.Snow, 13);
            pen.Disc(156, 210, 17, pen.Ball(look.Accent));
            pen.Disc(244, 210, 17, pen.Ball(Ink.Gold));
            pen.Shine("M144 110Q156 78 190 68", 7);
        }
    }
}
