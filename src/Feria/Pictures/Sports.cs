namespace Feria.Pictures;

static class Sports
{
    public static readonly Drawing[] All =
    [
        new("ball", Ball, Scene.Outdoors, FocusX: 180, FocusY: 200),
        new("bicycle", Bicycle, Scene.Road, Pack.Measure, FocusX: 190, FocusY: 250),
        new("dumbbell", Dumbbell, Scene.Room, FocusX: 130, FocusY: 260),
        new("kettlebell", Kettlebell, Scene.Room, FocusX: 200, FocusY: 240),
        new("yogamat", YogaMat, Scene.Room, Pack.Bag, FocusX: 130, FocusY: 270),
        new("racket", Racket, Scene.Outdoors, FocusX: 170, FocusY: 130),
        new("skateboard", Skateboard, Scene.Road, FocusX: 120, FocusY: 280),
        new("gloves", Gloves, Scene.Room, Pack.Bag, FocusX: 160, FocusY: 180),
        new("swim", Goggles, Scene.Outdoors, FocusX: 140, FocusY: 210),
    ];

    static void Ball(Pen pen, Look look)
    {
        pen.Shadow(200, 100);
        const string Round = "M82 212a118 118 0 1 0 236 0a118 118 0 1 0 -236 0Z";
        switch (look.Pick(3))
        {
            case 0:
                pen.Disc(200, 212, 118, pen.Ball(Ink.Snow));
                using (pen.Inside(Round))
                {
                    for (var i = 0; i < 5; i++)
                        using (pen.Turn(i * 72, 192, 204))
                        {
                            pen.Path("M168 104L216 104L230 78H154ZM192 92V92", look.Main);
                            pen.Line("M192 170L192 110M216 104L250 128", Ink.Steel.Darker(), 3);
                            pen.Path("M252 118L290 132L280 96Z", look.Main.Darker());
                        }

                    pen.Path("M192 168L226 193L213 233H171L158 193Z", look.Main);
                }

                break;
            case 1:
                pen.Disc(200, 212, 118, pen.Ball(Ink.Brick.Lighter(1)));
                using (pen.Inside(Round))
                    pen.Line("M200 90V340M80 212H320M110 110Q190 212 110 314M290 110Q210 212 290 314", Ink.Coal, 5);
                break;
            default:
                pen.Disc(200, 212, 118, pen.Ball(look.Solid));
                using (pen.Inside(Round))
                {
                    pen.Path("M200 212Q150 140 84 190Q100 110 200 92Q190 150 200 212Z", look.Accent);
                    pen.Path("M200 212Q290 210 302 280Q330 200 296 132Q244 160 200 212Z", Ink.Snow.Darker(.4));
                    pen.Path("M200 212Q170 290 220 330Q140 330 98 272Q150 260 200 212Z", Ink.Gold);
                }

                break;
        }

        pen.Path("M114 160Q140 112 190 104Q146 132 126 176Z", "#ffffff66");
    }

    static void Bicycle(Pen pen, Look look)
    {
        pen.Shadow(200, 170);
        foreach (var x in new[] { 98, 302 })
        {
            pen.Line($"M{x} 188v132M{x - 66} 254h132M{x - 47} 207l94 94M{x - 47} 301l94 -94"
                + $"M{x - 25} 193l50 122M{x + 25} 193l-50 122M{x - 61} 229l122 50M{x - 61} 279l122 -50",
                    Ink.Steel.Alpha(.9), 1.5);
            pen.Ring(x, 254, 70, 11, Ink.Coal);
            pen.Ring(x, 254, 63, 4, pen.Metal(Ink.Steel));
            pen.Disc(x, 254, 9, pen.Metal(Ink.Steel));
        }

        pen.Line("M98 254H188L152 152L98 254M188 254L270 152H154M302 254L264 128", pen.Gloss(look.Solid), 10);
        pen.Line("M152 152L144 124", Ink.Steel.Darker(), 8);
        pen.Path("M114 116Q130 108 174 116Q176 124 156 128H130Q112 126 114 116Z", look.Of(Ink.Walnut, Ink.Coal));
        pen.Line("M264 128L258 104Q274 92 306 100", pen.Metal(Ink.Steel), 7);
        pen.Line("M286 98L308 101", look.Of(Ink.Walnut, Ink.Coal), 11);
        pen.Disc(188, 254, 21, pen.Metal(Ink.Steel));
        pen.Ring(188, 254, 15, 3, Ink.Coal);
        pen.Line("M98 246L188 236M98 262L188 272", Ink.Coal.Lighter(), 3);
        pen.Line("M188 254L204 292M196 294H216", Ink.Coal, 6);
        if (!look.Maybe) return;
        pen.Path("M276 118H342L334 166H284Z", pen.Matte(Ink.Oak));
        pen.Line("M280 134H338M282 150H336M300 120V164M320 120V164", Ink.Oak.Darker(1.2), 3);
    }

