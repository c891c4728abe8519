namespace Feria.Pictures;

static class Footwear
{
    public static readonly Drawing[] All =
    [
        new("sneaker", Sneaker, Scene.Road, FocusX: 210, FocusY: 210),
        new("boot", Boot, Scene.Outdoors, FocusX: 190, FocusY: 180),
        new("sandal", Sandal, Scene.Outdoors, FocusX: 200, FocusY: 240),
        new("heel", Heel, Scene.Wardrobe, FocusX: 150, FocusY: 240),
        new("slipper", Slipper, Scene.Room, Pack.Bag, FocusX: 240, FocusY: 260),
    ];

    static void Sneaker(Pen pen, Look look)
    {
        pen.Shadow(200, 156);
        pen.Path("M62 176Q80 158 116 166L176 190Q210 232 272 240Q346 250 352 298H54Q50 220 62 176Z",
            pen.Matte(look.Solid));
        pen.Path("M66 172Q84 160 114 168Q112 192 84 196Q66 196 66 172Z", look.Main.Darker(2.2));
        pen.Path("M54 298Q52 240 60 210Q92 214 100 298Z", look.Accent.Darker(.4));
        pen.Path("M286 244Q346 254 352 298H270Q262 262 286 244Z", look.Main.Lighter(1));
        pen.Path("M124 168L176 190Q206 228 252 238L226 262Q164 232 124 168Z", look.Main.Lighter(1.6));
        foreach (var (x, y) in new[] { (150, 196), (174, 216), (200, 232), (226, 244) })
            pen.Line($"M{x} {y}l26 -14", Ink.Snow, 7);
        pen.Path(look.Of(
            "M108 292Q164 288 212 240L226 248Q190 296 132 298Z", "M128 232L150 298H168L150 226ZM160 238L182 298"
                + "H200L178 240Z",
            "M112 262Q170 296 250 262L244 278Q170 310 112 276Z"), look.Accent);
        pen.Path("M48 294Q200 306 356 294Q362 318 342 322H66Q44 322 48 294Z", pen.Matte(Ink.Snow));
        pen.Path("M52 314Q200 322 354 312Q352 330 336 330H70Q54 330 52 314Z",
            look.Of(Ink.Brick.Darker(), Ink.Coal.Lighter(), look.Accent.Darker()));
        pen.Stitch("M60 302Q200 312 350 301", look.Main.Darker(.5));
    }

    static void Boot(Pen pen, Look look)
    {
        pen.Shadow(206, 130);
        pen.Path("M110 88Q168 76 224 88L222 196Q260 232 312 240Q340 250 338 302H104Q96 250 108 200Z",
            pen.Matte(look.Solid));
        pen.Path("M108 84Q168 70 226 84V106Q168 94 108 106Z", look.Main.Darker(1.6));
        pen.Path("M276 238Q340 244 338 302H262Q252 258 276 238Z", look.Main.Darker(.8));
        pen.Path("M176 96H222L220 190Q236 216 262 230L236 254Q180 226 176 96Z", look.Main.Darker(1.6));
        for (var i = 0; i < 5; i++)
        {
            var y = 116 + i * 24;
            pen.Line($"M{172 + i * 4} {y}L{222 + i * 5} {y + 12}M{172 + i * 4} {y + 14}L{222 + i * 5} {y}",
                look.Accent.Lighter(1.4), 4.5);
            pen.Disc(170 + i * 4, y + 2, 4, pen.Metal(Ink.Gold));
        }

        pen.Path("M106 250Q140 246 152 302H104Z", look.Main.Darker(1.2));
        pen.Stitch("M120 112V240M266 244Q252 270 258 298", look.Main.Lighter(2.4));
        pen.Path("M98 298H342Q350 312 344 318L334 330H318L308 320H290L280 330H178L168 320H150V330H110Q98 330 98 316Z",
            Ink.Coal);
        pen.Path("M98 298H342L344 308H98Z", Ink.Oak.Darker());
    }

    static void Sandal(Pen pen, Look look)
    {
        pen.Shadow(200, 150);
        pen.Path("M54 296Q60 276 110 282T240 284Q330 268 350 296Q352 326 320 328H84Q50 326 54 296Z",
            pen.Matte(Ink.Oak.Darker(.4)));
        pen.Path("M56 292Q62 274 112 280T240 282Q328 266 348 292Q300 304 200 302T56 292Z", Ink.Oak.Lighter(1.4));
        pen.Path("M214 288Q222 206 282 208Q330 216 336 284L310 288Q300 238 272 238Q248 240 244 290Z",
            pen.Matte(look.Solid));
        pen.Path("M138 286Q150 196 212 186Q250 186 262 218L236 232Q222 212 204 218Q172 232 168 288Z",
            pen.Matte(look.Solid.Darker(.3)));
        pen.Path("M66 284Q58 196 112 190Q160 190 196 210L188 236Q150 216 118 220Q92 226 96 286Z",
            pen.Matte(look.Solid));
        pen.Rect(186, 192, 30, 26, 5, pen.Metal(Ink.Gold));
        pen.Rect(193, 199, 16, 12, 3, look.Main.Darker(1));
        pen.Stitch("M80 262Q76 206 112 202M230 274Q240 224 274 222", look.Main.Lighter(2.4));
    }

    static void Heel(Pen pen, Look look)
    {
        pen.Shadow(200, 150);
        pen.Path("M78 176L104 196Q104 260 92 328H80Q84 250 66 196Z", pen.Matte(look.Solid.Darker(.9)));
        pen.Path("M62 160Q96 150 112 178Q140 262 240 280Q300 262 352 300Q356 318 334 322H262Q168 322 118 240"
            + "Q96 208 74 202Q54 186 62 160Z",
            pen.Gloss(look.Solid));
        pen.Path("M112 178Q140 262 240 280Q196 288 156 256Q122 226 96 176Z", look.Main.Darker(2));
        pen.Path("M256 322H340Q352 320 352 312L350 326Q346 330 338 330H260Q180 328 124 250Q176 320 256 322Z",
            look.Accent.Darker());
        pen.Disc(262, 284, 8, pen.Ball(Ink.Gold));
        pen.Path("M262 284l-20 -14v24ZM262 284l20 -14v24Z", look.Main.Lighter(1.5));
        pen.Shine("M296 286Q320 290 334 302");
    }

    static void Slipper(Pen pen, Look look)
    {
        pen.Shadow(200, 150);
        foreach (var (x, y) in new[] { (18, -34), (-8, 0) })
            using (pen.Move(x, y))
            {
                pen.Path("M54 304Q56 280 120 288T330 284Q350 290 348 312Q340 330 300 330H90Q54 330 54 304Z",
                    pen.Matte(Ink.Oak.Darker(.5)));
                pen.Path("M56 298Q70 272 130 282T346 292Q330 308 200 306T56 298Z", Ink.Cream);
                pen.Path("M168 296Q176 214 260 216Q338 224 350 300Q300 312 168 296Z", pen.Matte(look.Solid));
                pen.Line("M170 294Q178 218 256 218", Ink.Cream, 15);
                pen.Line("M262 240l26 14M296 246l18 22M268 268l22 8", look.Accent, 6);
            }
    }
}
