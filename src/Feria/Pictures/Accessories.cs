namespace Feria.Pictures;

static class Accessories
{
    public static readonly Drawing[] All =
    [
        new("backpack", Backpack, Scene.Outdoors, Pack.Bag, FocusX: 200, FocusY: 250),
        new("handbag", Handbag, Scene.Wardrobe, Pack.Bag, FocusX: 200, FocusY: 230),
        new("suitcase", Suitcase, Scene.Road, FocusX: 200, FocusY: 180),
        new("hat", Hat, Scene.Wardrobe, Pack.Bag, FocusX: 200, FocusY: 220),
        new("cap", Cap, Scene.Wardrobe, Pack.Bag, FocusX: 170, FocusY: 200),
        new("sunglasses", Sunglasses, Scene.Outdoors, FocusX: 130, FocusY: 220),
        new("ring", Ring, Scene.Wardrobe, FocusX: 200, FocusY: 120),
        new("necklace", Necklace, Scene.Wardrobe, FocusX: 200, FocusY: 270),
        new("earrings", Earrings, Scene.Wardrobe, FocusX: 150, FocusY: 200),
        new("belt", Belt, Scene.Wardrobe, FocusX: 200, FocusY: 220),
        new("wallet", Wallet, Scene.Wardrobe, FocusX: 250, FocusY: 240),
        new("umbrella", Umbrella, Scene.Road, Pack.Bag, FocusX: 150, FocusY: 130),
    ];

    static void Backpack(Pen pen, Look look)
    {
        pen.Shadow(200, 100);
        pen.Line("M168 82C168 44 232 44 232 82", look.Main.Darker(2), 11);
        pen.Line("M112 160C70 190 76 300 108 316M288 160C330 190 324 300 292 316", look.Main.Darker(1.6), 15);
        pen.Path("M104 162Q104 72 200 72T296 162V306Q296 330 272 330H128Q104 330 104 306Z", pen.Matte(look.Solid));
        pen.Line("M124 166Q124 94 200 94T276 166", look.Main.Darker(1.6), 4);
        pen.Path("M124 170H276V204Q200 222 124 204Z", look.Main.Darker(.6));
        pen.Path("M128 228Q128 212 144 212H256Q272 212 272 228V296Q272 314 254 314H146Q128 314 128 296Z",
            pen.Matte(look.Solid.Lighter(.5)));
        pen.Path("M128 232Q128 212 144 212H256Q272 212 272 232V244Q200 262 128 244Z", look.Accent.Darker(.3));
        pen.Line("M168 206V262M232 206V262", Ink.Walnut, 9);
        pen.Rect(161, 244, 14, 18, 3, pen.Metal(Ink.Gold));
        pen.Rect(225, 244, 14, 18, 3, pen.Metal(Ink.Gold));
        pen.Rect(180, 124, 40, 26, 4, Ink.Kraft);
        pen.Stitch("M184 128H216V146H184Z", Ink.Walnut);
        pen.Shine("M120 150Q122 112 152 94");
    }

    static void Handbag(Pen pen, Look look)
    {
        pen.Shadow(200, 124);
        pen.Line("M138 186C128 60 272 60 262 186", look.Main.Darker(1.8), 13);
        pen.Line("M138 186C132 70 268 70 262 186", look.Main.Lighter(.3), 5);
        pen.Path("M104 172H296Q308 172 310 184L326 308Q328 330 308 330H92Q72 330 74 308L90 184Q92 172 104 172Z",
            pen.Matte(look.Solid));
        pen.Path("M90 184Q92 172 104 172H296Q308 172 310 184L316 226Q200 276 84 226Z", look.Main.Lighter(.8));
        pen.Stitch("M96 222Q200 264 304 222", look.Main.Lighter(2.6));
        pen.Rect(182, 232, 36, 28, 6, pen.Metal(Ink.Gold));
        pen.Disc(200, 246, 5, Ink.Walnut);
        pen.Disc(138, 190, 10, pen.Metal(Ink.Gold));
        pen.Disc(262, 190, 10, pen.Metal(Ink.Gold));
        if (look.Maybe) pen.Line("M270 204q20 30 6 70m0 0l-8 26m8 -26l6 26", look.Accent, 5);
        pen.Shade("M300 240L326 308Q328 330 308 330H240Q300 306 300 240Z");
    }

    static void Suitcase(Pen pen, Look look)
    {
        pen.Shadow(200, 92);
        pen.Line("M164 110V44H236V110", pen.Metal(Ink.Steel), 8);
        pen.Rect(158, 36, 84, 14, 7, Ink.Coal);
        pen.Rect(112, 96, 176, 224, 22, pen.Gloss(look.Solid));
        for (var x = 140; x < 280; x += 24) pen.Rect(x, 108, 9, 200, 4, look.Main.Darker(1.1));
        pen.Rect(168, 98, 64, 14, 6, Ink.Coal.Lighter());
        pen.Line("M114 208H286", look.Main.Darker(2), 4);
        pen.Rect(278, 192, 14, 32, 4, pen.Metal(Ink.Steel));
        pen.Rect(126, 318, 26, 12, 5, Ink.Coal);
        pen.Rect(248, 318, 26, 12, 5, Ink.Coal);
        using (pen.Turn(10, 236, 150)) pen.Rect(226, 130, 42, 28, 4, look.Accent);
        pen.Disc(150, 262, 16, Ink.Cream);
        pen.Path("M142 266L150 252L158 266Z", Ink.Brick);
    }