    static void Dumbbell(Pen pen, Look look)
    {
        pen.Shadow(200, 160);
        pen.Rect(130, 252, 140, 22, 8, pen.Metal(Ink.Steel));
        foreach (var x in new[] { 60, 270 })
        {
            pen.Path($"M{x} 222L{x + 14} 196H{x + 56}L{x + 70} 222V306L{x + 56} 330H{x + 14}L{x} 306Z",
                pen.Gloss(look.Solid));
            pen.Path($"M{x + 14} 196H{x + 56}L{x + 50} 218H{x + 20}Z", look.Main.Lighter(1.6));
            pen.Rect(x + 20, 246, 30, 34, 5, look.Main.Darker(1.4));
            pen.Line($"M{x + 28} 263h14", Ink.Snow, 4);
        }

        for (var x = 152; x < 252; x += 12) pen.Line($"M{x} 255L{x + 8} 271", Ink.Steel.Darker(2), 2);
    }

    static void Kettlebell(Pen pen, Look look)
    {
        pen.Shadow(200, 90);
        pen.Line("M150 190C112 80 288 80 250 190", pen.Metal(look.Of(Ink.Steel, Ink.Coal.Lighter(2))), 26);
        pen.Path("M200 160C270 160 296 200 296 248C296 292 272 326 250 330H150C128 326 104 292 104 248"
            + "C104 200 130 160 200 160Z",
            pen.Ball(look.Solid));
        pen.Path("M106 268Q200 296 294 268Q288 310 250 330H150Q112 310 106 268Z", look.Accent.Alpha(.75));
        pen.Disc(200, 226, 33, Ink.Snow.Alpha(.9));
        pen.Line("M186 240V212L196 226L206 212V240", look.Main.Darker(1.4), 6);
    }

    static void YogaMat(Pen pen, Look look)
    {
        pen.Shadow(190, 160);
        pen.Path("M130 312L200 258H376L330 328H140Z", pen.Down(look.Solid.Lighter(1.2)));
        pen.Path("M92 216L260 186Q300 186 306 232Q306 276 270 282L112 326Z", pen.Matte(look.Solid));
        pen.Oval(104, 271, 50, 57, look.Main.Darker(.9));
        pen.Line("M104 300C72 300 70 248 104 242C136 246 138 292 106 292C84 290 84 258 106 256C124 260 122 280 108 280",
            look.Main.Lighter(1.4), 5);
        pen.Line("M172 204Q208 216 208 260T184 306M240 190Q274 204 274 240T252 288", look.Accent.Darker(.4), 11);
        pen.Line("M190 212Q240 150 262 196", look.Accent.Darker(.4), 7);
    }

