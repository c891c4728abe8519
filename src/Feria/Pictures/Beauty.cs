namespace Feria.Pictures;

static class Beauty
{
    public static readonly Drawing[] All =
    [
        new("perfume", Perfume, Scene.Bath, FocusX: 200, FocusY: 150),
        new("cream", Cream, Scene.Bath, FocusX: 200, FocusY: 230),
        new("soap", Soap, Scene.Bath, Pack.Bag, FocusX: 180, FocusY: 250),
        new("shampoo", Shampoo, Scene.Bath, FocusX: 180, FocusY: 210),
        new("lipstick", Lipstick, Scene.Bath, FocusX: 190, FocusY: 130),
        new("brushes", Brushes, Scene.Bath, Pack.Bag, FocusX: 200, FocusY: 120),
        new("serum", Serum, Scene.Bath, FocusX: 200, FocusY: 230),
        new("vitamins", Vitamins, Scene.Bath, FocusX: 190, FocusY: 220),
    ];

    static void Label(Pen pen, Look look, int x, int y, int width, int height)
    {
        pen.Rect(x, y, width, height, 4, Ink.Snow.Alpha(.94));
        var middle = x + width / 2;
        pen.Path($"M{middle} {y + 12}q-14 12 0 24q14 -12 0 -24Z", look.Main.Darker(.8));
        pen.Line($"M{middle} {y + 18}v24", look.Main.Darker(2), 1.5);
        pen.Line($"M{x + 14} {y + 52}H{x + width - 14}", look.Main.Darker(2), 4);
        pen.Line($"M{x + 22} {y + 62}H{x + width - 22}", Ink.Steel.Darker(), 2.5);
    }

    static void Perfume(Pen pen, Look look)
    {
        pen.Shadow(200, 96);
        pen.Rect(170, 60, 60, 60, 8, pen.Metal(look.Of(Ink.Gold, Ink.Steel, look.Wood)));
        pen.Rect(178, 118, 44, 20, 3, pen.Metal(Ink.Gold.Lighter()));
        if (look.Maybe)
        {
            pen.Rect(108, 136, 184, 194, 22, pen.Glass(look.Solid));
            pen.Rect(122, 178, 156, 138, 14, pen.Blend(look.Main.Lighter(2), look.Main));
        }
        else
        {
            pen.Path("M200 136C300 150 322 260 270 330H130C78 260 100 150 200 136Z", pen.Glass(look.Solid));
            pen.Path("M118 210Q200 196 282 210Q298 268 262 318H138Q102 268 118 210Z",
                pen.Blend(look.Main.Lighter(2), look.Main));
        }

        Label(pen, look, 158, 222, 84, 72);
        pen.Path("M126 170Q150 150 166 152L138 306Q118 280 126 170Z", "#ffffff66");
    }

    static void Cream(Pen pen, Look look)
    {
        pen.Shadow(200, 126);
        pen.Path("M86 206H314V300Q314 330 284 330H116Q86 330 86 300Z", pen.Gloss(look.Solid));
        pen.Rect(80, 152, 240, 60, 12, pen.Metal(look.Of(Ink.Gold, Ink.Snow, look.Wood)));
        pen.Line("M82 206H318", look.Main.Darker(1.6), 3);
        Label(pen, look, 146, 230, 108, 74);
        pen.Shine("M104 224V296", 6);
        pen.Path("M252 152Q272 118 304 132Q330 148 318 152Z", Ink.Snow);
    }

    static void Soap(Pen pen, Look look)
    {
        pen.Shadow(200, 140);
        pen.Path("M62 292H338L326 322Q324 330 312 330H88Q76 330 74 322Z", pen.Matte(look.Wood));
        pen.Rect(98, 226, 204, 70, 26, pen.Matte(look.Solid.Lighter(.4)));
        pen.Rect(108, 222, 184, 54, 24, look.Main.Lighter(1.4));
        pen.Line("M160 250q14 -18 28 0t28 0t28 0", look.Main.Darker(.8), 5);
        pen.Rect(132, 150, 160, 66, 24, pen.Matte(look.Accent.Lighter(1.4)));
        pen.Rect(178, 146, 66, 74, 4, Ink.Kraft);
        pen.Line("M190 168H232M196 182H226", Ink.Walnut, 4);
        foreach (var (x, y, size) in new[] { (96, 200, 17), (70, 236, 10), (318, 214, 14), (338, 250, 8),
            (112, 168, 8) })
        {
            pen.Ring(x, y, size, 2, Ink.Snow);
            pen.Disc(x, y, size, Ink.Snow.Alpha(.4));
        }
    }

