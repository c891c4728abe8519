namespace Feria.Pictures;

static class Groceries
{
    public static readonly Drawing[] All =
    [
        new("coffee", Coffee, Scene.Kitchen, Pack.Bag, FocusX: 200, FocusY: 200),
        new("chocolate", Chocolate, Scene.Kitchen, Pack.Bag, FocusX: 170, FocusY: 170),
        new("wine", Wine, Scene.Kitchen, FocusX: 190, FocusY: 230),
        new("honey", Honey, Scene.Kitchen, FocusX: 190, FocusY: 220),
        new("tea", Tea, Scene.Kitchen, Pack.Bag, FocusX: 200, FocusY: 210),
        new("oliveoil", OliveOil, Scene.Kitchen, FocusX: 190, FocusY: 220),
        new("pasta", Pasta, Scene.Kitchen, Pack.Bag, FocusX: 200, FocusY: 200),
        new("cheese", Cheese, Scene.Kitchen, Pack.Bag, FocusX: 170, FocusY: 250),
        new("fruit", Fruit, Scene.Kitchen, Pack.Bag, FocusX: 180, FocusY: 200),
    ];

    static void Coffee(Pen pen, Look look)
    {
        pen.Shadow(200, 110);
        pen.Path("M120 74H270L278 104L288 314Q288 330 272 330H118Q102 330 102 314L112 104Z", pen.Matte(look.Solid));
        pen.Path("M120 74H270L278 104H112Z", look.Main.Darker(1.4));
        pen.Path("M252 104H278L288 314Q288 330 272 330H258Z", "#3a24301f");
        pen.Disc(188, 134, 9, look.Main.Darker(2));
        pen.Rect(128, 168, 130, 118, 6, Ink.Cream);
        pen.Oval(176, 214, 23, 30, pen.Ball(Ink.Walnut.Darker(1)));
        pen.Oval(214, 220, 20, 27, pen.Ball(Ink.Walnut));
        pen.Line("M176 188Q166 214 178 240M214 196Q224 220 212 244", Ink.Cream, 4);
        pen.Line("M148 264H238M164 275H222", look.Main.Darker(2), 4);
        foreach (var (x, y) in new[] { (306, 322), (328, 312), (342, 326), (84, 324) })
        {
            pen.Oval(x, y, 12, 9, pen.Ball(Ink.Walnut.Darker(1)));
            pen.Line($"M{x - 8} {y + 2}Q{x} {y - 4} {x + 8} {y}", Ink.Coal, 2);
        }

        pen.Shine("M126 120L118 300");
    }

    static void Chocolate(Pen pen, Look look)
    {
        pen.Cast("M96 76L280 66L306 316L112 330Z");
        using (pen.Turn(-5, 200, 200))
        {
            var cocoa = Ink.Walnut.Darker(look.Between(1, 3));
            pen.Rect(104, 66, 190, 130, 6, pen.Matte(cocoa));
            for (var i = 0; i < 8; i++)
            {
                pen.Rect(112 + i % 4 * 44, 74 + i / 4 * 58, 40, 50, 5, cocoa.Darker(1));
                pen.Rect(112 + i % 4 * 44, 74 + i / 4 * 58, 37, 46, 5, pen.Matte(cocoa.Lighter(.6)));
            }

            pen.Path("M98 176L112 186L128 176L146 188L162 178L180 188L198 176L214 188L232 178L250 188L268 176"
                + "L284 186L300 176V196H98Z",
                pen.Metal(Ink.Gold));
            pen.Rect(96, 190, 206, 146, 4, pen.Matte(look.Solid));
            pen.Rect(112, 206, 174, 114, 4, look.Main.Lighter(1));
            pen.Path("M199 222C160 236 164 276 199 288C234 276 238 236 199 222Z", look.Accent);
            pen.Line("M199 222V296", look.Accent.Darker(2), 3);
            pen.Line("M132 304H266", Ink.Snow, 6);
        }
    }