    static void Hat(Pen pen, Look look)
    {
        pen.Shadow(200, 150, 300);
        pen.Path("M36 262Q60 226 200 228T364 262Q356 300 200 300T36 262Z", pen.Matte(look.Solid));
        pen.Path("M112 254Q104 132 152 114Q200 128 248 114Q296 132 288 254Q200 284 112 254Z",
            pen.Matte(look.Solid.Lighter(.3)));
        pen.Path("M111 222Q200 252 289 222L288 256Q200 286 112 256Z", look.Accent.Darker(.5));
        pen.Path("M268 236l30 -16l-4 24l12 18l-36 -6Z", look.Accent);
        pen.Line("M152 116Q200 148 248 116", look.Main.Darker(1.2), 5);
        if (look.Maybe)
            pen.Line("M128 160Q200 184 272 160M120 190Q200 216 280 190M60 262Q200 300 340 262", look.Main.Darker(.7),
                2.5);
    }

    static void Cap(Pen pen, Look look)
    {
        pen.Shadow(200, 140, 300);
        pen.Path("M210 232Q300 214 366 262Q380 286 340 284Q270 262 200 282Z", pen.Matte(look.Accent.Darker(.4)));
        pen.Path("M64 262Q52 122 168 112Q272 108 282 240Q240 226 200 282Q130 300 64 262Z", pen.Matte(look.Solid));
        pen.Line("M168 112Q150 190 160 284M168 112Q108 150 84 272M170 112Q232 140 240 236", look.Main.Darker(1.2), 2.5);
        pen.Stitch("M172 116Q156 190 166 282M300 240Q340 252 358 272", look.Main.Lighter(2));
        pen.Disc(168, 112, 9, pen.Ball(look.Accent));
        pen.Disc(204, 196, 27, Ink.Snow);
        pen.Path("M188 204L204 176L220 204Z", look.Accent.Darker());
        pen.Disc(112, 170, 4, look.Main.Darker(2));
    }

    static void Sunglasses(Pen pen, Look look)
    {
        pen.Cast("M60 190H340L320 270H80Z");
        pen.Line("M66 200L110 130Q150 108 180 120M334 200L290 130Q250 108 220 120", look.Main.Darker(1.6), 9);
        var glass = look.Of(Ink.Night, Ink.Walnut, Ink.Leaf.Darker(3), Ink.Coal);
        foreach (var x in new[] { 122, 278 })
        {
            var shape = look.Main.Hue > 150
                ? $"M{x - 62} 192H{x + 62}Q{x + 66} 262 {x + 26} 274H{x - 26}Q{x - 66} 262 {x - 62} 192Z"
                : $"M{x - 60} 228a60 52 0 1 0 120 0a60 52 0 1 0 -120 0Z";
            pen.Path(shape, pen.Blend(glass, glass.Lighter(4)));
            pen.Line(shape, pen.Gloss(look.Solid), 12);
            pen.Path($"M{x - 40} 214L{x - 8} 196L{x - 30} 250Q{x - 44} 240 {x - 40} 214Z", "#ffffff55");
        }

        pen.Line("M182 214Q200 200 218 214", pen.Gloss(look.Solid), 11);
        pen.Disc(68, 200, 4, Ink.Gold);
        pen.Disc(332, 200, 4, Ink.Gold);
    }

    static void Ring(Pen pen, Look look)
    {
        var metal = look.Of(Ink.Gold, Ink.Steel, Ink.Gold.Turned(-40));
        pen.Shadow(200, 84);
        pen.Line("M200 148a88 88 0 1 1 -1 0", metal.Darker(2), 22);
        pen.Ring(200, 236, 88, 17, pen.Metal(metal));
        pen.Ring(200, 236, 80, 3, metal.Lighter(2));
        pen.Path("M158 152L176 122H224L242 152L200 168Z", metal.Darker(1.4));
        pen.Path("M146 96L170 66H230L254 96L200 154Z", pen.Blend(look.Main.Lighter(3), look.Main));
        pen.Path("M146 96H254L230 66H170Z", look.Main.Lighter(3.4));
        pen.Path("M178 96L200 154L146 96ZM188 66L178 96H146L170 66Z", "#ffffff55");
        pen.Path("M222 96L200 154L254 96Z", look.Main.Darker(1.6));
        pen.Line("M264 58v18M255 67h18M130 64v12M124 70h12", Ink.Snow, 3.5);
    }