    static void Racket(Pen pen, Look look)
    {
        pen.Shadow(230, 80);
        pen.Disc(306, 296, 34, pen.Ball(new Ink(.86, .17, 115)));
        pen.Line("M282 274Q312 290 300 328M330 274Q310 280 318 298", Ink.Snow, 4);
        using (pen.Turn(-32, 180, 200))
        {
            const string Face = "M106 128a78 96 0 1 0 156 0a78 96 0 1 0 -156 0Z";
            using (pen.Inside(Face))
                for (var at = -90; at <= 90; at += 15)
                    pen.Line($"M{184 + at} 20V240M90 {128 + at}H280", Ink.Snow.Darker(1), 2);
            pen.Line(Face, pen.Gloss(look.Solid), 15);
            pen.Path("M158 214L178 268H190L210 214L196 222H172Z", pen.Gloss(look.Solid.Darker(.6)));
            pen.Rect(174, 264, 20, 90, 8, pen.Matte(look.Of(Ink.Coal, Ink.Walnut)));
            pen.Line("M174 284L194 276M174 302L194 294M174 320L194 312M174 338L194 330", Ink.Snow.Alpha(.35), 3);
        }
    }

    static void Skateboard(Pen pen, Look look)
    {
        pen.Shadow(200, 160);
        foreach (var x in new[] { 112, 288 })
        {
            pen.Path($"M{x - 20} 278H{x + 20}L{x + 10} 302H{x - 10}Z", pen.Metal(Ink.Steel));
            pen.Disc(x - 18, 308, 21, pen.Ball(look.Accent));
            pen.Disc(x + 18, 308, 21, pen.Ball(look.Accent));
            pen.Disc(x - 18, 308, 7, Ink.Snow);
            pen.Disc(x + 18, 308, 7, Ink.Snow);
        }

        pen.Path("M26 244Q20 232 36 236Q60 262 92 266H308Q340 262 364 236Q380 232 374 244Q350 286 308 286H92"
            + "Q50 286 26 244Z",
            pen.Matte(look.Solid));
        pen.Path("M30 240Q56 268 92 272H308Q344 268 370 240L364 236Q340 262 308 266H92Q60 262 36 236Z", Ink.Coal);
        pen.Line("M110 279H160M178 279H196M214 279H290", look.Accent.Lighter(1.4), 5);
    }

    static void Gloves(Pen pen, Look look)
    {
        pen.Shadow(200, 130);
        foreach (var (x, lean, ink) in new[] { (76, 8, look.Solid.Darker(.5)), (-40, -6, look.Solid) })
            using (pen.Move(x, 0))
            using (pen.Turn(lean, 200, 300))
            {
                pen.Path("M150 250Q118 176 150 124Q176 92 226 100Q268 112 264 176L254 262Z", pen.Gloss(ink));
                pen.Path("M142 196Q112 178 122 150Q138 132 158 156L172 200Q160 222 142 196Z",
                    pen.Matte(ink.Lighter(.6)));
                pen.Rect(150, 254, 106, 74, 14, pen.Matte(look.Accent));
                pen.Rect(150, 272, 106, 18, 0, Ink.Snow);
                pen.Shine("M196 118Q236 112 246 150", 6);
            }
    }

    static void Goggles(Pen pen, Look look)
    {
        pen.Cast("M60 200Q70 150 130 160H270Q330 150 340 200Q330 270 270 260H130Q70 270 60 200Z");
        pen.Line("M70 206Q20 150 90 116Q200 60 310 116Q380 150 330 206", look.Main.Darker(1), 13);
        foreach (var x in new[] { 126, 274 })
        {
            pen.Rect(x - 62, 162, 124, 92, 40, pen.Gloss(look.Solid));
            pen.Rect(x - 48, 176, 96, 64, 28, pen.Blend(look.Accent.Darker(1), look.Accent.Lighter(2)));
            pen.Path($"M{x - 34} 196Q{x - 26} 182 {x} 182L{x - 24} 232Q{x - 40} 222 {x - 34} 196Z", "#ffffff77");
        }

        pen.Line("M186 208Q200 196 214 208", look.Main.Darker(1.4), 12);
        pen.Rect(108, 286, 184, 44, 20, pen.Matte(look.Accent.Lighter(1)));
        pen.Line("M130 308H270", look.Main, 5);
    }
}
