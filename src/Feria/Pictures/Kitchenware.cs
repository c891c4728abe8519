namespace Feria.Pictures;

static class Kitchenware
{
    public static readonly Drawing[] All =
    [
        new("pan", Pan, Scene.Kitchen, FocusX: 160, FocusY: 270),
        new("pot", Pot, Scene.Kitchen, FocusX: 160, FocusY: 180),
        new("knife", Knives, Scene.Kitchen, FocusX: 200, FocusY: 190),
        new("mug", Mug, Scene.Kitchen, FocusX: 180, FocusY: 190),
        new("plates", Plates, Scene.Kitchen, FocusX: 200, FocusY: 280),
        new("flask", Flask, Scene.Outdoors, Pack.Bag, FocusX: 200, FocusY: 110),
        new("board", Board, Scene.Kitchen, FocusX: 160, FocusY: 250),
        new("jars", Jars, Scene.Kitchen, FocusX: 150, FocusY: 200),
    ];

    static void Pan(Pen pen, Look look)
    {
        pen.Shadow(160, 120);
        pen.Line("M256 268L366 226", pen.Matte(look.Wood), 19);
        pen.Disc(360, 228, 4, Ink.Coal);
        pen.Path("M46 262H274L254 316Q250 330 234 330H86Q70 330 66 316Z", pen.Gloss(look.Solid));
        pen.Oval(160, 262, 116, 30, pen.Metal(Ink.Steel));
        pen.Oval(160, 264, 106, 24, Ink.Coal.Lighter(.4));
        pen.Path("M104 262Q112 246 146 252T212 250Q236 262 200 276T128 276Q104 276 104 262Z", Ink.Snow);
        pen.Oval(156, 261, 23, 10, pen.Ball(Ink.Gold.Lighter(.5)));
        pen.Shine("M66 286L76 312");
    }

    static void Pot(Pen pen, Look look)
    {
        pen.Shadow(200, 128);
        pen.Line("M92 236C44 232 44 270 92 268M308 236C356 232 356 270 308 268", look.Main.Darker(1), 14);
        pen.Path("M84 206H316V286Q316 330 268 330H132Q84 330 84 286Z", pen.Gloss(look.Solid));
        pen.Path("M78 202Q88 146 200 146T322 202Q322 212 312 212H88Q78 212 78 202Z", pen.Gloss(look.Solid.Lighter(.3)));
        pen.Line("M84 210H316", look.Main.Darker(1.6), 4);
        pen.Path("M182 146Q180 122 200 122T218 146Z", pen.Metal(look.Of(Ink.Gold, Ink.Steel)));
        pen.Shine("M104 190Q120 164 164 158", 6);
        pen.Shine("M100 230V284", 6);
    }

    static void Knives(Pen pen, Look look)
    {
        var handle = look.Solid;
        pen.Shadow(200, 90);
        foreach (var (x, up, wide) in new[] { (146, 88, 22), (186, 66, 24), (228, 96, 20), (262, 112, 16) })
            using (pen.Turn(8, x, 220))
            {
                pen.Rect(x - wide / 2, up, wide, 112, 8, pen.Matte(handle));
                pen.Rect(x - wide / 2 - 1, up + 100, wide + 2, 12, 2, pen.Metal(Ink.Steel));
                pen.Line($"M{x} {up + 24}h0M{x} {up + 56}h0M{x} {up + 84}h0", Ink.Steel.Lighter(), 5);
            }

        pen.Path("M104 204L268 182L306 198V318Q306 330 294 330H116Q104 330 104 318Z", pen.Matte(Ink.Oak));
        pen.Path("M104 204L268 182L306 198L140 222Z", Ink.Oak.Lighter(1.6));
        pen.Line("M122 250Q180 240 296 246M122 284Q200 270 296 288", Ink.Oak.Darker(.8), 2);
        pen.Disc(206, 300, 8, Ink.Oak.Darker(1.4));
    }

    static void Mug(Pen pen, Look look)
    {
        pen.Shadow(190, 92);
        pen.Line("M270 190C350 176 346 290 262 284", pen.Matte(look.Solid), 21);
        pen.Path("M100 150H280L268 300Q264 330 230 330H150Q116 330 112 300Z", pen.Matte(look.Solid));
        if (look.Maybe) pen.Path("M104 206H275L271 252H108Z", look.Accent);
        else
            pen.Path("M190 274C140 240 150 204 172 204Q186 204 190 220Q194 204 208 204C230 204 240 240 190 274Z",
                look.Accent);
        pen.Oval(190, 150, 90, 22, look.Main.Lighter(1.6));
        pen.Oval(190, 154, 80, 16, pen.Down(Ink.Walnut.Darker(1)));
        pen.Line("M160 116C144 96 176 86 160 62M206 118C190 98 222 88 206 64", Ink.Snow.Alpha(.75), 7);
        pen.Shine("M122 196L130 290", 7);
    }

