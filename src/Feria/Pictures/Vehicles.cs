namespace Feria.Pictures;

static class Vehicles
{
    public static readonly Drawing[] All =
    [
        new("tyre", Tyre, Scene.Road, FocusX: 200, FocusY: 130),
        new("helmet", Helmet, Scene.Road, FocusX: 250, FocusY: 200),
        new("motoroil", Oil, Scene.Workshop, FocusX: 190, FocusY: 240),
        new("carseat", SeatCover, Scene.Road, FocusX: 200, FocusY: 140),
        new("dashcam", Dashcam, Scene.Road, FocusX: 200, FocusY: 200),
        new("scooter", Scooter, Scene.Road, Pack.Measure, FocusX: 280, FocusY: 280),
    ];

    static void Tyre(Pen pen, Look look)
    {
        pen.Shadow(210, 120);
        pen.Oval(226, 200, 112, 130, Ink.Coal.Darker(.6));
        pen.Oval(186, 200, 118, 130, pen.Matte(Ink.Coal.Lighter(.8)));
        pen.Oval(186, 200, 86, 97, Ink.Coal.Darker());
        pen.Oval(186, 200, 80, 90, pen.Metal(Ink.Steel));
        pen.Oval(186, 200, 68, 77, Ink.Coal.Lighter());
        var spokes = look.Of(5, 6, 7);
        for (var spoke = 0; spoke < spokes; spoke++)
            using (pen.Turn(spoke * 360 / spokes, 186, 200))
                pen.Path("M176 200L168 128H204L196 200Z", pen.Metal(look.Main.Lightness < .45 ? Ink.Steel
                    : look.Solid));
        pen.Disc(186, 200, 21, pen.Ball(Ink.Steel));
        pen.Disc(186, 200, 8, look.Accent);
        pen.Line("M96 150A102 114 0 0 1 160 92", Ink.Snow.Alpha(.4), 5);
    }

    static void Helmet(Pen pen, Look look)
    {
        pen.Shadow(200, 124);
        pen.Path("M70 230C58 120 130 68 208 72C296 76 344 140 338 230Q336 300 300 318H150Q84 316 70 230Z",
            pen.Gloss(look.Solid));
        pen.Path("M186 168Q280 150 346 186Q356 230 336 258Q260 262 196 252Q168 210 186 168Z",
            pen.Blend(Ink.Night, Ink.Night.Lighter(4)));
        pen.Path("M200 180Q230 168 262 170L234 242Q212 244 202 240Q182 210 200 180Z", "#ffffff44");
        pen.Path("M92 150Q120 100 190 92L206 74Q108 70 78 160Z", look.Accent);
        pen.Path("M72 246Q110 270 190 262L200 282Q130 292 80 272Z", look.Accent);
        pen.Path("M232 276H318Q318 306 300 318H246Z", look.Main.Darker(1.6));
        pen.Line("M256 288H304M260 300H298", Ink.Coal, 5);
        pen.Disc(184, 212, 13, pen.Metal(Ink.Steel));
    }

    static void Oil(Pen pen, Look look)
    {
        pen.Shadow(200, 90);
        pen.Rect(160, 60, 54, 38, 6, pen.Matte(look.Accent.Darker()));
        pen.Path("M156 96H222L248 122H284Q300 122 300 140V312Q300 330 282 330H122Q104 330 104 312V152"
            + "Q104 140 116 132Z", pen.Gloss(look.Solid));
        pen.Path("M252 150H276V226Q276 234 268 234H252Z", Ink.Cream.Darker(1.2));
        pen.Rect(120, 186, 112, 118, 8, Ink.Snow);
        pen.Path("M176 202Q144 244 160 262Q176 276 192 262Q208 244 176 202Z", pen.Down(Ink.Gold));
        pen.Line("M138 288H214", look.Main, 7);
        pen.Line("M286 250V306", Ink.Gold.Alpha(.8), 8);
        pen.Shine("M116 160V310");
    }

    static void SeatCover(Pen pen, Look look)
    {
        pen.Shadow(206, 110);
        pen.Rect(158, 46, 88, 52, 20, pen.Matte(look.Solid.Darker(.4)));
        pen.Line("M184 96V116M220 96V116", Ink.Steel, 7);
        pen.Path("M128 130Q134 104 202 104T276 130L286 250H118Z", pen.Matte(look.Solid));
        pen.Path("M152 134Q202 118 252 134L258 246H146Z", look.Accent.Darker(1));
        pen.Line("M150 164Q202 152 254 164M148 194Q202 182 256 194M147 224Q202 212 258 224", look.Main.Darker(2), 4);
        pen.Path("M108 262Q112 244 140 244H264Q292 244 296 262L312 306Q314 326 290 328H114Q90 326 92 306Z",
            pen.Down(look.Solid.Lighter(.4)));
        pen.Path("M136 262Q202 250 268 262L280 304H124Z", look.Accent.Darker(.8));
        pen.Line("M170 258L158 304M234 258L246 304", look.Main.Darker(2), 4);
        pen.Stitch("M118 272L102 318M286 272L302 318", look.Main.Lighter(3));
    }

    static void Dashcam(Pen pen, Look look)
    {
        pen.Shadow(206, 90);
        pen.Path("M150 60H250L232 84H168Z", Ink.Coal.Lighter(1.4));
        pen.Rect(191, 80, 18, 60, 6, pen.Metal(Ink.Coal.Lighter(2)));
        pen.Disc(200, 132, 19, pen.Ball(Ink.Coal.Lighter()));
        pen.Rect(94, 150, 212, 130, 32, pen.Gloss(look.Solid));
        pen.Disc(200, 216, 58, pen.Metal(Ink.Steel.Darker(.6)));
        pen.Disc(200, 216, 46, pen.Ball(Ink.Coal));
        pen.Disc(200, 216, 27, pen.Ball(Ink.Night.Lighter()));
        pen.Path("M176 208Q184 186 206 184L188 216Z", "#ffffff99");
        pen.Disc(276, 180, 6, Ink.Brick.Lighter(1));
        pen.Line("M118 196V236M128 196V236M138 196V236", look.Main.Darker(2), 4);
        pen.Line("M160 282C120 330 60 290 40 330", Ink.Coal, 6);
    }

    static void Scooter(Pen pen, Look look)
    {
        pen.Shadow(200, 150);
        pen.Line("M286 296L262 84", pen.Gloss(look.Solid), 15);
        pen.Line("M222 80Q262 66 304 86", Ink.Coal.Lighter(), 9);
        pen.Line("M214 82L238 76M286 80L310 88", Ink.Coal, 14);
        pen.Path("M72 286Q76 270 96 272H250L276 250L290 268L258 294H96Q76 298 72 286Z", pen.Matte(look.Solid));
        pen.Path("M106 272H246L240 280H108Z", Ink.Coal);
        pen.Rect(252, 92, 22, 30, 5, pen.Matte(Ink.Coal.Lighter()));
        pen.Disc(263, 102, 6, Ink.Gold.Lighter(2));
        foreach (var x in new[] { 84, 292 })
        {
            pen.Disc(x, 300, 30, pen.Ball(Ink.Coal));
            pen.Disc(x, 300, 14, pen.Metal(Ink.Steel));
        }

        pen.Path("M52 288Q56 262 90 262L96 276Q70 276 64 292Z", look.Main.Darker(1.4));
    }
}