    static void Wine(Pen pen, Look look)
    {
        var glass = look.Of(Ink.Leaf.Darker(3), Ink.Coal.Lighter(.4), Ink.Walnut.Darker(2));
        pen.Shadow(210, 110);
        pen.Path("M164 40H200V116Q200 134 222 156Q234 168 234 190V314Q234 330 218 330H146Q130 330 130 314V190"
            + "Q130 168 142 156Q164 134 164 116Z",
            pen.Gloss(glass));
        pen.Rect(161, 36, 42, 62, 5, pen.Matte(look.Solid));
        pen.Rect(161, 88, 42, 7, 0, Ink.Gold);
        pen.Rect(130, 204, 104, 92, 2, Ink.Cream);
        pen.Path("M150 262L172 232L190 252L200 240L216 262Z", look.Main);
        pen.Line("M148 274H216M160 284H204M164 218H200", Ink.Walnut, 3);
        pen.Path("M262 194H322Q330 262 292 264Q254 262 262 194Z", pen.Glass(Ink.Sky));
        pen.Path("M260 220H324Q324 260 292 261Q260 260 260 220"
            + "Z", pen.Down(look.Of(Ink.Brick.Darker(2), Ink.Gold.Lighter(1))));
        pen.Line("M292 264V322", Ink.Sky.Alpha(.8), 5);
        pen.Oval(292, 325, 28, 6, Ink.Sky.Alpha(.8));
        pen.Shine("M144 196V306");
    }

    static void Honey(Pen pen, Look look)
    {
        pen.Shadow(200, 110);
        pen.Path("M106 150H278Q296 164 296 190V300Q296 330 266 330H118Q88 330 88 300V190Q88 164 106 150Z",
            pen.Blend(Ink.Gold.Lighter(1.4), Ink.Gold.Darker(1)));
        pen.Path("M106 150H278Q296 164 296 190V300Q296 330 266 330H118Q88 330 88 300V190Q88 164 106 150Z",
            pen.Glass(Ink.Gold));
        pen.Rect(98, 108, 188, 46, 10, pen.Matte(look.Wood));
        pen.Path("M92 118L192 96L292 118L282 138Q192 118 102 138Z", pen.Matte(look.Solid));
        pen.Path("M192 190L242 218V272L192 300L142 272V218Z", Ink.Snow);
        pen.Oval(192, 248, 25, 18, Ink.Gold);
        pen.Line("M184 232V264M198 232V264", Ink.Coal, 6);
        pen.Path("M186 232Q162 208 182 206Q196 212 192 232Q200 206 214 212Q220 226 192 234Z", Ink.Sky.Lighter(1));
        pen.Line("M322 326L350 194", pen.Matte(Ink.Oak), 9);
        for (var i = 0; i < 4; i++) pen.Oval(351 + i * 2, 194 - i * 13, 19 - i * 2, 6, pen.Matte(Ink.Oak.Darker(.4)));
        pen.Shine("M106 190V296", 6);
    }

    static void Tea(Pen pen, Look look)
    {
        pen.Shadow(200, 110);
        pen.Rect(104, 118, 152, 212, 10, pen.Metal(look.Solid));
        pen.Rect(98, 84, 164, 46, 10, pen.Metal(look.Solid.Darker(.6)));
        pen.Oval(180, 236, 58, 66, Ink.Cream);
        pen.Path("M180 280Q136 250 176 196Q196 232 180 280ZM182 280Q226 262 206 212Q182 240 182 280Z",
            pen.Matte(Ink.Leaf));
        pen.Line("M104 152H256M104 316H256", Ink.Gold, 5);
        pen.Path("M262 268H340Q340 326 312 328H290Q262 326 262 268Z", pen.Gloss(Ink.Snow));
        pen.Oval(301, 268, 39, 9, look.Of(Ink.Gold, Ink.Brick, Ink.Leaf.Lighter(2)));
        pen.Line("M338 282Q366 282 352 304T332 308", Ink.Snow.Darker(.6), 8);
        pen.Line("M288 244q-10 -14 0 -28t0 -28M314 242q-10 -14 0 -28t0 -28", Ink.Snow.Alpha(.8), 6);
        pen.Shine("M118 170V300", 6);
    }

    static void OliveOil(Pen pen, Look look)
    {
        pen.Shadow(200, 90);
        pen.Rect(176, 40, 48, 48, 8, pen.Matte(look.Wood));
        pen.Path("M178 84H222V138Q222 150 246 164Q258 172 258 190V314Q258 330 242 330H158Q142 330 142 314V190"
            + "Q142 172 154 164Q178 150 178 138Z",
            pen.Gloss(new Ink(.56, .1, 115)));
        pen.Rect(142, 206, 116, 96, 2, Ink.Cream);
        pen.Line("M162 282Q200 250 238 222", Ink.Leaf.Darker(), 4);
        pen.Path("M188 262q-24 -6 -24 -28q26 4 24 28ZM212 244q-22 -10 -18 -30q24 8 18 30Z", Ink.Leaf);
        pen.Oval(222, 268, 15, 18, pen.Ball(look.Solid));
        pen.Oval(296, 316, 18, 14, pen.Ball(Ink.Leaf.Lighter(1)));
        pen.Oval(110, 318, 16, 12, pen.Ball(Ink.Coal.Lighter()));
        pen.Shine("M156 194V310", 6);
    }

