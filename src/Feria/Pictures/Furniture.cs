namespace Feria.Pictures;

static class Furniture
{
    public static readonly Drawing[] All =
    [
        new("chair", Chair, Scene.Room, Pack.Measure, FocusX: 180, FocusY: 150),
        new("armchair", Armchair, Scene.Room, Pack.Measure, FocusX: 150, FocusY: 220),
        new("desk", Table, Scene.Room, Pack.Measure, FocusX: 270, FocusY: 220),
        new("sofa", Sofa, Scene.Room, Pack.Measure, FocusX: 120, FocusY: 240),
        new("bed", Bed, Scene.Room, Pack.Measure, FocusX: 150, FocusY: 210),
        new("shelf", Shelf, Scene.Room, Pack.Measure, FocusX: 180, FocusY: 150),
        new("dresser", Dresser, Scene.Room, Pack.Measure, FocusX: 200, FocusY: 230),
        new("officechair", OfficeChair, Scene.Desk, Pack.Measure, FocusX: 200, FocusY: 130),
        new("stool", Stool, Scene.Kitchen, Pack.Measure, FocusX: 200, FocusY: 160),
    ];

    static void Chair(Pen pen, Look look)
    {
        var wood = look.Wood;
        pen.Shadow(206, 92);
        pen.Line("M154 230L146 326M268 222L280 322", wood.Darker(1.6), 11);
        pen.Path("M132 66Q200 50 262 62L256 206Q200 196 142 208Z", pen.Matte(look.Solid));
        if (look.Maybe) pen.Stitch("M144 78Q200 64 252 74L247 196Q200 188 152 197Z", look.Main.Darker(1.4));
        else pen.Line("M170 72L174 200M198 68V196M228 66L224 198", look.Main.Darker(1.4), 5);
        pen.Path("M112 236L146 208H262L292 236Q296 250 284 252H120Q108 250 112 236Z", pen.Down(look.Solid.Lighter(.6)));
        pen.Path("M112 238H293Q294 254 282 256H122Q110 254 112 238Z", look.Main.Darker(1.3));
        pen.Line("M126 254L110 330M280 254L300 328", pen.Matte(wood), 13);
    }

    static void Armchair(Pen pen, Look look)
    {
        pen.Shadow(200, 128);
        pen.Line("M108 306L98 330M292 306L302 330", look.Wood.Darker(), 13);
        pen.Path("M112 230Q104 92 200 92T288 230V282H112Z", pen.Matte(look.Solid));
        pen.Path("M138 226Q132 116 200 116T262 226Z", look.Main.Lighter(.9));
        pen.Line("M200 150h0M170 184h0M230 184h0", look.Main.Darker(1.2), 7);
        pen.Path("M124 234Q200 218 276 234V272H124Z", pen.Down(look.Solid.Lighter(1.4)));
        pen.Path("M112 268H288V308Q288 314 280 314H120Q112 314 112 308Z", look.Main.Darker(.9));
        pen.Path("M72 216Q72 188 100 190T126 216L122 314H88Q76 314 76 302Z", pen.Matte(look.Solid.Lighter(.3)));
        pen.Path("M328 216Q328 188 300 190T274 216L278 314H312Q324 314 324 302Z", pen.Matte(look.Solid.Darker(.4)));
        if (!look.Maybe) return;
        using (pen.Turn(-14, 170, 210)) pen.Rect(142, 180, 62, 56, 12, pen.Matte(look.Accent));
    }

    static void Table(Pen pen, Look look)
    {
        var wood = look.Wood;
        pen.Shadow(200, 160);
        pen.Line("M96 216L90 312M318 216L324 312", wood.Darker(2), 10);
        pen.Path("M54 200L96 172H326L352 200Z", pen.Down(wood.Lighter(1)));
        pen.Line("M110 186H300M90 194H250", wood.Darker(.3), 1.5);
        pen.Rect(50, 199, 306, 14, 4, wood.Darker(.5));
        pen.Path("M224 213H340V256H224Z", pen.Matte(look.Solid));
        pen.Rect(268, 229, 30, 7, 3.5, pen.Metal(Ink.Gold));
        pen.Line("M70 213L62 328M338 256L346 328", pen.Matte(wood), 13);
        pen.Path("M116 188H152L148 164H120Z", pen.Matte(look.Accent));
        pen.Line("M128 162L122 130M136 162V124M142 162L152 136", look.Of(Ink.Brick, Ink.Leaf, Ink.Gold), 4);
        pen.Rect(196, 176, 58, 9, 2, Ink.Brick.Lighter());
        pen.Rect(202, 168, 48, 8, 2, Ink.Night.Lighter());
    }

