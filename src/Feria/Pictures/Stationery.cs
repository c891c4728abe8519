namespace Feria.Pictures;

static class Stationery
{
    public static readonly Drawing[] All =
    [
        new("notebook", Notebook, Scene.Desk, Pack.Bag, FocusX: 190, FocusY: 160),
        new("pen", FountainPen, Scene.Desk, FocusX: 130, FocusY: 270),
        new("pencils", Pencils, Scene.Desk, Pack.Bag, FocusX: 200, FocusY: 130),
        new("printer", Printer, Scene.Desk, FocusX: 150, FocusY: 220),
        new("scissors", Scissors, Scene.Desk, FocusX: 200, FocusY: 280),
        new("paintset", PaintSet, Scene.Desk, FocusX: 170, FocusY: 240),
    ];

    static void Notebook(Pen pen, Look look)
    {
        pen.Shadow(210, 120);
        using (pen.Turn(-4, 200, 200))
        {
            pen.Rect(110, 82, 200, 246, 10, Ink.Cream.Darker(.6));
            pen.Rect(104, 76, 200, 250, 10, pen.Matte(look.Solid));
            pen.Rect(274, 76, 9, 250, 0, look.Accent.Darker());
            if (look.Maybe)
            {
                pen.Rect(142, 122, 106, 70, 6, Ink.Cream);
                pen.Line("M158 146H232M170 164H220", look.Main.Darker(1), 5);
            }
            else
                for (var i = 0; i < 20; i++) pen.Disc(132 + i % 4 * 38, 112 + i / 4 * 46, 6, look.Accent.Lighter(1));
            for (var y = 94; y < 316; y += 23)
            {
                pen.Disc(116, y, 5, look.Main.Darker(2.4));
                pen.Line($"M116 {y}Q88 {y - 10} 92 {y + 6}", pen.Metal(Ink.Steel), 5);
            }
        }

        using (pen.Turn(30, 300, 260))
        {
            pen.Rect(292, 130, 17, 170, 3, pen.Matte(look.Accent));
            pen.Path("M292 300H309L300 328Z", Ink.Cream);
            pen.Rect(292, 122, 17, 18, 4, Ink.Brick.Lighter(2));
        }
    }

    static void FountainPen(Pen pen, Look look)
    {
        pen.Line("M52 330Q90 300 120 322T190 318T250 326", Ink.Night, 4);
        pen.Oval(220, 318, 130, 11, pen.Glow(Ink.Coal, .3));
        using (pen.Turn(52, 200, 200))
        {
            pen.Rect(182, 18, 36, 180, 16, pen.Gloss(look.Solid));
            pen.Rect(182, 180, 36, 16, 0, pen.Metal(Ink.Gold));
            pen.Rect(209, 30, 7, 84, 3, pen.Metal(Ink.Gold));
            pen.Rect(185, 196, 30, 110, 8, pen.Gloss(look.Solid.Darker(.6)));
            pen.Path("M188 304H212L208 330L200 372L192 330Z", pen.Metal(Ink.Gold));
            pen.Line("M200 330V366", Ink.Walnut, 2);
            pen.Disc(200, 328, 4, Ink.Walnut);
        }
    }

    static void Pencils(Pen pen, Look look)
    {
        pen.Shadow(200, 90);
        for (var i = 0; i < 7; i++)
        {
            int x = 146 + i * 18, up = 84 + (i * 37 + look.Pick(20)) % 50;
            var ink = new Ink(.7, .13, i * 51 + look.Pick(20));
            using (pen.Turn((i - 3) * 4.5, 200, 330))
            {
                pen.Path($"M{x - 10} {up + 36}L{x} {up}L{x + 10} {up + 36}Z", Ink.Cream.Darker(.5));
                pen.Path($"M{x - 4} {up + 13}L{x} {up}L{x + 4} {up + 13}Z", ink);
                pen.Rect(x - 10, up + 34, 20, 110, 0, pen.Matte(ink));
            }
        }

        pen.Path("M126 212H274L266 318Q264 330 252 330H148Q136 330 134 318Z", pen.Gloss(look.Solid));
        pen.Oval(200, 212, 74, 10, "#3a243040");
        pen.Path("M130 248H271L269 278H132Z", look.Accent);
        pen.Shine("M144 228L150 314", 6);
    }

    static void Printer(Pen pen, Look look)
    {
        pen.Shadow(200, 150);
        pen.Path("M116 160V70H284V160Z", pen.Down(Ink.Snow));
        pen.Path("M132 82H268V150H132Z", pen.Blend(look.Accent.Lighter(2), look.Main.Lighter(1)));
        pen.Path("M60 176Q60 152 84 152H316Q340 152 340 176V290Q340 306 324 306H76Q60 306 60 290Z",
            pen.Matte(look.Solid));
        pen.Path("M60 176Q60 152 84 152H316Q340 152 340 176V188H60Z", look.Main.Lighter(1));
        pen.Rect(96, 226, 208, 30, 6, Ink.Coal);
        pen.Path("M110 244H290L306 330H94Z", pen.Down(Ink.Snow.Darker(.3)));
        pen.Line("M126 272H230M122 288H262M120 304H220", Ink.Steel, 4);
        pen.Rect(258, 196, 64, 20, 5, Ink.Coal);
        pen.Line("M266 206H290", Ink.Leaf.Lighter(2), 4);
        pen.Disc(84, 206, 8, look.Accent);
    }

    static void Scissors(Pen pen, Look look)
    {
        pen.Shadow(206, 90, 340);
        using (pen.Turn(15, 200, 200)) pen.Path("M192 50L212 60L210 224H190Z", pen.Metal(Ink.Steel));
        using (pen.Turn(-15, 200, 200)) pen.Path("M208 50L188 60L190 224H210Z", pen.Metal(Ink.Steel.Lighter()));
        pen.Line("M192 214C150 236 128 262 134 294S182 330 192 292S196 236 208 206", pen.Gloss(look.Solid), 19);
        pen.Line("M208 214C250 236 272 262 266 294S218 330 208 292S204 236 192 206", pen.Gloss(look.Solid.Darker(.5)),
            19);
        pen.Disc(200, 204, 10, pen.Metal(Ink.Gold));
    }

    static void PaintSet(Pen pen, Look look)
    {
        pen.Shadow(200, 150);
        pen.Path("M60 150L90 104H322L344 150Z", pen.Matte(look.Solid));
        pen.Path("M84 140L102 114H310L322 140Z", Ink.Snow);
        pen.Rect(50, 148, 304, 182, 14, pen.Matte(look.Solid.Darker(.6)));
        pen.Rect(64, 162, 276, 154, 8, Ink.Snow.Darker(.2));
        for (var i = 0; i < 15; i++)
        {
            var ink = new Ink(i % 5 == 4 ? .5 : .72, .14, i * 25);
            pen.Disc(96 + i % 5 * 44, 188 + i / 5 * 42, 17, ink.Darker(1.2));
            pen.Disc(95 + i % 5 * 44, 187 + i / 5 * 42, 14, ink);
        }

        pen.Rect(303, 190, 10, 112, 5, pen.Matte(look.Wood));
        pen.Rect(301, 178, 14, 22, 2, pen.Metal(Ink.Gold));
        pen.Path("M301 180H315L308 158Z", look.Accent.Darker());
    }
}