    static void Pasta(Pen pen, Look look)
    {
        pen.Shadow(200, 100);
        pen.Path("M126 70Q200 60 274 70L266 96L292 316Q290 330 276 330H124Q110 330 108 316L134 96Z",
            pen.Matte(look.Solid));
        pen.Path("M126 70Q200 60 274 70L266 96H134Z", look.Main.Darker(.8));
        pen.Rect(138, 156, 124, 110, 50, Ink.Cream.Darker(1.4));
        using (pen.Inside("M138 206a50 50 0 0 1 50 -50h24a50 50 0 0 1 0 110h-24a50 50 0 0 1 -50 -60Z"))
            for (var i = 0; i < 16; i++)
                using (pen.Turn(i * 47, 150 + i % 4 * 32, 172 + i / 4 * 26))
                    pen.Line($"M{136 + i % 4 * 32} {172 + i / 4 * 26}h28",
                        i % 2 == 0 ? Ink.Gold.Lighter(1.6) : Ink.Gold.Lighter(.4), 13);
        pen.Line("M146 120H254M166 138H234M150 292H250", Ink.Snow, 7);
        pen.Disc(304, 312, 19, pen.Ball(Ink.Brick));
        pen.Path("M304 295l-7 -8l7 2l4 -8l3 8l8 -1Z", Ink.Leaf);
    }

    static void Cheese(Pen pen, Look look)
    {
        pen.Shadow(200, 150);
        pen.Path("M36 306H364L352 326Q350 330 342 330H58Q50 330 48 326Z", pen.Matte(look.Wood));
        pen.Path("M64 232L300 150Q342 170 342 232Z", Ink.Gold.Lighter(2.6));
        pen.Path("M64 232H342V308H64Z", pen.Matte(Ink.Gold.Lighter(1.4)));
        pen.Path("M300 150Q342 170 342 232V308H328V232Q328 180 288 154Z", look.Solid.Darker(.6));
        foreach (var (x, y, size) in new[] { (110, 266, 17), (176, 284, 12), (226, 256, 20), (290, 280, 13),
            (150, 244, 7) })
        {
            pen.Oval(x, y, size, size * .9, Ink.Gold.Darker(.6));
            pen.Oval(x + 3, y + 3, size * .75, size * .65, Ink.Gold.Lighter(.4));
        }

        pen.Oval(220, 204, 24, 8, Ink.Gold.Lighter(.8));
        foreach (var (x, y) in new[] { (84, 300), (106, 298), (95, 284) })
            pen.Disc(x, y, 12, pen.Ball(new Ink(.45, .1, 330)));
    }

    static void Fruit(Pen pen, Look look)
    {
        pen.Shadow(200, 150);
        pen.Disc(148, 190, 52, pen.Ball(Ink.Brick));
        pen.Line("M148 144Q150 124 162 118", Ink.Walnut, 6);
        pen.Path("M152 134Q176 108 196 126Q176 146 152 134Z", Ink.Leaf);
        pen.Disc(252, 194, 50, pen.Ball(new Ink(.78, .15, 60)));
        pen.Line("M252 148v0", Ink.Leaf.Darker(), 9);
        pen.Disc(202, 204, 48, pen.Ball(new Ink(.8, .13, 120)));
        pen.Path("M286 232Q356 210 348 132Q332 126 330 142Q322 196 262 216Z", pen.Matte(Ink.Gold.Lighter(1)));
        for (var i = 0; i < 8; i++)
            pen.Disc(72 + i % 3 * 22 + i / 3 * 10, 206 + i / 3 * 20, 14, pen.Ball(new Ink(.46, .11, 320)));
        pen.Path("M54 228H346L320 314Q316 330 300 330H100Q84 330 80 314Z", pen.Matte(Ink.Oak));
        for (var row = 0; row < 3; row++)
            for (var column = 0; column < 8; column++)
                pen.Rect(76 + row * 7 + column * (31 - row), 248 + row * 26, 22, 13, 5,
                    (row + column) % 2 == 0 ? Ink.Oak.Lighter(1.3) : Ink.Oak.Darker(1));
        pen.Rect(48, 220, 304, 18, 9, pen.Matte(look.Solid));
    }
}