    static void Sofa(Pen pen, Look look)
    {
        pen.Shadow(200, 172);
        pen.Line("M72 306L66 330M328 306L334 330", look.Wood, 11);
        pen.Path("M64 216V164Q64 136 96 136H304Q336 136 336 164V216Z", pen.Matte(look.Solid));
        pen.Line("M200 140V222", look.Main.Darker(1.2), 3);
        pen.Path("M78 222Q78 212 90 212H196Q200 212 200 218V262H78Z", pen.Down(look.Solid.Lighter(1)));
        pen.Path("M322 222Q322 212 310 212H206Q200 212 200 218V262H322Z", pen.Down(look.Solid.Lighter(.6)));
        pen.Path("M56 258H344V300Q344 312 332 312H68Q56 312 56 300Z", look.Main.Darker(.9));
        pen.Path("M34 222Q34 192 62 192T90 222V312H50Q34 312 34 298Z", pen.Matte(look.Solid.Lighter(.3)));
        pen.Path("M366 222Q366 192 338 192T310 222V312H350Q366 312 366 298Z", pen.Matte(look.Solid.Darker(.4)));
        using (pen.Turn(-12, 122, 190)) pen.Rect(96, 162, 58, 56, 12, pen.Matte(look.Accent));
        using (pen.Turn(10, 280, 190)) pen.Rect(252, 166, 54, 52, 12, pen.Matte(Ink.Cream));
        pen.Line("M262 176l34 32M262 192l18 18M280 170l18 18", Ink.Oak, 2.5);
    }

    static void Bed(Pen pen, Look look)
    {
        var wood = look.Wood;
        pen.Shadow(200, 172);
        pen.Path("M72 236V122Q72 104 92 104H308Q328 104 328 122V236Z", pen.Matte(wood));
        pen.Path("M88 140Q88 120 108 120H292Q312 120 312 140V216H88Z", wood.Lighter(1));
        pen.Path("M70 210H330L356 262V290H44V262Z", pen.Down(Ink.Snow));
        foreach (var x in new[] { 96, 206 })
        {
            pen.Path($"M{x} 220Q{x - 8} 180 {x + 12} 178H{x + 84}Q{x + 106} 180 {x + 96} 220Q{x + 48} 230 {x} 220Z",
                pen.Matte(Ink.Snow.Darker(.2)));
            pen.Line($"M{x + 16} 192Q{x + 30} 198 {x + 34} 208", Ink.Steel.Alpha(.6), 2.5);
        }

        pen.Path("M62 236Q200 222 338 236L360 270V308Q360 314 350 314H50Q40 314 40 308V270Z", pen.Matte(look.Solid));
        pen.Path("M62 236Q200 222 338 236L346 250Q200 236 54 250Z", look.Main.Lighter(2));
        pen.Line("M120 256L104 312M280 256L298 312M200 250V312", look.Main.Darker(1), 2.5);
        pen.Path("M44 276Q200 262 356 276V300Q200 286 44 300Z", look.Accent.Alpha(.85));
        pen.Line("M54 314V330M346 314V330", wood.Darker(), 15);
    }

    static void Shelf(Pen pen, Look look)
    {
        var wood = look.Wood;
        pen.Shadow(200, 104);
        pen.Rect(98, 56, 204, 274, 4, wood.Darker(1.6));
        foreach (var y in new[] { 120, 190, 260 }) pen.Path($"M108 {y - 4}H292V{y - 54}H108Z", wood.Darker(2.6));
        for (var y = 56; y < 340; y += 67) pen.Rect(94, y, 212, 9, 2, wood.Lighter(.8));
        pen.Rect(92, 50, 12, 280, 2, pen.Matte(wood));
        pen.Rect(296, 50, 12, 280, 2, pen.Matte(wood));
        for (var row = 0; row < 3; row++)
        {
            var x = 112;
            while (x < 238)
            {
                int wide = look.Between(10, 18), high = look.Between(34, 48), floor = 123 + row * 67;
                pen.Rect(x, floor - high, wide, high, 2, pen.Matte(look.Of(look.Main, look.Accent, Ink.Cream,
                    Ink.Brick, Ink.Night)));
                x += wide + (look.Pick(5) == 0 ? 40 : 2);
            }
        }

        pen.Path("M254 123L250 102H282L278 123Z", pen.Matte(Ink.Brick.Lighter()));
        pen.Path("M266 102Q244 92 250 74Q264 80 266 102Q264 76 280 70Q288 92 266 102Z", Ink.Leaf);
        pen.Rect(114, 278, 84, 46, 4, pen.Matte(Ink.Kraft));
        pen.Rect(206, 278, 84, 46, 4, pen.Matte(look.Solid));
        pen.Rect(144, 294, 24, 8, 4, Ink.Coal.Alpha(.5));
        pen.Rect(236, 294, 24, 8, 4, Ink.Coal.Alpha(.5));
    }