    static void Necklace(Pen pen, Look look)
    {
        pen.Path("M96 330V130Q96 80 150 84Q170 120 200 120T250 84Q304 80 304 130V330Z", pen.Matte(Ink.Cream.Darker(1)));
        pen.Shadow(200, 110);
        pen.Path("M150 84Q146 40 200 40T250 84Q250 128 200 128T150 84Z", pen.Matte(Ink.Cream.Darker(.4)));
        pen.Line("M146 92Q140 210 200 244Q260 210 254 92", pen.Metal(Ink.Gold), 4);
        if (look.Maybe)
            for (var i = -4; i <= 4; i++) pen.Disc(200 + i * 14, 232 - i * i * 5, 8, pen.Ball(look.Solid.Lighter(1)));
        pen.Disc(200, 268, 25, pen.Metal(Ink.Gold));
        pen.Disc(200, 268, 18, pen.Ball(look.Solid));
        pen.Path("M188 258Q194 250 204 252L192 268Z", "#ffffffaa");
    }

    static void Earrings(Pen pen, Look look)
    {
        var (hoops, metal) = (look.Maybe, look.Of(Ink.Gold, Ink.Steel));
        pen.Shadow(200, 104);
        pen.Rect(100, 70, 200, 260, 10, pen.Matte(Ink.Snow.Darker(.3)));
        pen.Line("M172 96H228M184 106H216", look.Main, 3.5);
        foreach (var x in new[] { 152, 248 })
        {
            pen.Cast($"M{x - 24} 200a24 30 0 1 0 48 0a24 30 0 1 0 -48 0Z");
            pen.Disc(x, 142, 9, pen.Ball(metal));
            if (hoops) pen.Ring(x, 206, 36, 9, pen.Metal(metal));
            else
            {
                pen.Line($"M{x} 150V174", metal, 3);
                pen.Path($"M{x} 168Q{x + 42} 226 {x} 262Q{x - 42} 226 {x} 168Z", pen.Metal(metal));
                pen.Path($"M{x} 188Q{x + 27} 226 {x} 250Q{x - 27} 226 {x} 188Z", pen.Ball(look.Solid));
                pen.Disc(x, 276, 7, pen.Ball(look.Accent));
            }
        }
    }

    static void Belt(Pen pen, Look look)
    {
        pen.Shadow(200, 130);
        pen.Oval(200, 214, 134, 52, pen.Down(look.Solid.Darker(.8)));
        pen.Oval(200, 218, 124, 44, look.Main.Darker(2.6));
        pen.Path("M66 214Q66 268 200 268T334 214V262Q334 322 200 322T66 262Z", pen.Matte(look.Solid));
        pen.Stitch("M74 230Q82 278 200 278T326 230M74 262Q88 312 200 312T326 262", look.Main.Lighter(2.6));
        pen.Rect(160, 256, 74, 76, 10, pen.Metal(look.Of(Ink.Gold, Ink.Steel)));
        pen.Rect(174, 270, 46, 48, 4, look.Main.Darker(.8));
        pen.Rect(166, 290, 42, 8, 4, pen.Metal(Ink.Gold.Lighter()));
        foreach (var x in new[] { 250, 272, 292 }) pen.Oval(x, 294 - (x - 250) / 5, 4, 5, look.Main.Darker(3));
    }

    static void Wallet(Pen pen, Look look)
    {
        pen.Shadow(200, 130);
        pen.Rect(90, 138, 170, 60, 6, pen.Matte(Ink.Leaf.Lighter(2)));
        pen.Rect(150, 150, 130, 60, 8, pen.Gloss(look.Accent));
        pen.Rect(130, 160, 130, 60, 8, pen.Gloss(Ink.Night.Lighter(1)));
        pen.Rect(64, 182, 272, 148, 18, pen.Matte(look.Solid));
        pen.Path("M64 200Q64 182 82 182H318Q336 182 336 200V212Q200 230 64 212Z", look.Main.Darker(1));
        pen.Path("M252 234H336V282H252Q232 280 232 258T252 234Z", look.Main.Lighter(.8));
        pen.Disc(258, 258, 9, pen.Metal(Ink.Gold));
        pen.Stitch("M76 222V314H324V294M324 222H76", look.Main.Lighter(2.6));
    }

    static void Umbrella(Pen pen, Look look)
    {
        pen.Shadow(216, 60);
        pen.Line("M200 70V296Q200 326 222 326T244 302", pen.Matte(look.Wood), 9);
        pen.Path("M200 62Q340 66 356 202Q336 182 312 184Q288 184 276 204Q252 178 228 184Q208 188 200 204"
            + "Q192 188 172 184"
            + "Q148 178 124 204Q112 184 88 184Q64 182 44 202Q60 66 200 62Z", pen.Matte(look.Solid));
        pen.Path("M200 62Q130 110 124 204Q148 178 172 184Q192 188 200 204Z", look.Main.Lighter(1));
        pen.Path("M200 62Q272 110 276 204Q288 184 312 184Q336 182 356 202Q340 66 200 62Z", look.Main.Darker(1.2));
        pen.Line("M200 62V44", Ink.Steel, 6);
        pen.Shine("M74 166Q96 98 160 80");
    }
}