    static void Shampoo(Pen pen, Look look)
    {
        pen.Shadow(200, 100);
        pen.Line("M158 96V76H112", Ink.Coal.Lighter(), 12);
        pen.Rect(138, 92, 42, 40, 6, pen.Matte(Ink.Coal.Lighter()));
        pen.Path("M104 156Q104 130 130 130H188Q214 130 214 156V312Q214 330 196 330H122Q104 330 104 312Z",
            pen.Gloss(look.Solid));
        pen.Rect(246, 186, 50, 30, 5, pen.Matte(look.Wood));
        pen.Path("M232 234Q232 214 250 214H292Q310 214 310 234V314Q310 330 294 330H248Q232 330 232 314Z",
            pen.Gloss(look.Accent.Lighter(.5)));
        Label(pen, look, 118, 196, 82, 84);
        Label(pen, look, 241, 242, 60, 70);
        pen.Shine("M116 158V310", 6);
    }

    static void Lipstick(Pen pen, Look look)
    {
        pen.Shadow(206, 92);
        pen.Path("M166 128L166 100Q196 50 226 84V200H166Z", pen.Gloss(look.Main.Chroma < .05 ? Ink.Brick : look.Solid));
        pen.Path("M166 100Q196 50 226 84Q202 84 166 128Z", look.Main.Chroma < .05 ? Ink.Brick.Lighter(1.5)
            : look.Main.Lighter(1.5));
        pen.Rect(158, 184, 76, 44, 4, pen.Metal(Ink.Gold));
        pen.Rect(148, 224, 96, 106, 6, pen.Gloss(Ink.Coal.Lighter(.4)));
        pen.Rect(148, 240, 96, 8, 0, pen.Metal(Ink.Gold));
        using (pen.Turn(84, 300, 300))
        {
            pen.Rect(262, 230, 66, 120, 8, pen.Gloss(Ink.Coal.Lighter(.4)));
            pen.Rect(262, 328, 66, 8, 0, pen.Metal(Ink.Gold));
        }
    }

    static void Brushes(Pen pen, Look look)
    {
        pen.Shadow(200, 80);
        foreach (var (x, lean, wide, up) in new[] { (160, -16, 26, 92), (240, 16, 22, 100), (184, -5, 34, 62),
            (220, 6, 18, 70) })
            using (pen.Turn(lean, x, 300))
            {
                pen.Rect(x - 6, up + 90, 12, 140, 5, pen.Matte(look.Wood));
                pen.Rect(x - 11, up + 62, 22, 50, 4, pen.Metal(Ink.Gold));
                pen.Path($"M{x - 10} {up + 64}Q{x - wide} {up + 24} {x} {up - 10}"
                    + $"Q{x + wide} {up + 24} {x + 10} {up + 64}Z", pen.Matte(Ink.Walnut.Lighter(1.5)));
                pen.Path($"M{x - wide / 2} {up + 18}Q{x - 5} {up - 4} {x} {up - 10}"
                    + $"Q{x + 5} {up - 4} {x + wide / 2} {up + 18}Q{x} {up + 26} {x - wide / 2} {up + 18}Z",
                    look.Accent.Lighter(1));
            }

        pen.Path("M134 222H266L258 318Q256 330 244 330H156Q144 330 142 318Z", pen.Gloss(look.Solid));
        pen.Rect(128, 214, 144, 16, 8, pen.Metal(Ink.Gold));
        pen.Shine("M150 244L156 312");
    }

    static void Serum(Pen pen, Look look)
    {
        pen.Shadow(200, 70);
        pen.Path("M184 60Q184 44 200 44T216 60V108H184Z", pen.Matte(Ink.Coal.Lighter(.6)));
        pen.Rect(166, 104, 68, 46, 6, pen.Metal(look.Of(Ink.Gold, Ink.Coal.Lighter(1))));
        pen.Path("M134 184Q134 158 168 150H232Q266 158 266 184V312Q266 330 248 330H152Q134 330 134 312Z",
            pen.Gloss(look.Of(Ink.Walnut.Darker(), look.Solid, Ink.Leaf.Darker(1))));
        Label(pen, look, 150, 204, 100, 92);
        pen.Shine("M146 190V310", 6);
        pen.Path("M302 268Q284 296 292 310Q302 320 312 310Q320 296 302 268Z", pen.Down(Ink.Gold.Lighter(1)));
    }

    static void Vitamins(Pen pen, Look look)
    {
        pen.Shadow(200, 130);
        pen.Rect(126, 84, 128, 52, 10, pen.Matte(Ink.Snow));
        for (var x = 136; x < 250; x += 11) pen.Line($"M{x} 94V128", Ink.Steel, 2.5);
        pen.Rect(116, 132, 148, 198, 24, pen.Gloss(look.Solid));
        pen.Rect(116, 182, 148, 110, 0, Ink.Snow);
        pen.Path("M190 196C150 230 160 262 190 270C220 262 230 230 190 196Z", Ink.Leaf);
        pen.Line("M190 210V284", Ink.Leaf.Darker(2), 3);
        foreach (var (x, y, lean) in new[] { (284, 318, 0), (312, 300, 40), (330, 322, -20) })
            using (pen.Turn(lean, x, y))
            {
                pen.Rect(x - 20, y - 9, 40, 18, 9, pen.Matte(look.Accent));
                pen.Path($"M{x} {y - 9}h11a9 9 0 0 1 0 18h-11Z", Ink.Cream);
            }

        pen.Shine("M130 160V310", 6);
    }
}