    static void Dresser(Pen pen, Look look)
    {
        pen.Shadow(200, 136);
        pen.Line("M96 306L88 330M304 306L312 330", look.Wood.Darker(), 12);
        pen.Rect(74, 142, 252, 172, 8, pen.Matte(look.Solid));
        pen.Rect(68, 134, 264, 15, 5, pen.Matte(look.Wood));
        for (var row = 0; row < 3; row++)
            for (var column = 0; column < 2; column++)
            {
                pen.Rect(84 + column * 118, 158 + row * 50, 114, 44, 5, look.Main.Darker(.5));
                pen.Rect(85 + column * 118, 158 + row * 50, 112, 40, 5, pen.Down(look.Solid.Lighter(.4)));
                pen.Disc(141 + column * 118, 180 + row * 50, 6, pen.Ball(look.Wood));
            }

        pen.Path("M118 134Q106 104 124 96H140Q158 104 146 134Z", pen.Matte(look.Accent));
        pen.Line("M128 96L118 60M132 96L136 52M136 96L154 66", Ink.Leaf, 4);
        pen.Rect(226, 82, 66, 52, 3, pen.Matte(look.Wood));
        pen.Rect(232, 88, 54, 40, 2, Ink.Cream);
        pen.Path("M232 120L250 100L262 112L272 104L286 120V128H232Z", look.Main.Alpha(.7));
    }

    static void OfficeChair(Pen pen, Look look)
    {
        pen.Shadow(200, 96);
        pen.Line("M200 252V300M200 298L118 318M200 298L282 318M200 298L160 326M200 298L240 326",
            pen.Metal(Ink.Coal.Lighter(1)), 11);
        foreach (var x in new[] { 116, 160, 240, 284 }) pen.Disc(x, 322, 9, Ink.Coal);
        pen.Line("M200 200V250", Ink.Coal.Lighter(), 16);
        pen.Path("M142 62Q200 46 258 62Q272 130 254 198Q200 210 146 198Q128 130 142 62Z", pen.Matte(look.Solid));
        pen.Path("M156 76Q200 64 244 76Q254 130 242 184Q200 192 158 184Q146 130 156 76Z", look.Main.Darker(.9));
        for (var y = 92; y < 180; y += 16) pen.Line($"M160 {y}Q200 {y + 7} 240 {y}", look.Main.Lighter(.6), 2);
        pen.Line("M112 236V190Q112 182 122 182H134M288 236V190Q288 182 278 182H266", Ink.Coal.Lighter(), 10);
        pen.Path("M114 236Q118 218 150 218H250Q282 218 286 236Q290 256 264 256H136Q110 256 114 236Z",
            pen.Down(look.Solid.Lighter(.5)));
        pen.Path("M118 244H282Q280 260 260 260H140Q120 260 118 244Z", look.Main.Darker(1.6));
    }

    static void Stool(Pen pen, Look look)
    {
        var wood = look.Wood;
        pen.Shadow(200, 84);
        pen.Line("M176 170L160 318M224 170L240 318", wood.Darker(1.8), 11);
        pen.Line("M142 272H258M150 228H250", wood.Darker(.8), 8);
        pen.Line("M150 168L122 330M250 168L278 330", pen.Matte(wood), 13);
        pen.Path("M118 148H282Q282 176 262 176H138Q118 176 118 148Z", look.Main.Darker(1.2));
        pen.Oval(200, 148, 82, 21, pen.Down(look.Solid.Lighter(.6)));
        pen.Oval(194, 143, 60, 12, look.Main.Lighter(2).Alpha(.5));
    }
}