    static void Plates(Pen pen, Look look)
    {
        pen.Shadow(200, 140);
        for (var i = 0; i < 4; i++)
        {
            var y = 316 - i * 15;
            pen.Path($"M62 {y}Q66 {y + 16} 130 {y + 18}H270Q334 {y + 16} 338 {y}Z", pen.Matte(look.Solid));
            pen.Oval(200, y, 138, 22, look.Main.Lighter(1.2));
        }

        pen.Oval(200, 271, 138, 22, look.Main.Lighter(1.2));
        pen.Oval(200, 273, 96, 13, look.Main.Darker(.4));
        pen.Path("M122 206H278Q276 268 228 268H172Q124 268 122 206Z", pen.Matte(look.Accent));
        pen.Oval(200, 206, 78, 17, look.Accent.Lighter(1.4));
        pen.Oval(200, 209, 66, 12, look.Accent.Darker());
        pen.Shine("M138 222Q142 244 156 254", 6);
    }

    static void Flask(Pen pen, Look look)
    {
        pen.Shadow(200, 62);
        pen.Line("M176 84C150 30 250 30 224 84", Ink.Coal.Lighter(), 10);
        pen.Path("M158 128Q158 110 172 104H228Q242 110 242 128L252 160V312Q252 330 234 330H166Q148 330 148 312V160Z",
            pen.Gloss(look.Solid));
        pen.Rect(164, 70, 72, 40, 9, pen.Matte(look.Of(Ink.Coal.Lighter(), Ink.Oak)));
        pen.Rect(148, 300, 104, 8, 0, pen.Metal(Ink.Steel));
        pen.Path("M180 236L200 200L212 222L218 214L230 236Z", Ink.Snow.Alpha(.85));
        pen.Shine("M162 168V290", 6);
    }

    static void Board(Pen pen, Look look)
    {
        pen.Shadow(200, 120);
        pen.Path("M124 96Q124 82 138 82H166Q180 52 200 52T234 82H262Q276 82 276 96V316Q276 330 262 330H138"
            + "Q124 330 124 316Z",
            pen.Matte(look.Wood));
        pen.Disc(200, 82, 12, Ink.Cream.Darker());
        pen.Line("M148 120V300M176 100V318M226 104V310M252 120V306", look.Main.Darker(1).Alpha(.3), 2.5);
        pen.Disc(262, 300, 31, pen.Ball(Ink.Brick));
        pen.Path("M262 272l-8 -10l8 4l6 -10l2 10l10 0Z", Ink.Leaf);
        pen.Disc(122, 308, 22, pen.Ball(Ink.Gold.Lighter()));
        pen.Path("M144 322C180 296 224 310 232 326C200 336 164 334 144 322Z", pen.Matte(Ink.Leaf.Lighter()));
        pen.Line("M150 322Q190 312 226 325", Ink.Leaf.Darker(), 2);
    }

    static void Jars(Pen pen, Look look)
    {
        pen.Shadow(200, 150);
        foreach (var (x, top, wide, fill) in new[] { (60, 196, 84, 60), (152, 140, 96, 110), (256, 176, 84, 86) })
        {
            var inside = new Ink(.72, .09, look.Of(40, 70, 90, 130, 20));
            pen.Rect(x + 4, 324 - fill, wide - 8, fill, 10, pen.Down(inside));
            for (var i = 0; i < 7; i++)
                pen.Disc(x + 14 + i * (wide - 28) / 6, 326 - fill + i % 2 * 6, 7, inside.Lighter());
            pen.Rect(x, top, wide, 330 - top, 14, pen.Glass(Ink.Sky));
            pen.Rect(x + 3, top - 20, wide - 6, 24, 7, pen.Matte(look.Wood));
            pen.Rect(x + 18, 268, wide - 36, 32, 4, Ink.Snow);
            pen.Line($"M{x + 26} 280H{x + wide - 26}M{x + 26} 289H{x + wide - 36}", look.Main, 3);
            pen.Line($"M{x + 10} {top + 14}V{top + 60}", "#ffffffaa", 5);
        }
    }
}
